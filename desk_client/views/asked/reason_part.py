"""Asks for a reason of the table, with its clause under it, and for what a person has to add to it."""

from PySide6.QtCore import Qt

from desk_client.services.course_fields import Pick, Value
from desk_client.viewmodels.course_answers import Raw
from desk_client.views.asked.parts import RowPart, words_of
from desk_client.views.kit.choices import Choice, Field, TextArea
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from dossier.values import Reason


class ReasonPart(RowPart):
    """A reason of the table with its clause, and what exactly where the row asks for it."""

    def __init__(self, kit: Kit, labels: tuple[str, str], picks: tuple[Pick, ...], start: Value = None) -> None:
        self._kit = kit
        label, words_label = labels
        self._picks = {pick.id: pick for pick in picks}
        entries = (("", kit.say("course.choose")), *((pick.id, words_of(kit, pick)) for pick in picks))
        self.choice = Choice(kit, entries)
        super().__init__(kit, label, self.choice)
        self.text = TextArea(kit, lines=2)
        self.words = FieldRow(kit, words_label, self.text)
        self._column.addWidget(self.words)
        if isinstance(start, Reason):
            self.choice.choose(start.code)
            self.text.setPlainText(start.text)
        self.choice.currentIndexChanged.connect(lambda _place: self._follow())
        self.text.textChanged.connect(self.changed)
        self._follow()

    def raw(self) -> Raw:
        """The reason, or None while none is chosen."""
        code = self.choice.chosen_id()
        return Reason(code, self.text.toPlainText().strip()) if code else None

    def gap(self) -> str:
        """What is still to be given, as a message id; empty when the reason is whole."""
        pick = self._picks.get(self.choice.chosen_id())
        if pick is None:
            return "course.missing.reason"
        return "course.missing.reason_words" if pick.more and not self.text.toPlainText().strip() else ""

    def sentence(self) -> str:
        """The chosen reason with what was added to it, as papers say it."""
        pick = self._picks.get(self.choice.chosen_id())
        return "" if pick is None else pick.sentence(self.text.toPlainText())

    def tell(self, words: str | None) -> None:
        """Say it under the reason, or under its words where a reason is chosen."""
        chosen = bool(self.choice.chosen_id())
        self.row.set_error(None if chosen else words)
        self.words.set_error(words if chosen else None)

    def begin(self) -> None:
        """Go to what is missing: the reason, else its words."""
        field: Field = self.text if self.choice.chosen_id() else self.choice
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self) -> None:
        pick = self._picks.get(self.choice.chosen_id())
        self.row.set_help("" if pick is None else pick.second)
        self.changed.emit()
