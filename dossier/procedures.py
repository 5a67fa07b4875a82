"""Say what a thủ tục hành chính is and who may receive it; holds no procedure itself (resources do).

A version of a procedure is immutable: a dossier keeps the one of its intake.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dossier.acts import Channel
from dossier.fees import FeeRule
from dossier.forms import Form
from dossier.instructions import Instructions
from dossier.limits import Limit, LimitUnit, SupplementClock
from dossier.papers import PaperRequirement


class Level(str, Enum):
    """Cấp of an agency that may receive or decide."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


class ResultKind(str, Enum):
    """What the applicant takes home; it decides how the result is issued."""

    CERTIFICATE = "certificate"
    EXTRACT = "extract"
    CERTIFIED_COPY = "certified_copy"
    CERTIFIED_PAPER = "certified_paper"
    CONFIRMATION = "confirmation"
    DECISION = "decision"
    LICENCE = "licence"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """Kết quả giải quyết: national code, name, kind; `keeps_number` papers are numbered by văn thư."""

    code: str
    name: str
    kind: ResultKind
    keeps_number: bool = True


@dataclass(frozen=True, slots=True)
class ChannelLimit:
    """The time limit for the given ways of filing."""

    channels: tuple[Channel, ...]
    limit: Limit


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts of a procedure come from; `ours` names one by one what is our own reading."""

    decision: str
    note: str
    ours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """Thủ tục hành chính in one version.

    `receivers` are the levels whose one-stop counters may take it; `decided_by` is the deciding level, and
    `sector` names the department where that is not the receiving agency itself. `workflow` is the name of a
    workflow table. A ministry-run service has no receiver here: `received_at` says where to go. `instructions` are what
    the national catalogue tells of how it is done; None: nothing.
    """

    code: str
    version: str
    name: str
    short_name: str
    field: str
    receivers: tuple[Level, ...]
    decided_by: Level
    workflow: str
    limits: tuple[ChannelLimit, ...]
    results: tuple[ResultPaper, ...]
    source: Source
    valid_from: date
    sector: str = ""
    subjects: tuple[str, ...] = ()
    papers: tuple[PaperRequirement, ...] = ()
    form: Form | None = None
    fee: FeeRule = dataclasses.field(default_factory=FeeRule)
    supplements: SupplementClock = dataclasses.field(default_factory=SupplementClock)
    at_once: bool = False
    counts_copies: bool = False
    received_at: str = ""
    legal_basis: tuple[str, ...] = ()
    valid_until: date | None = None
    instructions: Instructions | None = None

    def limit_for(self, channel: Channel) -> Limit | None:
        """Return the time limit for a way of filing, or None when it cannot be filed so."""
        return next((row.limit for row in self.limits if channel in row.channels), None)

    def takes(self, channel: Channel) -> bool:
        """Return whether the procedure can be filed this way."""
        return self.limit_for(channel) is not None

    def is_received_by(self, level: Level) -> bool:
        """Return whether a counter of that level may take it."""
        return level in self.receivers

    def is_valid_on(self, day: date) -> bool:
        """Return whether this version is in force on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def catalogue_for(procedures: tuple[Procedure, ...], level: Level, day: date) -> tuple[Procedure, ...]:
    """Return what a counter of that level may receive on that day, in the order of the catalogue."""
    return tuple(row for row in procedures if row.is_valid_on(day) and row.is_received_by(level))


def find_procedure(procedures: tuple[Procedure, ...], code: str, day: date) -> Procedure | None:
    """Return the version of a procedure that is in force on a day, or None."""
    return next((row for row in procedures if row.code == code and row.is_valid_on(day)), None)


def procedure_problems(procedure: Procedure) -> tuple[str, ...]:
    """Return what contradicts itself in a procedure, as sentences for whoever keeps the catalogue."""
    return (*_working_problems(procedure), *_paper_problems(procedure), *_form_problems(procedure))


def _working_problems(procedure: Procedure) -> tuple[str, ...]:
    """Return contradictions of receivers, limits, basis and dates."""
    until = procedure.valid_until
    channels = [channel for row in procedure.limits for channel in row.channels]
    units = {row.limit.unit for row in procedure.limits}
    checks = (
        (bool(procedure.receivers) != bool(procedure.received_at), "either receivers or received_at"),
        (bool(channels) and len(channels) == len(set(channels)), "each channel needs exactly one limit"),
        (all(row.limit.basis for row in procedure.limits), "a limit has no basis"),
        (all(row.limit.amount >= 0 for row in procedure.limits), "a limit is negative"),
        (not procedure.at_once or units <= {LimitUnit.IMMEDIATE, LimitUnit.SAME_DAY},
         "a result given at once has an immediate or same-day limit"),
        (until is None or procedure.valid_from <= until, "valid_until is too early"),
        (bool(procedure.results), "a procedure has a result"),
        (procedure.decided_by is not Level.PROVINCE or bool(procedure.sector) or bool(procedure.received_at),
         "a provincial decision names its sector"),
    )  # fmt: skip
    return tuple(problem for right, problem in checks if not right)


def _paper_problems(procedure: Procedure) -> tuple[str, ...]:
    """Return codes given twice and conditions on fields that the form lacks."""
    codes = [paper.code for paper in procedure.papers]
    problems = [f"paper {code} is given twice" for code in sorted(set(codes)) if codes.count(code) > 1]
    known = {row.id for row in procedure.form.fields} if procedure.form else set()
    problems += [
        f"paper {paper.code} hangs on the unknown field {paper.needed_if.field}"
        for paper in procedure.papers
        if paper.needed_if is not None and paper.needed_if.field not in known
    ]
    return tuple(problems)


def _form_problems(procedure: Procedure) -> tuple[str, ...]:
    """Return form rows that cannot work: ids twice, unknown conditions, choices without answers."""
    problems: list[str] = []
    seen: dict[str, tuple[str, ...]] = {}
    for row in procedure.form.fields if procedure.form else ():
        if row.id in seen:
            problems.append(f"field {row.id} is given twice")
        if row.show_if is not None and row.show_if.field not in seen:
            problems.append(f"field {row.id} hangs on {row.show_if.field}, which does not come before it")
        if row.show_if is not None and set(row.show_if.any_of) - set(seen.get(row.show_if.field, ())):
            problems.append(f"field {row.id} waits for an answer that does not exist")
        if (row.type.value == "choice") != bool(row.choices):
            problems.append(f"field {row.id}: choices and type do not agree")
        seen[row.id] = tuple(c.code for c in row.choices) if row.choices else ("yes", "no")
    return tuple(problems)
