"""The lists an act may ask for: papers to ask for, papers that came with their pages, charges with their sum."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services.course_fields import Value, whole_number
from desk_client.viewmodels.course_answers import CameIn, Raw, TakenPages
from desk_client.views.asked.parts import Part
from desk_client.views.dossier.course_parts import AskPages
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.choices import CheckBox, Choice, TextField
from desk_client.views.kit.flow import Flow
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from dossier.values import AskedPaper, Charge, PaperEntry, PaperForm

_REASON = 240
"""Narrowest field of a reason in px at 100 %."""
_COUNTED = ("originals", "certified", "copies")
"""The columns of form 02."""
_FORMS = (PaperForm.ORIGINAL, PaperForm.CERTIFIED, PaperForm.PHOTO)


class ListPart(Part):
    """A head, rows, and what is wrong under them."""

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__()
        self.kit = kit
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(kit.look.scale.space(6))
        self.column.addWidget(Label(label, Role.H3, wrap=True))
        self._wrong = StatusText(kit, Tone.ERROR, "", "late")
        self._wrong.hide()
        self.column.addWidget(self._wrong)

    def add_row(self, *parts: QWidget, indent: bool = False) -> QWidget:
        """Put one row over what is wrong; it breaks where the window is narrow."""
        row = QWidget()
        flow = Flow(self.kit.look.scale.space(8))
        row.setLayout(flow)
        for part in parts:
            flow.addWidget(part)
        outer = QWidget()
        line = QHBoxLayout(outer)
        line.setContentsMargins(self.kit.look.scale.space(24) if indent else 0, 0, 0, 0)
        line.addWidget(row)
        self.column.insertWidget(self.column.count() - 1, outer)
        return outer

    def tell(self, words: str | None) -> None:
        """Say it under the rows."""
        self._wrong.set_state(Tone.ERROR, words or "", "late")
        self._wrong.setVisible(bool(words))


@dataclass(slots=True)
class _Asked:
    """A paper that may be asked for."""

    mark: CheckBox | None
    name: TextField | None
    paper: AskedPaper
    counts: tuple[TextField, ...]
    reason: TextField

    def chosen(self) -> AskedPaper | None:
        """The line of form 02, or None while it is not asked for."""
        name = self.paper.name if self.name is None else self.name.text().strip()
        if not name or (self.mark is not None and not self.mark.isChecked()):
            return None
        counts = [whole_number(field.text()) or 0 for field in self.counts]
        originals, certified, copies = counts if any(counts) else (1, 0, 0)
        return AskedPaper(name, originals, copies, self.reason.text().strip(), certified)


class AskedPart(ListPart):
    """Form 02: each paper of the procedure with how many and why; one more by hand; once and in full."""

    def __init__(self, kit: Kit, label: str, start: Value) -> None:
        super().__init__(kit, label)
        papers = tuple(one for one in start if isinstance(one, AskedPaper)) if isinstance(start, tuple) else ()
        self.lines = [self._line(paper) for paper in papers]
        self.other = self._line(AskedPaper("", 1, 0, ""))
        self.lines.append(self.other)

    def raw(self) -> Raw:
        """The lines that are asked for."""
        return tuple(paper for line in self.lines if (paper := line.chosen()) is not None)

    def begin(self) -> None:
        """Go to the first mark."""
        first = next((line.mark for line in self.lines if line.mark is not None), None)
        (first or self.other.counts[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, paper: AskedPaper) -> _Asked:
        kit, say = self.kit, self.kit.say
        called = paper.name or say("course.other_paper")
        asked = bool(paper.originals or paper.certified or paper.copies)
        mark = CheckBox(kit, paper.name.replace("&", "&&")) if paper.name else None
        name = None if paper.name else TextField(kit, hint=called, name=called)
        counts = tuple(
            self._count(count, say(f"course.count_{kind}_of", name=called))
            for kind, count in zip(
                _COUNTED, (paper.originals or int(not asked), paper.certified, paper.copies), strict=True
            )
        )
        reason = TextField(kit, hint=say("course.why_hint"), name=say("course.why_of", name=called))
        reason.setProperty("grows", True)  # noqa: FBT003 - Qt's signature
        reason.setMinimumWidth(kit.look.scale.full(_REASON))  # else what to write there is cut beside three counts
        reason.setText(paper.reason)
        if mark is not None:
            mark.setChecked(asked)
            self.add_row(mark)
        elif name is not None:
            name.setProperty("grows", True)  # noqa: FBT003 - Qt's signature
            self.add_row(name)
        small = [Label(say(f"course.count_{kind}"), Role.SMALL, Tone.QUIET) for kind in _COUNTED]
        pairs = [part for pair in zip(small, counts, strict=True) for part in pair]
        row = self.add_row(*pairs, reason, indent=True)
        if mark is not None:
            mark.toggled.connect(row.setVisible)
            mark.toggled.connect(lambda _on: self.changed.emit())
            row.setVisible(asked)
        return _Asked(mark, name, paper, counts, reason)

    def _count(self, count: int, name: str) -> TextField:
        field = TextField(self.kit, letters=3, name=name)
        field.setText(str(count))
        return field


@dataclass(slots=True)
class _Came:
    """A paper that was asked for, whether it came, in which form, with which pages."""

    entry: PaperEntry
    mark: CheckBox
    form: Choice
    quantity: TextField
    state: Label
    taken: TakenPages | None = None

    def raw(self) -> CameIn:
        """The paper as it came."""
        form = PaperForm(self.form.chosen_id())
        quantity = max(1, whole_number(self.quantity.text()) or 1)
        return CameIn(replace(self.entry, form=form, quantity=quantity), self.taken)


class CamePart(ListPart):
    """The papers that were asked for: which came, and their pages; where some came online, only those are ticked."""

    def __init__(self, kit: Kit, label: str, start: Value, ask: AskPages) -> None:
        super().__init__(kit, label)
        self._ask = ask
        entries = tuple(one for one in start if isinstance(one, PaperEntry)) if isinstance(start, tuple) else ()
        online = any(entry.file is not None for entry in entries)
        self.lines = [self._line(entry, ticked=entry.file is not None or not online) for entry in entries]

    def raw(self) -> Raw:
        """The papers that came."""
        return tuple(line.raw() for line in self.lines if line.mark.isChecked())

    def begin(self) -> None:
        """Go to the first mark."""
        for line in self.lines[:1]:
            line.mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, entry: PaperEntry, *, ticked: bool) -> _Came:
        kit, say = self.kit, self.kit.say
        mark = CheckBox(kit, entry.name.replace("&", "&&"))
        mark.setChecked(ticked)
        forms = (*_FORMS, PaperForm.ELECTRONIC) if entry.form is PaperForm.ELECTRONIC else _FORMS
        form = Choice(kit, tuple((one.value, say(f"paper_form.{one.value}")) for one in forms))
        form.choose(entry.form.value)
        form.setAccessibleName(say("course.form_of", name=entry.name))
        quantity = TextField(kit, letters=3, name=say("course.quantity_of", name=entry.name))
        quantity.setText(str(entry.quantity))
        pages = say("course.pages_none") if entry.file is None else say("course.pages_online", pages=entry.file.pages)
        line = _Came(entry, mark, form, quantity, Label(pages, Role.SMALL, Tone.QUIET))
        scan = SecondaryButton(kit, say("course.pages_button"), icon="scan", small=True)
        scan.setAccessibleName(f"{entry.name}: {say('course.pages_button')}".replace("&", ""))
        scan.clicked.connect(lambda: self._take(line))
        self.add_row(mark)
        row = self.add_row(form, quantity, scan, line.state, indent=True)
        row.setVisible(ticked)
        mark.toggled.connect(row.setVisible)
        mark.toggled.connect(lambda _on: self.changed.emit())
        return line

    def _take(self, line: _Came) -> None:
        found = self._ask(line.entry.name)
        if found is not None:
            line.taken = found
            words = "course.pages_count" if found.reuse is None else "course.pages_reused"
            line.state.setText(self.kit.say(words, pages=found.pages))
            self.changed.emit()


class ChargesPart(ListPart):
    """What the citizen owes beyond the fee: names and amounts, one more row by its button."""

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__(kit, label)
        self.lines: list[tuple[TextField, TextField]] = []
        self.more = SecondaryButton(kit, kit.say("course.more_charge"), icon="plus", small=True)
        self.more.clicked.connect(self._one_more)
        self.column.insertWidget(self.column.count() - 1, self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._line()

    def raw(self) -> Raw:
        """The lines that have a name or an amount."""
        pairs = ((name.text().strip(), whole_number(amount.text()) or 0) for name, amount in self.lines)
        return tuple(Charge(name, amount) for name, amount in pairs if name or amount)

    def begin(self) -> None:
        """Go to the first line that is not whole."""
        for name, amount in self.lines:
            if not name.text().strip() or not whole_number(amount.text()):
                (amount if name.text().strip() else name).setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _one_more(self) -> None:
        self._line()
        self.lines[-1][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self) -> None:
        say, place = self.kit.say, len(self.lines) + 1
        name = TextField(self.kit, hint=say("course.charge_hint"), name=say("course.charge_name", place=place))
        name.setProperty("grows", True)  # noqa: FBT003 - Qt's signature
        amount = TextField(self.kit, letters=14, name=say("course.charge_amount", place=place))
        amount.setPlaceholderText(say("course.amount_hint"))
        told: Callable[[str], None] = lambda _text: self.changed.emit()  # noqa: E731 - one slot for two fields
        name.textChanged.connect(told)
        amount.textChanged.connect(told)
        self.lines.append((name, amount))
        row = self.add_row(name, amount)
        self.column.removeWidget(row)
        self.column.insertWidget(self.column.indexOf(self.more), row)
        QWidget.setTabOrder(amount, self.more)
