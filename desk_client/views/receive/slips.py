"""Asks what forms 02 and 03 need: the papers that are missing, each with its reason, or the reason of a refusal."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services.course_fields import Pick
from desk_client.services.intake import Asking
from desk_client.views.asked.reason_part import ReasonPart
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.choices import CheckBox, TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from dossier.acts import AskedPaper
from dossier.papers import PaperRequirement
from dossier.values import Reason

_SHOWN = 63
"""Letters of a paper's name that have room beside the field of its reason."""


@dataclass(slots=True)
class _Line:
    """A paper that may be asked for: its mark and its reason."""

    name: str
    originals: int
    copies: int
    mark: CheckBox
    reason: TextField


@dataclass(frozen=True, slots=True)
class AskCase:
    """What may be asked for: the procedure's papers, codes of those that are short, the reasons of the table.

    `asked` names the papers of an earlier request: asked again, the clerk ticks which of them came and are not right.
    """

    papers: tuple[PaperRequirement, ...]
    short: frozenset[str]
    reasons: tuple[Pick, ...]
    asked: tuple[str, ...] = ()


class SupplementDialog(Dialog):
    """Form 02: what is missing is marked already; more can be written by hand; asked once and in full."""

    def __init__(self, kit: Kit, parent: QWidget, subject: str, case: AskCase) -> None:
        say = kit.say
        super().__init__(kit, parent, say("receive.ask.title"), subject, width=720)
        self._lines: list[_Line] = []
        self.brought = tuple(_paper_box(kit, name) for name in case.asked)
        body = ScrollBody(kit)
        body.setMinimumHeight(kit.look.scale.space(240))
        body.column.setContentsMargins(0, 0, 0, 0)
        for row in case.papers:
            body.add(self._line(row, marked=row.code in case.short))
        body.column.addStretch(1)
        self.add(body, 1)
        self.other = TextField(kit)
        self.other_reason = TextField(kit, hint=say("receive.ask.reason_hint"))
        labels = (say("receive.ask.reason_label"), say("receive.ask.words_label"))
        # The first reason of the table is the usual one; to ask again is never usual, so nothing is chosen for that.
        usual = Reason(case.reasons[0].id) if case.reasons and not case.asked else None
        self.reason = ReasonPart(kit, labels, case.reasons, usual)
        self._other_row = FieldRow(kit, say("receive.ask.other_label"), self.other, (self.other_reason,))
        self.other_reason.setAccessibleName(say("receive.ask.reason_of", name=say("receive.ask.other")))
        self.add(self._other_row)
        self._brought_row = self._add_brought()
        self.add(self.reason)
        self.add_cancel()
        self.add_act("give", say("receive.ask.verb"), ButtonKind.PRIMARY, key="Ctrl+Enter").set_icon("print")
        first = next((line for line in self._lines if line.mark.isChecked()), None)
        (first.reason if first is not None else self.other).setFocus()

    def asking(self) -> Asking:
        """What is asked for and why; the reason's code is empty while none is chosen."""
        given = self.reason.raw()
        brought = tuple(box.accessibleName() for box in self.brought if box.isChecked())
        return Asking(self.items(), given if isinstance(given, Reason) else Reason(""), brought)

    def items(self) -> tuple[AskedPaper, ...]:
        """The lines of form 02."""
        marked = tuple(
            AskedPaper(line.name, line.originals, line.copies, line.reason.text().strip())
            for line in self._lines
            if line.mark.isChecked()
        )
        other = self.other.text().strip()
        return (*marked, AskedPaper(other, 1, 0, self.other_reason.text().strip())) if other else marked

    def ready(self, act_id: str) -> bool:
        """Stay open while nothing is asked for, or no reason is given."""
        if act_id != "give":
            return True
        say, nothing, gap = self._kit.say, not self.items(), self.reason.gap()
        unanswered = bool(self.brought) and not any(box.isChecked() for box in self.brought)
        self._other_row.set_error(say("receive.ask.nothing") if nothing else None)
        self._brought_row.set_error(say("receive.ask.nothing_brought") if unanswered else None)
        self.reason.tell(say(gap) if gap else None)
        if nothing:
            self.other.setFocus()
        elif unanswered:
            self.brought[0].setFocus()
        elif gap:
            self.reason.begin()
        return not (nothing or unanswered or gap)

    def _add_brought(self) -> FieldRow:
        """Which papers of the earlier request the citizen brought that are not right; not shown for a first request."""
        boxes = QWidget()
        column = QVBoxLayout(boxes)
        column.setContentsMargins(0, 0, 0, 0)
        for box in self.brought:
            column.addWidget(box)
        row = FieldRow(self._kit, self._kit.say("receive.ask.brought_label"), boxes)
        row.setVisible(bool(self.brought))
        self.add(row)
        return row

    def _line(self, row: PaperRequirement, *, marked: bool) -> QWidget:
        say = self._kit.say
        mark = _paper_box(self._kit, row.name)
        mark.setChecked(marked)
        reason = TextField(self._kit, name=say("receive.ask.reason_of", name=row.name), letters=18)
        reason.setText(say("receive.ask.missing") if marked else "")
        reason.setEnabled(marked)
        mark.toggled.connect(reason.setEnabled)
        mark.toggled.connect(lambda on: reason.setText(say("receive.ask.missing") if on else ""))
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 2, 0, 2)
        box.addWidget(mark, 1)
        box.addWidget(reason)
        self._lines.append(_Line(row.name, max(row.originals, 0), row.copies, mark, reason))
        return line


def _paper_box(kit: Kit, name: str) -> CheckBox:
    """A box for a paper: a long name is cut on the screen, not for who points at it or listens."""
    box = CheckBox(kit, name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…")
    box.setToolTip(name)
    box.setAccessibleName(name)
    return box


class RefusalDialog(Dialog):
    """Form 03: why the dossier is not received: a reason of the table with its clause, and what exactly."""

    def __init__(self, kit: Kit, parent: QWidget | None, reasons: tuple[Pick, ...]) -> None:
        super().__init__(kit, parent, kit.say("receive.refuse.title"), width=600)
        labels = (kit.say("receive.refuse.reason"), kit.say("receive.refuse.words"))
        self.part = ReasonPart(kit, labels, reasons)
        self.add(self.part)
        self.add_cancel()
        self.add_act("give", kit.say("receive.refuse.verb"), ButtonKind.PRIMARY, key="Ctrl+Enter").set_icon("print")
        self.part.begin()

    def reason(self) -> Reason:
        """The reason; its code is empty while none is chosen."""
        given = self.part.raw()
        return given if isinstance(given, Reason) else Reason("")

    def ready(self, act_id: str) -> bool:
        """Stay open while the reason is not whole."""
        gap = self.part.gap() if act_id == "give" else ""
        self.part.tell(self._kit.say(gap) if gap else None)
        if gap:
            self.part.begin()
        return not gap
