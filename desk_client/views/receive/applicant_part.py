"""Part 2: the applicant, filled by hand, by card or from earlier dossiers."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.viewmodels.receive import ReceiveModel
from desk_client.viewmodels.receive_holder import Aspect
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import GhostButton, SecondaryButton
from desk_client.views.kit.cards import SectionHead
from desk_client.views.kit.choices import Choice, TextField, set_error_edge
from desk_client.views.kit.fields import FieldRow, MnemonicLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.receive.inputs import FieldWatch, put_text, spoken_day
from dossier.messages import Message

_LONGEST = {"id_number": "0" * 12, "born": "00/00/0000"}
_DAYS = frozenset({"born"})


class ApplicantPart(QWidget):
    """Fields of the applicant under their head; says where data came from."""

    card_asked = Signal()

    def __init__(self, kit: Kit, model: ReceiveModel, watch: FieldWatch) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.head = SectionHead(kit, 2, say("receive.part.applicant"))
        self.notice = InfoBar(kit)
        self.undo = GhostButton(kit, say("receive.person.undo"), small=True)
        self.undo.clicked.connect(model.people.undo)
        self.notice.add_act(self.undo)
        self.notice.hide()
        self.fields: dict[str, TextField | Choice] = {
            "name": TextField(kit),
            "id_number": TextField(kit, letters=11),
            "born": TextField(kit, letters=8, hint=say("receive.person.born_hint"), name=say("receive.person.born")),
            "gender": Choice(kit, (("", "—"), ("Nam", say("receive.male")), ("Nữ", say("receive.female")))),
            "address": TextField(kit),
            "phone": TextField(kit, letters=15),
        }
        self.fields["gender"].setAccessibleName(say("receive.person.gender"))
        self.card = SecondaryButton(kit, say("receive.person.scan"), icon="card")
        self.card.clicked.connect(self.card_asked)
        self.rows = self._build_rows()
        self._lay_out()
        self._join(watch)
        kit.look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """A name keeps room for a few words: where there is none, the button goes under it."""
        look = self._kit.look
        self.fields["name"].setMinimumWidth(look.scale.full(140))
        metrics = QFontMetrics(look.font(Role.BODY))
        around = 2 * (look.scale.space(9) + look.palette.edge) + 8
        for name, longest in _LONGEST.items():
            self.fields[name].setMinimumWidth(metrics.horizontalAdvance(longest) + around)

    def _build_rows(self) -> dict[str, FieldRow]:
        kit, say, fields = self._kit, self._kit.say, self.fields
        born = MnemonicLabel(say("receive.person.born_label"), fields["born"])
        return {
            "name": FieldRow(kit, say("receive.person.name_label"), fields["name"], (self.card,)),
            "id_number": FieldRow(
                kit, say("receive.person.id_label"), fields["id_number"], (born, fields["born"], fields["gender"])
            ),
            "address": FieldRow(kit, say("receive.person.address_label"), fields["address"]),
            "phone": FieldRow(kit, say("receive.person.phone_label"), fields["phone"]),
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.look.scale.space(7))
        column.addWidget(self.head)
        column.addWidget(self.notice)
        for row in self.rows.values():
            column.addWidget(row)

    def _join(self, watch: FieldWatch) -> None:
        for name, field in self.fields.items():
            watch.watch(field, f"applicant.{name}")
            if isinstance(field, Choice):
                field.activated.connect(lambda _place, name=name, field=field: self._type(name, field.chosen_id()))
            else:
                field.textEdited.connect(partial(self._type, name))
                field.returnPressed.connect(field.focusNextChild)
        self._model.refilled.connect(self._refill)
        self._model.marks_changed.connect(self.mark)
        self._model.people.notice_changed.connect(self._show_notice)

    def place(self, field: str) -> QWidget:
        """The input of a field of the applicant."""
        return self.fields[field]

    def tidy(self, field: str) -> None:
        """Write a day as people read it once its field is left."""
        if field in _DAYS:
            entry = self.fields[field]
            if isinstance(entry, TextField):
                self._type(field, spoken_day(entry.text()))
                put_text(entry, spoken_day(entry.text()))

    def _type(self, name: str, text: str) -> None:
        self._model.people.type(name, text)

    def _refill(self, aspect: Aspect) -> None:
        if aspect in (Aspect.ALL, Aspect.APPLICANT, Aspect.PROCEDURE):
            person, locked = self._model.sheet.applicant, self._model.people.locked
            for name, field in self.fields.items():
                put_text(field, getattr(person, name))
                field.setEnabled(not locked)
            self.card.setEnabled(not locked)

    def _show_notice(self) -> None:
        notice = self._model.people.notice
        tone = Tone.WARNING if self._model.people.marks_lost else Tone.INFO
        self.notice.set_state(tone, "" if notice is None else self._kit.speak(notice))
        self.notice.setVisible(notice is not None)

    def mark(self) -> None:
        """Say under the fields what is wrong, and in the head how far this part is."""
        marks = self._model.marks()
        texts = {name: self._words(marks.get(f"applicant.{name}")) for name in self.fields}
        for name, row in self.rows.items():
            row.set_error(texts[name] or (texts["born"] if name == "id_number" else "") or None)
            set_error_edge(self.fields[name], bool(texts[name]))
        set_error_edge(self.fields["born"], bool(texts["born"]))
        wrong = sum(bool(text) for text in texts.values())
        left = any(gap.place.startswith("applicant.") for gap in self._model.gaps())
        if wrong:
            self.head.set_state(Tone.ERROR, self._kit.say("receive.to_mend", count=wrong))
        else:
            begun = bool(self._model.sheet.applicant.name) and self._model.procedure is not None
            self.head.set_state(Tone.DONE, self._kit.say("receive.complete") if begun and not left else "")

    def _words(self, message: Message | None) -> str:
        return "" if message is None else self._kit.speak(message)
