"""The first run of a machine in four steps: ticket, code, download, devices; each says what it does and what failed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_client.viewmodels.gate_enrol import EnrolModel, EnrolStep
from desk_client.views.devices.layers import layers_of
from desk_client.views.devices.look import show_look, stopped_words
from desk_client.views.gate.page import GatePage
from desk_client.views.kit.bars import InfoBar, ProgressLine
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import Card, ScrollBody
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.facts import FactsList, LayerList, Step, StepList, StepState
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_WIDTH = 720


class EnrolGate(GatePage):
    """Steps at the left, the step in hand at the right."""

    def __init__(self, kit: Kit, model: EnrolModel) -> None:
        super().__init__(kit)
        self._model = model
        self.set_office(kit.say("app.name"), kit.say("enrol.band"))
        self._steps = StepList(kit)
        self._trouble = InfoBar(kit, Tone.ERROR)
        self.ticket = TextField(kit, hint="motcua-enrol:1|…")
        self.name = TextField(kit, letters=24)
        self._facts = FactsList(kit, name_width=110)
        self._download = ProgressLine(kit, "download")
        self._layers = LayerList(kit)
        self._pages = QStackedWidget()
        self._buttons: dict[EnrolStep, PrimaryButton] = {}
        self._rows: dict[EnrolStep, QHBoxLayout] = {}
        self._looking = ProgressLine(kit, "search")
        self.stop = SecondaryButton(kit, kit.say("enrol.stop"), key="Esc")
        self.stop.clicked.connect(model.stop)
        self._waited = False
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.put(self._build_card(), _WIDTH)
        kit.look.changed.connect(self._turn)
        self._turn()
        model.changed.connect(self._show)
        self._show()

    def start_here(self) -> None:
        """Ask for the ticket."""
        self._focus()

    def _build_card(self) -> Card:
        say, card = self.kit.say, Card(self.kit)
        card.add(Label(say("enrol.title"), Role.TITLE, wrap=True))
        card.add(Label(say("enrol.help"), Role.SMALL, Tone.QUIET, wrap=True))
        self._columns.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignTop)
        for build in (self._ticket_page, self._code_page, self._download_page, self._devices_page):
            self._pages.addWidget(build())
        right = QVBoxLayout()
        right.addWidget(self._trouble)
        right.addWidget(self._pages, 1)
        self._columns.addLayout(right, 1)
        card.body.addLayout(self._columns, 1)
        return card

    def _turn(self) -> None:
        """Steps beside the step in hand; over it where the type is large."""
        scale = self.kit.look.scale
        way = QBoxLayout.Direction.TopToBottom if scale.stacked else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self._columns.setSpacing(scale.space(20))
        self._steps.setMinimumWidth(0 if scale.stacked else scale.full(170))
        self._steps.setMaximumWidth(16_777_215 if scale.stacked else scale.full(170))

    def _ticket_page(self) -> QWidget:
        page, column = _page()
        self.ticket.returnPressed.connect(self._take_ticket)
        column.addWidget(Label(self.kit.say("enrol.ticket_help"), Role.SMALL, wrap=True))
        column.addWidget(FieldRow(self.kit, self.kit.say("enrol.ticket"), self.ticket))
        column.addStretch(1)
        choose = SecondaryButton(self.kit, self.kit.say("enrol.choose_file"), icon="folder")
        choose.clicked.connect(self._choose_file)
        go_on = self._primary(EnrolStep.TICKET, "enrol.read", self._take_ticket)
        column.addLayout(self._acts(EnrolStep.TICKET, choose, go_on))
        return page

    def _code_page(self) -> QWidget:
        page, column = _page()
        self.name.setText(self._model.machine_name)
        self.name.returnPressed.connect(self._enrol)
        column.addWidget(self._facts)
        column.addWidget(FieldRow(self.kit, self.kit.say("enrol.name"), self.name))
        column.addWidget(Label(self.kit.say("enrol.code_help"), Role.SMALL, Tone.QUIET, wrap=True))
        column.addStretch(1)
        back = SecondaryButton(self.kit, self.kit.say("enrol.other_ticket"))
        back.clicked.connect(self._model.back)
        column.addLayout(self._acts(EnrolStep.CODE, back, self._primary(EnrolStep.CODE, "enrol.enrol", self._enrol)))
        return page

    def _download_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(self._download)
        column.addWidget(Label(self.kit.say("enrol.download_help"), Role.SMALL, Tone.QUIET, wrap=True))
        column.addStretch(1)
        again = self._primary(EnrolStep.DOWNLOAD, "enrol.again", self._model.pull)
        column.addLayout(self._acts(EnrolStep.DOWNLOAD, again))
        return page

    def _devices_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(self._looking)
        scroll = ScrollBody(self.kit)
        scroll.setMinimumHeight(self.kit.look.scale.space(260))
        scroll.add(self._layers)
        scroll.column.addStretch(1)
        column.addWidget(scroll, 1)
        again = SecondaryButton(self.kit, self.kit.say("devices.again"), icon="sync")
        again.clicked.connect(self._model.examine)
        go_on = self._primary(EnrolStep.DEVICES, "enrol.to_login", self._model.finish)
        column.addLayout(self._acts(EnrolStep.DEVICES, again, go_on))
        return page

    def _primary(self, step: EnrolStep, words: str, act: object) -> PrimaryButton:
        button = PrimaryButton(self.kit, self.kit.say(words))
        button.clicked.connect(act)
        self._buttons[step] = button
        return button

    def _acts(self, step: EnrolStep, *buttons: QWidget) -> QHBoxLayout:
        row = self._rows[step] = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        return row

    def _take_ticket(self) -> None:
        self._model.take_text(self.ticket.text())

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, self.kit.say("enrol.choose_file"))
        if name:
            self._model.take_file(Path(name))

    def _enrol(self) -> None:
        self._model.enrol(self.name.text())

    def _show(self) -> None:
        model = self._model
        ended = self._waited and not model.busy
        changed = ended or self._pages.currentIndex() != int(model.step)
        self._waited = model.busy
        self._pages.setCurrentIndex(int(model.step))
        self._steps.set_steps(tuple(self._step(step) for step in EnrolStep))
        self._show_words()
        self._place_stop()
        for button in self._buttons.values():
            button.setEnabled(not model.busy)
        self._buttons[EnrolStep.DOWNLOAD].setVisible(not model.busy)
        self._show_progress()
        self._layers.set_layers(layers_of(self.kit, model.look.checks))
        if model.ticket is not None:
            address = model.ticket.centre.address
            self._facts.set_facts(
                ((self.kit.say("enrol.centre"), address), (self.kit.say("enrol.code"), model.ticket.code))
            )
        if changed:
            self._focus()

    def _show_words(self) -> None:
        model = self._model
        left = stopped_words(self.kit, model.look.left)
        words = model.trouble or model.stopped or left
        self._trouble.setVisible(bool(words))
        self._trouble.set_state(Tone.ERROR if model.trouble else Tone.INFO, words)

    def _show_progress(self) -> None:
        model, say = self._model, self.kit.say
        words = say("enrol.downloading", rows=model.rows) if model.busy else say("enrol.not_downloaded")
        self._download.set_progress(words, 1 if model.busy else 0, 2)
        show_look(self.kit, self._looking, model.look)

    def _place_stop(self) -> None:
        """Stands among the acts of the step in hand, while it is under way."""
        row = self._rows[self._model.step]
        if row.indexOf(self.stop) < 0:
            row.insertWidget(1, self.stop)
        self.stop.setVisible(self._model.busy)

    def _step(self, step: EnrolStep) -> Step:
        state = StepState.TICK if step < self._model.step else StepState.NEXT
        if step == self._model.step:
            state = StepState.WARNING if self._model.trouble else StepState.NOW
        return Step(state, self.kit.say(f"enrol.step.{step.name.lower()}"))

    def _focus(self) -> None:
        fields: dict[EnrolStep, QWidget] = {
            EnrolStep.TICKET: self.ticket,
            EnrolStep.CODE: self._buttons[EnrolStep.CODE],
        }
        fields.get(self._model.step, self._buttons[self._model.step]).setFocus()


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    return page, column
