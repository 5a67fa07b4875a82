"""The receive screen without widgets: typing, known people, cards, due date and fee, gaps, and what F9 writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from PySide6.QtCore import QObject, Signal

from desk_client.ports import DeskFault
from desk_client.services.course_fields import Pick
from desk_client.services.intake import Asking, Intake
from desk_client.services.parts import Parts
from desk_client.services.printing import Printing
from desk_client.services.reusing import Reusing
from desk_client.services.scanning import Scanning
from desk_client.store.recent import recent_procedures
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.viewmodels.receive_draft import DraftKeeper
from desk_client.viewmodels.receive_holder import Aspect, Holder
from desk_client.viewmodels.receive_papers import PapersModel
from desk_client.viewmodels.receive_people import PeopleModel
from desk_client.viewmodels.receive_quote import QuoteModel
from desk_client.viewmodels.receive_save import Filled, Saved, Saver
from desk_client.viewmodels.receive_sheet import (
    Gap,
    Sheet,
    VisitDraft,
    asked_fields,
    chosen,
    gaps,
    intake_form,
    short_codes,
    shown_value,
    taken_up,
    type_field,
)
from desk_client.viewmodels.receive_twins import TwinWatch
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Work
from dossier.acts import ActKind, Channel
from dossier.forms import FormField
from dossier.messages import Message, message
from dossier.procedures import Procedure
from dossier.refusals import Refusal
from dossier.state import Dossier
from dossier.values import Reason


@dataclass(frozen=True, slots=True)
class ReceiveCases:
    """The use cases that the receive screen needs."""

    parts: Parts
    intake: Intake
    scanning: Scanning
    printing: Printing
    reusing: Reusing


@dataclass(frozen=True, slots=True)
class Offer:
    """What this counter receives today, the procedures it received last, the reasons for forms 03 and 02."""

    procedures: tuple[Procedure, ...] = ()
    recent: tuple[str, ...] = ()
    refusals: tuple[Pick, ...] = ()
    asks: tuple[Pick, ...] = ()
    asks_again: tuple[Pick, ...] = ()

    @classmethod
    def of(cls, cases: ReceiveCases) -> "Offer":
        """What there is today."""
        intake = cases.intake
        return cls(
            intake.offers(),
            recent_procedures(cases.parts.engine),
            refusals=intake.reasons(ActKind.REFUSE_INTAKE),
            asks=intake.reasons(ActKind.ASK_PAPERS),
            asks_again=intake.reasons(ActKind.ASK_PAPERS, again=True),
        )


class Primary(Enum):
    """What F9 does now; message ids are `receive.primary.<value>`."""

    PRINT = "print"
    SIGN = "sign"


class ReceiveModel(QObject):
    """One visit at the counter, from the card to the receipt; writes acts only by `save`, `ask_papers`, `refuse`."""

    offers_changed = Signal()
    refilled = Signal(object)
    marks_changed = Signal()
    busy_changed = Signal()
    gap_met = Signal(str)
    said = Signal(str, object)
    received = Signal(object)

    def __init__(self, cases: ReceiveCases, runner: Runner, seat: Seat, changes: Changes) -> None:
        super().__init__()
        self._cases = cases
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self._saver = Saver(cases.intake, cases.scanning, cases.printing)
        self.holder = Holder()
        self.papers = PapersModel(self.holder, cases.scanning, cases.reusing, runner)
        self.people = PeopleModel(self.holder, cases.intake, runner, cases.parts.clock)
        self.twins = TwinWatch(self.holder, cases.intake, runner)
        self.drafts = DraftKeeper(self.holder, cases.parts, cases.scanning, runner, seat)
        self.printing = PrintModel(cases.printing, runner, seat, changes)
        self.offer = Offer()
        self.quote = QuoteModel(self.holder, cases.intake, runner)
        self.busy = False
        self._waited_for: Dossier | None = None
        self._left: set[str] = set()
        self._all_marks = False
        self._connect()
        self.drafts.begin()
        seat.replaced.connect(self.set_aside)

    def _connect(self) -> None:
        self.holder.changed.connect(self._follow)
        for part in (self.papers, self.people, self.printing):
            part.said.connect(self.said)
        self.drafts.failed.connect(self._say_fault)
        self.quote.failed.connect(self._say_fault)

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet:
        """The dossier that is being typed."""
        return self.holder.sheet

    @property
    def procedure(self) -> Procedure | None:
        """Its procedure, or None."""
        return self.holder.procedure

    @property
    def waiting(self) -> tuple[Sheet, ...]:
        """The dossiers of this visit that wait for F9."""
        return self.holder.visit.waiting

    @property
    def today(self) -> date:
        """The day at the counter."""
        return self._cases.parts.clock.now().date()

    @property
    def primary(self) -> Primary:
        """What F9 does with what is there."""
        sheets = [*self.waiting, self.sheet] if self.procedure is not None else list(self.waiting)
        known = [(self.holder.procedures.get(sheet.procedure), sheet) for sheet in sheets]
        at_once = [p is not None and p.at_once and not sheet.receipt_asked for p, sheet in known]
        return Primary.SIGN if at_once and all(at_once) else Primary.PRINT

    def fields(self) -> tuple[FormField, ...]:
        """The fields of the procedure's form that are asked now."""
        procedure = self.procedure
        return () if procedure is None or procedure.received_at else asked_fields(self.sheet, procedure)

    def value(self, field: FormField) -> str:
        """What stands in a field of the form."""
        return shown_value(self.sheet, field)

    @property
    def channel(self) -> Channel:
        """How the dossier was filed: brought here, or by post."""
        return self.sheet.channel

    def short_papers(self) -> frozenset[str]:
        """Codes of the papers that are missing or short."""
        procedure = self.procedure
        return frozenset() if procedure is None else short_codes(self.sheet, procedure)

    def gaps(self) -> tuple[Gap, ...]:
        """All that is missing or wrong now."""
        return gaps(self.sheet, self.procedure, self.today)

    def marks(self) -> dict[str, Message]:
        """What is to be shown under the fields: gaps of places that were left, or all after F9 met one."""
        found: dict[str, Message] = {}
        for gap in self.gaps():
            if self._all_marks or gap.place in self._left:
                found.setdefault(gap.place, gap.message)
        return found

    # -- typing ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The screen came into view: look for what may have changed outside."""
        self._runner.start(lambda: Offer.of(self._cases), self._offered, self._failed)
        self.papers.look_for_scanners()

    def choose_procedure(self, code: str) -> None:
        """Choose what the citizen asks for."""
        procedure = self.holder.procedures.get(code)
        if procedure is not None and code != self.sheet.procedure:
            self._left, self._all_marks = set(), False
            self.holder.put(chosen(self.sheet, procedure), Aspect.PROCEDURE)

    def type_field(self, field: str, text: str) -> None:
        """A person typed in a field of the form."""
        self.holder.put(type_field(self.sheet, field, text), Aspect.TYPED)

    def leave(self, place: str) -> None:
        """A field was left: what is wrong with it may be said from now on."""
        self._left.add(place)
        self.marks_changed.emit()

    def set_terms(self, sheet: Sheet) -> None:
        """Way of return, pages, copies, exemption, money, receipt: whatever the fourth part of the screen holds."""
        self.holder.put(sheet, Aspect.TERMS)

    def begin_new(self) -> None:
        """An empty screen for the next citizen."""
        self._left, self._all_marks = set(), False
        self.people.forget()
        self.drafts.begin()

    def set_aside(self) -> None:
        """Ctrl+N, or another person sits down: this visit stays as a draft, the next citizen may come."""
        if not self.busy:
            self.papers.stop()
            self.drafts.flush()
            self.begin_new()
            self.drafts.load()

    def take_up(self, state: Dossier) -> None:
        """Go on with a dossier that waits for papers or was filed online: what is known of it is filled in."""
        self._waited_for = None if self.holder.procedures else state
        self.drafts.flush()
        self.begin_new()
        self.drafts.load()
        procedure = self.holder.procedures.get(state.procedure)
        self.holder.put(taken_up(state, procedure), Aspect.ALL)

    # -- the visit ---------------------------------------------------------------------------------------------------

    def add_to_visit(self) -> bool:
        """Ctrl+Enter: this dossier waits for F9, the next one of the same person begins; tells whether it did."""
        if self.busy or self._meet_gap():
            return False
        now = self.sheet
        following = Sheet(applicant=now.applicant, delivery=now.delivery, channel=now.channel)
        self._left, self._all_marks = set(), False
        self.holder.put_visit(VisitDraft(following, (*self.waiting, now)))
        self.drafts.flush()
        return True

    def reopen(self, place: int) -> None:
        """Take a waiting dossier back into the screen; the one at hand waits instead where it is complete."""
        waiting = list(self.waiting)
        back = waiting.pop(place)
        if self.procedure is not None:
            if self._meet_gap():
                return
            waiting.append(self.sheet)
        self.holder.put_visit(VisitDraft(back, tuple(waiting)))

    def save(self) -> None:
        """F9: write every dossier of the visit in one transaction, then make and print its paper."""
        session = self._seat.session
        if self.busy or session is None:
            return
        sheets = self.waiting if self.procedure is None and self.waiting else (*self.waiting, self.sheet)
        if sheets[-1:] == (self.sheet,) and self._meet_gap():
            return
        filled = tuple(Filled(sheet, self.holder.procedures[sheet.procedure]) for sheet in sheets)
        draft = self.holder.draft_id
        work = Work(_saving, lambda: self._saved(None))
        self._write(lambda: self._saver.receive(session, draft, filled, work), work)

    def ask_papers(self, asking: Asking) -> None:
        """Form 02: what is missing, once and in full."""
        session, procedure = self._seat.session, self.procedure
        if session is not None and procedure is not None and not self.busy:
            form = intake_form(self.sheet, procedure, {}, "" if self.waiting else self.holder.draft_id)
            self._write(lambda: self._saver.ask_papers(session, form, asking))

    def refuse(self, reason: Reason) -> None:
        """Form 03: not received, with the reason."""
        session, procedure = self._seat.session, self.procedure
        if session is not None and procedure is not None and not self.busy:
            form = intake_form(self.sheet, procedure, {}, "" if self.waiting else self.holder.draft_id)
            self._write(lambda: self._saver.refuse(session, form, reason))

    def shut(self) -> None:
        """The program is closing: save the draft, start nothing more; the caller then lets the runner finish."""
        self.papers.stop()
        self.drafts.shut()
        self.quote.shut()
        self.printing.shut()

    def can_slip(self) -> bool:
        """Whether forms 02 and 03 can be made: procedure and person are known; else the gap is said."""
        for gap in self.gaps():
            if gap.place in ("procedure", "applicant.name"):
                self._say_gap(gap)
                return False
        return True

    # -- inside ----------------------------------------------------------------------------------------------------

    def _offered(self, offer: Offer) -> None:
        self.holder.procedures = {procedure.code: procedure for procedure in offer.procedures}
        self.offer = offer
        self.offers_changed.emit()
        if self._waited_for is not None:
            self.take_up(self._waited_for)
        self.drafts.load()
        self.quote.ask()

    def _follow(self, aspect: Aspect) -> None:
        self.refilled.emit(aspect)
        self.marks_changed.emit()

    def _meet_gap(self) -> bool:
        found = self.gaps()
        if found:
            self._all_marks = True
            self.marks_changed.emit()
            self._say_gap(found[0])
        return bool(found)

    def _say_gap(self, gap: Gap) -> None:
        self.said.emit("error", gap.message)
        self.gap_met.emit(gap.place)

    def _saved(self, outcome: Saved | Refusal | Gap | None) -> None:
        self._set_busy(False)  # noqa: FBT003 - one plain fact
        session = self._seat.session
        match outcome:
            case None:
                self.drafts.resume()
                self.said.emit("info", message("receive.save_stopped"))
            case Gap():
                self.drafts.resume()
                self._say_gap(outcome)
            case Refusal(code=code, params=params):
                self.drafts.resume()
                self.said.emit("error", Message(f"refusal.{code.value}", params))
            case Saved(states=states):
                ids = tuple(state.id for state in states)
                self._clear_after(outcome)
                self._changes.tell(ids)
                self.received.emit(outcome)
                if outcome.paper_wanted and session is not None:
                    self.printing.make(lambda: self._saver.paper(session, outcome), ids)
                self.said.emit("done", _saved_words(outcome))

    def _clear_after(self, saved: Saved) -> None:
        """An empty screen; dossiers of the visit that still wait (a slip was made of another one) stay."""
        if saved.received or not self.waiting:
            self.begin_new()
        else:
            self._left, self._all_marks = set(), False
            self.holder.put_visit(VisitDraft(Sheet(applicant=self.sheet.applicant), self.waiting))
            self.drafts.resume()

    def _write(self, job: Callable[[], Saved | Refusal | Gap | None], work: Work | None = None) -> None:
        """Write once no save of the draft is under way: a draft saved after its act would come back as unfinished."""
        self.papers.stop()
        self._set_busy(True)  # noqa: FBT003 - one plain fact
        self.drafts.settle(lambda: self._runner.start(job, self._saved, self._failed, work))

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()

    def _failed(self, fault: Exception) -> None:
        self._set_busy(False)  # noqa: FBT003 - one plain fact
        self.drafts.resume()
        self._say_fault(fault)

    def _say_fault(self, fault: Exception) -> None:
        self.said.emit("error", Message(fault.remedy) if isinstance(fault, DeskFault) else message("receive.failed"))


CHANNELS = (Channel.DIRECT, Channel.POST, Channel.ONLINE)


def _saving(done: int, papers: int) -> Message:
    if not papers:
        return message("receive.saving")
    return message("receive.saving_papers", paper=str(min(done + 1, papers)), papers=str(papers))


def _saved_words(saved: Saved) -> Message:
    codes = ", ".join(state.code[-11:] for state in saved.states if state.code)
    if not codes:
        return message("receive.slip_saved")
    return message("receive.saved_to_sign" if saved.at_once else "receive.saved", codes=codes)
