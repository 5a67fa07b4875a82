"""Asks what forms 02 and 03 need: the papers that are missing, each with its reason, or the reason of a refusal."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_client.services.course_fields import Pick
from desk_client.views.asked.reason_part import ReasonPart
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.choices import CheckBox, TextArea, TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from dossier.acts import AskedPaper
from dossier.papers import PaperRequirement
from dossier.values import Reason

_SHOWN = 54


@dataclass(slots=True)
class _Line:
    """A paper that may be asked for: its mark and its reason."""

    name: str
    originals: int
    copies: int
    mark: CheckBox
    reason: TextField


class SupplementDialog(Dialog):
    """Form 02: what is missing is marked already; more can be written by hand; asked once and in full."""

    def __init__(
        self, kit: Kit, parent: QWidget, subject: str, papers: tuple[PaperRequirement, ...], short: frozenset[str]
    ) -> None:
        say = kit.say
        super().__init__(kit, parent, say("receive.ask.title"), subject, width=720)
        self._lines: list[_Line] = []
        body = ScrollBody(kit)
        body.setMinimumHeight(kit.look.scale.space(240))
        for row in papers:
            body.add(self._line(row, marked=row.code in short))
        body.column.addStretch(1)
        self.add(body, 1)
        self.other = TextField(kit)
        self.other_reason = TextField(kit, hint=say("receive.ask.reason_hint"))
        self.reason = TextArea(kit, lines=2)
        self.reason.setPlainText(say("receive.ask.reason_default"))
        self._reason_row = FieldRow(kit, say("receive.ask.reason_label"), self.reason)
        self._other_row = FieldRow(kit, say("receive.ask.other_label"), self.other, (self.other_reason,))
        self.other_reason.setAccessibleName(say("receive.ask.reason_of", name=say("receive.ask.other")))
        self.add(self._other_row)
        self.add(self._reason_row)
        self.add_cancel()
        self.add_act("give", say("receive.ask.verb"), ButtonKind.PRIMARY, key="Ctrl+Enter").set_icon("print")
        first = next((line for line in self._lines if line.mark.isChecked()), None)
        (first.reason if first is not None else self.other).setFocus()

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
        nothing, silent = not self.items(), not self.reason.toPlainText().strip()
        self._other_row.set_error(self._kit.say("receive.ask.nothing") if nothing else None)
        self._reason_row.set_error(self._kit.say("kit.reason.missing") if silent else None)
        if nothing:
            self.other.setFocus()
        elif silent:
            self.reason.setFocus()
        return not nothing and not silent

    def _line(self, row: PaperRequirement, *, marked: bool) -> QWidget:
        say = self._kit.say
        mark = CheckBox(self._kit, row.name if len(row.name) <= _SHOWN else f"{row.name[: _SHOWN - 1]}…")
        mark.setToolTip(row.name)
        mark.setAccessibleName(row.name)
        mark.setChecked(marked)
        reason = TextField(self._kit, name=say("receive.ask.reason_of", name=row.name), letters=18)
        reason.setText(say("receive.ask.missing") if marked else "")
        reason.setEnabled(marked)
        mark.toggled.connect(reason.setEnabled)
        mark.toggled.connect(lambda on: reason.setText(say("receive.ask.missing") if on else ""))
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(2, 2, 2, 2)
        box.addWidget(mark, 1)
        box.addWidget(reason)
        self._lines.append(_Line(row.name, max(row.originals, 0), row.copies, mark, reason))
        return line


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
