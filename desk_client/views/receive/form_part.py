"""Part 3: the procedure's own form, drawn from its field table; fields come and go with the answers."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.viewmodels.receive import ReceiveModel
from desk_client.viewmodels.receive_holder import Aspect
from desk_client.views.kit.cards import SectionHead
from desk_client.views.kit.choices import Field
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.receive.inputs import FieldWatch, Letters, label_of, make_input, put_text, spoken_day
from dossier.forms import FieldType, FormField


class FormPart(QWidget):
    """One row a field; made once a procedure, shown or hidden as the answers ask for it."""

    def __init__(self, kit: Kit, model: ReceiveModel, letters: Letters) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        self._letters = letters
        self._watch = FieldWatch(self)
        self._watch.left.connect(self._left)
        self._made_for = ""
        self._kinds: dict[str, FormField] = {}
        self.inputs: dict[str, Field] = {}
        self.rows: dict[str, FieldRow] = {}
        self.head = SectionHead(kit, 3, kit.say("receive.part.form"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.look.scale.space(7))
        self._column.addWidget(self.head)
        model.refilled.connect(self._refill)
        model.marks_changed.connect(self.mark)

    def place(self, field: str) -> QWidget | None:
        """The input of a field."""
        return self.inputs.get(field)

    def mark(self) -> None:
        """Say under the fields what is wrong, and in the head how far this part is."""
        marks = self._model.marks()
        wrong = 0
        for name, row in self.rows.items():
            message = marks.get(f"field.{name}")
            wrong += message is not None
            row.set_error(None if message is None else self._kit.speak(message))
        left = any(gap.place.startswith("field.") for gap in self._model.gaps())
        if wrong:
            self.head.set_state(Tone.ERROR, self._kit.say("receive.to_mend", count=wrong))
        else:
            self.head.set_state(Tone.DONE, "" if left or not self.rows else self._kit.say("receive.complete"))

    def _refill(self, aspect: Aspect) -> None:
        procedure = self._model.procedure
        code = "" if procedure is None or procedure.received_at else procedure.code
        if code != self._made_for:
            self._make(code)
        self.setVisible(bool(self.rows))
        if aspect not in (Aspect.PAPERS, Aspect.TERMS):
            self._show_asked()

    def _make(self, code: str) -> None:
        self._made_for = code
        self._watch.forget()
        self._letters.start_over()
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.inputs, self.rows, self._kinds = {}, {}, {}
        procedure = self._model.procedure
        form = None if procedure is None or not code else procedure.form
        for field in () if form is None else form.fields:
            entry = make_input(self._kit, field, partial(self._model.type_field, field.id))
            row = FieldRow(self._kit, self._letters.mark(label_of(self._kit, field)), entry)
            self._watch.watch(entry, f"field.{field.id}")
            self.inputs[field.id], self.rows[field.id], self._kinds[field.id] = entry, row, field
            self._column.addWidget(row)

    def _show_asked(self) -> None:
        asked = {field.id for field in self._model.fields()}
        for name, row in self.rows.items():
            row.setVisible(name in asked)
            put_text(self.inputs[name], self._model.value(self._kinds[name]))

    def _left(self, place: str) -> None:
        name = place.removeprefix("field.")
        field = self._kinds.get(name)
        if field is not None and field.type is FieldType.DATE:
            typed = self._model.value(field)
            if spoken_day(typed) != typed:
                self._model.type_field(name, spoken_day(typed))
        self._model.leave(place)
