"""The head of a dossier: code, name, procedure, how it stands, and the way to its neighbours in the list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services.cases import Case
from desk_client.viewmodels.dossier_words import code_tail, risk_words, standing_message
from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.labels import ElidedLabel, Label, StatusPill, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.listing.rows import STANDING_LOOK


class HeadCard(Card):
    """One line over the rest of the screen."""

    stepped = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._words = kit
        self._row = QHBoxLayout()
        self._who = QWidget()
        self._code = Label("", Role.BIG)
        self._whole = Label("", Role.CAP, Tone.QUIET)
        self._name = ElidedLabel("", Role.H2)
        self._procedure = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self._pill = StatusPill(kit, Tone.PLAIN, "")
        self._stage = StatusText(kit, Tone.INFO, "", "")
        self._place = Label("", Role.CAP, Tone.QUIET)
        self.previous = IconButton(kit, kit.say("dossier.previous"), "chevron_left", key="Ctrl+PgUp")
        self.next = IconButton(kit, kit.say("dossier.next"), "chevron_right", key="Ctrl+PgDown")
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self._build()

    def _build(self) -> None:
        space = self._words.look.scale.space
        row = self._row
        row.setSpacing(space(20))
        code, who, state = QVBoxLayout(), QVBoxLayout(self._who), QVBoxLayout()
        who.setContentsMargins(0, 0, 0, 0)
        for column, widgets in (
            (code, (self._code, self._whole)),
            (who, (self._name, self._procedure)),
            (state, (self._pill, self._stage)),
        ):
            column.setSpacing(space(2))
            for widget in widgets:
                column.addWidget(widget)
        state.setAlignment(self._pill, Qt.AlignmentFlag.AlignRight)
        state.setAlignment(self._stage, Qt.AlignmentFlag.AlignRight)
        row.addLayout(code)
        row.addLayout(state)
        row.addWidget(self.previous)
        row.addWidget(self._place)
        row.addWidget(self.next)
        self.body.addLayout(row)
        self._words.look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Name and procedure beside the code; under it where the type is large, else they would be cut."""
        if self._words.look.scale.stacked:
            self.body.addWidget(self._who)
        else:
            self._row.insertWidget(1, self._who, 1)
        self._row.setStretch(1, 1)

    def show_case(self, case: Case | None, place: tuple[int, int]) -> None:
        """Say which dossier this is; None while it is read."""
        kit = self._words
        self._pill.setVisible(case is not None)
        self._stage.setVisible(case is not None)
        number, count = place
        for widget in (self.previous, self.next, self._place):
            widget.setVisible(count > 1)
        self._place.setText(f"{number}/{count}")
        self._place.setAccessibleName(kit.say("dossier.place", place=number, count=count))
        self.previous.setEnabled(number > 1)
        self.next.setEnabled(number < count)
        if case is None:
            for label in (self._code, self._whole):
                label.setText("")
            self._name.set_words("")
            self._procedure.set_words("")
            return
        state = case.state
        self._code.setText(code_tail(state.code) or kit.say("dossier.no_code"))
        self._whole.setText(state.code)
        self._name.set_words(state.applicant.name)
        self._procedure.set_words(state.procedure if case.procedure is None else case.procedure.name)
        tone, icon = STANDING_LOOK[case.standing]
        self._pill.set_state(tone, kit.speak(standing_message(case.standing, case.days)), icon)
        self._pill.setToolTip("" if case.forecast is None else risk_words(kit.speaker, case.forecast))
        stage = kit.say("dossier.stage", stage=kit.say(f"stage.{state.stage.value}"))
        self._stage.set_state(Tone.QUIET, stage, "")
