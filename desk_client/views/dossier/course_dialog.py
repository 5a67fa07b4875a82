"""The one dialog of all acts beside the ordinary way: draws what the row of the act asks, says what follows from it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk_client.services.course import FieldFault, Question, papers_to_scan
from desk_client.services.course_fields import Ask, AskedField, Value
from desk_client.viewmodels.course_answers import Filled, TakenPages
from desk_client.viewmodels.dossier_words import refusal_message
from desk_client.viewmodels.paper_pages import PagesModel
from desk_client.views.asked.parts import Part
from desk_client.views.asked.reason_part import ReasonPart
from desk_client.views.dossier.course_lists import AskedPart, CamePart, ChargesPart
from desk_client.views.dossier.course_parts import (
    DayPart,
    FilePart,
    OfficePart,
    PickPart,
    TextPart,
    TickPart,
)
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog, Unscanned, ask_unscanned
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from desk_client.views.receive.inputs import Letters
from desk_client.views.sign.pages_part import PagesPart
from dossier.acts import ActKind
from dossier.messages import message

GIVE, REUSE = "give", "reuse"
LISTS = frozenset({Ask.CHARGES, Ask.ASKED, Ask.CAME})
ENDING = frozenset({ActKind.STOP, ActKind.CANCEL_RECEIPT, ActKind.CORRECT_RESULT})
"""Acts that end or undo something: their verb is outlined in red."""


class CourseDialog(Dialog):
    """Asks one act; stays open while something is missing or the rules would refuse it."""

    def __init__(self, kit: Kit, parent: QWidget | None, question: Question, sheets: PagesModel) -> None:
        state, kind = question.scene.state, question.row.kind
        subject = " · ".join(part for part in (state.code, state.applicant.name) if part)
        super().__init__(kit, parent, kit.say(f"act.{kind.value}"), subject, width=640)
        self.question, self._sheets = question, sheets
        self._letters = Letters("")
        self._unscanned = ""
        self.parts: dict[str, Part] = {}
        self.notes = InfoBar(kit, Tone.INFO, "")
        self.wrong = InfoBar(kit, Tone.ERROR, "")
        self.wrong.hide()
        started = question.started()
        for field in question.row.fields:
            part = self._part(field, started.value(field.name))
            self.parts[field.name] = part
            self.add(part)
        for part in self.parts.values():
            part.changed.connect(self._follow)
        self.keep_in_view(self.wrong)
        self.keep_in_view(self.notes)
        self.add_cancel()
        verb = ButtonKind.DANGER if kind in ENDING else ButtonKind.PRIMARY
        self.verb = self.add_act(GIVE, kit.say(f"course.verb.{kind.value}"), verb, key="Ctrl+Enter")
        self._follow()
        first = next(iter(self.parts.values()), None)
        if first is None:
            self.verb.setFocus()
        else:
            first.begin()

    def filled(self) -> Filled:
        """What was filled in, and why papers have no pages where that was asked."""
        return Filled((*((name, part.raw()) for name, part in self.parts.items()), ("unscanned", self._unscanned)))

    def ready(self, act_id: str) -> bool:
        """Stay open while something is missing: said under its field, the first of them has the focus."""
        if act_id != GIVE:
            return True
        self._unscanned = ""
        faults = self.question.faults(self.filled().thought())
        if (bare := papers_to_scan(faults)) and (reason := self._why_bare(bare)):
            self._unscanned = reason
            faults = self.question.faults(self.filled().thought())
        told = {fault.name: fault for fault in faults}
        for name, part in self.parts.items():
            part.tell(self._spoken(told[name]) if name in told else None)
        whole = told.get("")
        self.wrong.setVisible(whole is not None)
        if whole is not None:
            self.wrong.set_state(Tone.ERROR, self._spoken(whole))
        self.refit()
        first = next((self.parts[fault.name] for fault in faults if fault.name), None)
        if first is not None:
            first.begin()
        return not faults

    def _why_bare(self, papers: tuple[str, ...]) -> str | None:
        came = any(field.ask is Ask.CAME for field in self.question.row.fields)
        return ask_unscanned(self._kit, self, papers, Unscanned.TAKING if came else Unscanned.MOVING)

    def ask_pages(self, name: str) -> TakenPages | None:
        """Ask for the pages of one paper; each has a draft of its own."""
        scene = self.question.scene
        self._sheets.begin_paper(f"course-{scene.state.id}-{scene.kind.value}-{name}")
        dialog = PagesDialog(self._kit, self, name, self._sheets, reusable=bool(self.question.earlier))
        chosen = dialog.ask()
        dialog.deleteLater()
        if chosen == REUSE:
            return self._earlier_pages(name)
        sheets = self._sheets
        made = TakenPages(sheets.finisher(), len(sheets.pages), signature=sheets.signature)
        return made if chosen == GIVE else None

    def _earlier_pages(self, name: str) -> TakenPages | None:
        dialog = ReuseDialog(self._kit, self, self.question.earlier, name)
        found = dialog.pages() if dialog.ask() == TAKE else None
        dialog.deleteLater()
        if found is None:
            return None
        return TakenPages(lambda: found.file, found.file.pages, found.where, found.signature)

    def _follow(self) -> None:
        said = [self._kit.speak(note) for note in self.question.notes(self.filled().thought())]
        self.notes.setVisible(bool(said))
        self.notes.set_state(Tone.INFO, "\n".join(said))
        self.refit()

    def _spoken(self, fault: FieldFault) -> str:
        if fault.refusal is not None:
            return self._kit.speak(refusal_message(fault.refusal))
        return "" if fault.message is None else self._kit.speak(fault.message)

    def _label(self, name: str, *, needed: bool = True) -> str:
        say, own = self._kit.say, f"course.field.{self.question.row.kind.value}_{name}"
        words = say(own if self._kit.speaker.knows(own) else f"course.field.{name}")
        return words if needed else f"{words} {say('course.optional')}"

    def _part(self, asked: AskedField, start: Value) -> Part:
        kit, scene, head = self._kit, self.question.scene, self._label(asked.name, needed=asked.needed)
        if asked.ask in LISTS:
            return self._list(asked, head, start)
        label = self._letters.mark(head)
        extra = self._letters.mark(self._label("words")) if asked.ask is Ask.REASON else ""
        made: dict[Ask, Callable[[], Part]] = {
            Ask.REASON: lambda: ReasonPart(kit, (label, extra), asked.picks(scene), start),
            Ask.DAY: lambda: DayPart(kit, label, asked, start, scene),
            Ask.PICK: lambda: PickPart(kit, label, asked.picks(scene)),
            Ask.OFFICE: lambda: OfficePart(kit, label, asked.picks(scene)),
            Ask.TICK: lambda: TickPart(kit, label, start),
            Ask.FILE: lambda: FilePart(kit, label, self.ask_pages),
        }
        return made.get(asked.ask, lambda: TextPart(kit, label, asked, start))()

    def _list(self, asked: AskedField, head: str, start: Value) -> Part:
        if asked.ask is Ask.CHARGES:
            return ChargesPart(self._kit, head)
        if asked.ask is Ask.ASKED:
            return AskedPart(self._kit, head, start)
        return CamePart(self._kit, head, start, self.ask_pages)


class PagesDialog(Dialog):
    """Pages of one paper, scanned or from a file; or from an earlier dossier (verb `REUSE`)."""

    def __init__(self, kit: Kit, parent: QWidget, name: str, sheets: PagesModel, *, reusable: bool) -> None:
        super().__init__(kit, parent, name.replace("&", ""), width=620)
        self._sheets = sheets
        self.pages = PagesPart(kit, sheets, kit.say("dossier.ask.attach_empty"))
        self.add(self.pages, 1)
        if reusable:
            self.add_act(REUSE, kit.say("reuse.act")).set_icon("history")
        self.add_cancel()
        self.add_act(GIVE, kit.say("course.take_pages"), ButtonKind.PRIMARY, key="Enter")
        self.pages.scan.setFocus()

    def reject(self) -> None:
        """Esc: stop scanning, else leave."""
        if not self.pages.stopped():
            super().reject()

    def ready(self, act_id: str) -> bool:
        """Stay open while there is no page, or pages still come."""
        if act_id != GIVE:
            return True
        return not self._sheets.busy and self.pages.ask_for_pages(message("dossier.ask.attach_missing"))
