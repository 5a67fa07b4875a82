"""One version of all rules a decision rests on: procedures, workflows, calendar, agencies, regime; asks no one else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from dossier.acts import Channel, Receive
from dossier.calendar import WorkingCalendar
from dossier.deadlines import compute_due
from dossier.forms import check_form
from dossier.limits import ClockFacts, Due, Extension, Supplement
from dossier.organisation import Organisation, Province, Regime, Unit
from dossier.papers import missing_papers
from dossier.procedures import Level, Procedure, catalogue_for
from dossier.reasons import ReasonRow
from dossier.workflow import Workflow

_FirstDue = tuple[str, Channel, datetime, str]
"""A reception as its first due moment knows it: procedure, channel, moment and office."""
_FIRST_DUES = 256


@dataclass(frozen=True, slots=True)
class RulesBundle:
    """What travels and is kept: plain values, whose bytes' hash is the version that acts name."""

    province: Province
    regime: Regime
    organisation: Organisation
    calendar: WorkingCalendar
    procedures: tuple[Procedure, ...]
    workflows: tuple[Workflow, ...]
    reasons: tuple[ReasonRow, ...] = ()
    calendars: tuple[WorkingCalendar, ...] = ()
    """Those of units that do not keep the province's own (`Unit.calendar` names one by its code)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A bundle under its version, ready for decisions."""

    version: str
    bundle: RulesBundle
    _procedures: dict[str, tuple[Procedure, ...]] = field(default_factory=dict, repr=False, compare=False)
    _workflows: dict[str, Workflow] = field(default_factory=dict, repr=False, compare=False)
    _reasons: dict[str, tuple[ReasonRow, ...]] = field(default_factory=dict, repr=False, compare=False)
    _calendars: dict[str, WorkingCalendar] = field(default_factory=dict, repr=False, compare=False)
    _first_dues: dict[_FirstDue, Due] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Counted lately: a reception is counted when it is written and again when it is decided, each of a batch too."""

    @classmethod
    def of(cls, version: str, bundle: RulesBundle) -> Rules:
        """The rules of a bundle, with its look-up tables made once."""
        procedures: dict[str, tuple[Procedure, ...]] = {}
        for procedure in sorted(bundle.procedures, key=lambda one: one.valid_from):
            procedures[procedure.code] = (*procedures.get(procedure.code, ()), procedure)
        workflows = {workflow.name: workflow for workflow in bundle.workflows}
        reasons: dict[str, tuple[ReasonRow, ...]] = {}
        for row in sorted(bundle.reasons, key=lambda one: one.valid_from):
            reasons[row.code] = (*reasons.get(row.code, ()), row)
        calendars = {calendar.code: calendar for calendar in bundle.calendars}
        return cls(version, bundle, procedures, workflows, reasons, calendars)

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The procedure of that code in the version that a dossier of that day goes by, or None.

        A dossier keeps the version of its intake: a day before the first version is answered by the first one, a day
        after the end of the last by the last. What may be taken in on a day: `receivable`.
        """
        versions = self._procedures.get(code, ())
        begun = [one for one in versions if one.valid_from <= day]
        return begun[-1] if begun else next(iter(versions), None)

    def workflow_of(self, procedure_code: str, day: date) -> Workflow | None:
        """The workflow of a procedure, or None when the procedure or its table is unknown."""
        procedure = self.procedure(procedure_code, day)
        return None if procedure is None else self._workflows.get(procedure.workflow)

    def reason(self, code: str, day: date) -> ReasonRow | None:
        """The reason of that code in the words of an act of that day, or None for an unknown code.

        A day outside every row is answered by the row before it, or the first: whether it may be chosen that day is
        asked of the row (`is_for`).
        """
        rows = self._reasons.get(code, ())
        begun = [row for row in rows if row.valid_from <= day]
        return begun[-1] if begun else next(iter(rows), None)

    def unit(self, code: str) -> Unit | None:
        """The agency of that identifier, or None."""
        return self.bundle.organisation.unit(code)

    def office_name(self, code: str) -> str:
        """The short name of an agency, or its identifier where it is unknown."""
        unit = self.unit(code)
        return code if unit is None else unit.short_name

    def may_sign_own_draft(self, office: str) -> bool:
        """Whether signer and drafter may be one person there (offices with one officer, by the province's setting)."""
        return office in self.bundle.province.sole_officer_offices

    def receivable(self, procedure_code: str, office: str, day: date) -> bool:
        """Whether the procedure is in force on that day and this agency's counter takes it (NĐ 61/2018 art. 14)."""
        procedure, unit = self.procedure(procedure_code, day), self.unit(office)
        if procedure is None or unit is None:
            return False
        return procedure.is_valid_on(day) and procedure.is_received_by(unit.level)

    def offered_by(self, office: str, day: date) -> tuple[Procedure, ...]:
        """What the agency's counter receives on that day, in the catalogue's order."""
        unit = self.unit(office)
        level = Level.COMMUNE if unit is None else unit.level
        return catalogue_for(self.bundle.procedures, level, day)

    def competent_for(self, procedure_code: str, office: str, day: date) -> Unit | None:
        """The agency that decides the procedure when this office receives it."""
        procedure = self.procedure(procedure_code, day)
        if procedure is None:
            return None
        return self.bundle.organisation.competent_for(procedure, office, day)

    def calendar_of(self, office: str) -> WorkingCalendar:
        """The calendar that an agency works by: its own, or the province's."""
        unit = self.unit(office) if self._calendars else None
        return self.bundle.calendar if unit is None else self._calendars.get(unit.calendar, self.bundle.calendar)

    def due_of(  # noqa: PLR0913  what the clock of one dossier rests on
        self,
        procedure_code: str,
        channel: Channel,
        at: datetime,
        *,
        at_once: bool = False,
        supplements: tuple[Supplement, ...] = (),
        extension: Extension | None = None,
        office: str = "",
    ) -> Due | None:
        """When a dossier accepted at that moment is due, with its lines; None when the result is given at once.

        Days are those on which the agency works that is competent when `office` received it.
        """
        procedure = self.procedure(procedure_code, at.date())
        limit = None if procedure is None else procedure.limit_for(channel)
        if procedure is None or limit is None or at_once:
            return None
        key = None if supplements or extension else (procedure_code, channel, at, office)
        if key in self._first_dues:
            return self._first_dues[key]
        due = compute_due(
            limit,
            ClockFacts(at, supplements, extension, directly_received=channel is not Channel.ONLINE),
            self.deciding_calendar(procedure_code, office, at.date()),
            procedure.supplements,
            self.bundle.regime.due,
        )
        if key is not None:
            if len(self._first_dues) >= _FIRST_DUES:
                self._first_dues.clear()
            self._first_dues[key] = due
        return due

    def deciding_calendar(self, procedure_code: str, office: str, day: date) -> WorkingCalendar:
        """The calendar by which the limit of a dossier counts that `office` received: that of the agency that decides.

        Without calendars of units there is nothing to look for.
        """
        if not self._calendars or not office:
            return self.bundle.calendar
        unit = self.competent_for(procedure_code, office, day)
        return self.calendar_of(office if unit is None else unit.code)

    def missing_papers(self, data: Receive, day: date) -> tuple[str, ...]:
        """Names of the papers that a reception of that day lacks."""
        procedure = self.procedure(data.procedure, day)
        if procedure is None:
            return ()
        return tuple(fault.name for fault in missing_papers(procedure.papers, data.papers, data.values))

    def form_faults(self, data: Receive, day: date) -> tuple[str, ...]:
        """Fields of that day's form that are missing or wrong."""
        procedure = self.procedure(data.procedure, day)
        if procedure is None or procedure.form is None:
            return ()
        return tuple(fault.field for fault in check_form(procedure.form, data.values))
