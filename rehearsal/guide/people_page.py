"""Who may sit down: the people of the office with their login names and the one password of the rehearsal."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_client.views.kit.buttons import GhostButton, SecondaryButton
from desk_client.views.kit.labels import ElidedLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from rehearsal.guide.model import GuideModel


class PeoplePage(QWidget):
    """Takes the place of the steps while a person is chosen."""

    left = Signal()

    def __init__(self, kit: Kit, model: GuideModel) -> None:
        super().__init__()
        self._model = model
        self._head = Label("", Role.H3)
        self._text = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self._password = Label("", Role.H3)
        self.buttons = tuple(SecondaryButton(kit, one.name, icon="person") for one in model.world.people)
        self.back = GhostButton(kit, "", icon="arrow_left")
        space = kit.look.scale.space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(16), 0, space(16), 0)
        column.setSpacing(space(4))
        for widget in (self._head, self._text):
            column.addWidget(widget)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(10))
        grid.setVerticalSpacing(space(5))
        grid.setColumnStretch(1, 1)
        for row, (one, button) in enumerate(zip(model.world.people, self.buttons, strict=True)):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(model.choose_person, one))
            button.clicked.connect(self.left)
            grid.addWidget(button, row, 0)
            grid.addWidget(ElidedLabel(one.title, Role.SMALL, Tone.QUIET), row, 1)
        column.addLayout(grid)
        column.addWidget(self._password)
        column.addStretch(1)
        column.addWidget(self.back)
        self.back.clicked.connect(self.left)
        self.retell()

    def retell(self) -> None:
        """Say everything in the language in use."""
        say = self._model.speaker.say
        self._head.setText(say("guide.people.head"))
        self._text.setText(say("guide.people.text"))
        self._password.setText(say("guide.people.password", password=self._model.world.password))
        self.back.set_words(say("guide.button.back"))
        for one, button in zip(self._model.world.people, self.buttons, strict=True):
            button.set_words(say("guide.people.row", name=one.name, login=one.login))
            button.setAccessibleName(say("guide.people.spoken", name=one.name, title=one.title, login=one.login))
