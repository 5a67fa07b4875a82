"""The guide window: beside the desk and never in its way, it leads through the day and moves simulated devices."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desk_client.views.frame.behaviour import day_words
from desk_client.views.kit.bars import Meter
from desk_client.views.kit.buttons import Button, SecondaryButton
from desk_client.views.kit.cards import Line, ScrollBody
from desk_client.views.kit.labels import ElidedLabel, IconLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from rehearsal.guide.model import GuideModel, Language, StepState
from rehearsal.guide.papers import PaperKind
from rehearsal.guide.parts import HeadButton, NavIcon, StepRow, nav_label
from rehearsal.guide.people_page import PeoplePage

WIDTH, HEIGHT = 440, 640
_GAP, _TOP, _BAR = 28, 62, 40


class GuideWindow(QWidget):
    """Its own top-level window; as a tool of the desk's window it leaves the desk's keys at work."""

    def __init__(self, kit: Kit, model: GuideModel, desk: QWidget | None = None) -> None:
        super().__init__(desk, Qt.WindowType.Tool)
        self._kit = kit
        self._model = model
        self.setProperty("kind", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the desk keeps the keyboard
        self._make()
        self._lay_out()
        self._connect()
        self._retell()
        scale = kit.look.scale
        self.resize(scale.full(WIDTH), scale.full(HEIGHT))

    def stand_beside(self, desk: QWidget) -> None:
        """Stand beside the desk's window where the screen has room for both, else over its right edge."""
        free, place = self.screen().availableGeometry(), desk.frameGeometry()
        self.resize(self.width(), min(self.height(), free.height() - _BAR))
        room = free.right() - place.right() >= self.width() + 2 * _GAP
        left = place.right() + _GAP if room else min(place.right(), free.right()) - self.width() - _GAP
        self.move(
            max(free.left(), left), max(free.top(), min(place.top() + _TOP, free.bottom() - self.height() - _BAR))
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the keyboard to the desk, where the window system gave it to the new window all the same."""
        super().showEvent(event)
        desk = self.parentWidget()
        if desk is not None:
            QTimer.singleShot(0, desk, desk.activateWindow)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the edge that tells it from the desk where the window system draws none."""
        super().paintEvent(event)
        look = self._kit.look
        painter = QPainter(self)
        painter.setPen(QPen(look.colour(look.palette.border), 2 * look.palette.edge))
        painter.drawRect(self.rect())
        painter.end()

    def turn_up(self) -> None:
        """Show it, or put it away; the steps go on ticking all the same."""
        self.setVisible(not self.isVisible())

    def end(self) -> None:
        """Look no more and let go of the store: before the desk closes it."""
        self.hide()
        self._model.stop()

    # -- making ----------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        kit = self._kit
        self.languages = {one: HeadButton(kit, self._say(f"guide.language_name.{one.value}")) for one in Language}
        self._title = nav_label("", Role.H2)
        self._progress = Label("", Role.SMALL, Tone.QUIET)
        self._day = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self._day.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._meter = Meter(kit, 0)
        self.rows = tuple(StepRow(kit, step.number) for step in self._model.steps())
        self._steps = ScrollBody(kit)
        self.people_page = PeoplePage(kit, self._model)
        self._middle = QStackedWidget()
        self._devices = Label("", Role.H3)
        self._device_state = Label("", Role.SMALL, Tone.WARNING)
        self._make_buttons()
        self._said = ElidedLabel("", Role.SMALL)
        self._marked = Label("", Role.CAP, Tone.WARNING, wrap=True)

    def _make_buttons(self) -> None:
        def button(icon: str) -> Button:
            made = SecondaryButton(self._kit, "", icon=icon, small=True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            return made

        self.card = button("card")
        self.papers = button("scan")
        self.cut = button("offline")
        self.restore = button("online")
        self.token = button("token")
        self.people = button("people")
        self.portal = button("globe")
        self.receipt = button("barcode")
        self.people.setCheckable(True)
        self.paper_menu = QMenu(self)
        self.paper_acts = {kind: self._paper_act(kind) for kind in PaperKind}
        self.paper_menu.addActions(tuple(self.paper_acts.values()))

    def _paper_act(self, kind: PaperKind) -> QAction:
        act = QAction(self.paper_menu)
        act.triggered.connect(partial(self._model.lay_paper, kind))
        return act

    # -- laying out ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        edge = self._kit.look.palette.edge
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._top())
        for row in self.rows:
            self._steps.add(row)
        self._steps.column.setSpacing(1)
        self._steps.column.addStretch(1)
        holder, space = QWidget(), self._kit.look.scale.space
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(space(8), 0, 0, 0)
        inside.addWidget(self._steps)
        self._middle.addWidget(holder)
        people = ScrollBody(self._kit)
        people.add(self.people_page, 1)
        self._middle.addWidget(people)
        column.addWidget(self._middle, 1)
        column.addWidget(Line(self._kit))
        column.addWidget(self._hands(), 1 if self._kit.look.scale.stacked else 0)

    def _head(self) -> QWidget:
        head, space = QFrame(), self._kit.look.scale.space
        head.setProperty("kind", "nav")
        row = QHBoxLayout(head)
        row.setContentsMargins(space(16), space(7), space(10), space(7))
        row.setSpacing(space(8))
        row.addWidget(NavIcon(self._kit, "play"))
        row.addWidget(self._title)
        row.addStretch(1)
        for one in self.languages.values():
            row.addWidget(one)
        return head

    def _top(self) -> QWidget:
        top, space = QWidget(), self._kit.look.scale.space
        column = QVBoxLayout(top)
        column.setContentsMargins(space(16), space(8), space(16), space(6))
        column.setSpacing(space(4))
        row = QHBoxLayout()
        row.setSpacing(space(12))
        row.addWidget(self._progress)
        row.addWidget(self._day, 1)
        column.addLayout(row)
        column.addWidget(self._meter)
        return top

    def _hands(self) -> QWidget:
        hands, space = QWidget(), self._kit.look.scale.space
        column = QVBoxLayout(hands)
        column.setContentsMargins(space(16), space(6), space(16), space(8))
        column.setSpacing(space(5))
        head = QHBoxLayout()
        head.addWidget(self._devices)
        head.addStretch(1)
        head.addWidget(self._device_state)
        column.addLayout(head)
        column.addWidget(self._buttons(), 1)
        column.addWidget(self._said)
        marked = QHBoxLayout()
        marked.setSpacing(space(8))
        marked.addWidget(IconLabel(self._kit, "warning", 16, Tone.WARNING), 0, Qt.AlignmentFlag.AlignTop)
        marked.addWidget(self._marked, 1)
        column.addLayout(marked)
        return hands

    def _buttons(self) -> QWidget:
        """In two columns; at the largest type they scroll, since a low screen has no room for all."""
        holder, scale = QWidget(), self._kit.look.scale
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(scale.space(8))
        grid.setVerticalSpacing(scale.space(5))
        pairs = ((self.card, self.papers), (self.cut, self.restore), (self.token, self.people))
        for place, pair in enumerate((*pairs, (self.portal, self.receipt))):
            grid.addWidget(pair[0], place, 0)
            grid.addWidget(pair[1], place, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        if not scale.stacked:
            return holder
        scroll = ScrollBody(self._kit)
        scroll.add(holder)
        return scroll

    # -- binding ---------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        model = self._model
        self.card.clicked.connect(model.hold_card)
        self.papers.clicked.connect(self._open_papers)
        self.cut.clicked.connect(model.cut_line)
        self.restore.clicked.connect(model.restore_line)
        self.token.clicked.connect(model.move_token)
        self.portal.clicked.connect(model.ask_portal)
        self.receipt.clicked.connect(model.hold_receipt)
        self.people.toggled.connect(self._show_people)
        self.people_page.left.connect(lambda: self.people.setChecked(False))
        for language, button in self.languages.items():
            button.clicked.connect(partial(self._choose_language, language))
        model.changed.connect(self._show)
        model.language_changed.connect(self._retell)
        model.portal_asked.connect(self._open_portal)

    def _choose_language(self, language: Language) -> None:
        self._model.choose_language(language)
        for one, button in self.languages.items():
            button.setChecked(one is self._model.language)

    def _open_papers(self) -> None:
        self.paper_menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))

    def _show_people(self, shown: bool) -> None:
        self._middle.setCurrentIndex(1 if shown else 0)
        (self.people_page.buttons[0] if shown else self.people).setFocus()

    def _open_portal(self, address: str) -> None:
        self._model.portal_shown(opened=QDesktopServices.openUrl(QUrl(address)))

    # -- showing ---------------------------------------------------------------------------------------------------

    def _retell(self) -> None:
        """Say everything in the language in use."""
        say = self._say
        self.setWindowTitle(say("guide.title"))
        self._title.setText(say("guide.title"))
        self._devices.setText(say("guide.devices"))
        self._marked.setText(say("guide.marked"))
        named = ("card", "papers", "cut", "restore", "people", "portal", "receipt")
        buttons = (self.card, self.papers, self.cut, self.restore, self.people, self.portal, self.receipt)
        for name, button in zip(named, buttons, strict=True):
            button.set_words(say(f"guide.button.{name}"))
        for kind, act in self.paper_acts.items():
            act.setText(say(f"guide.paper.{kind.value}"))
        for one, word in self.languages.items():
            word.setChecked(one is self._model.language)
            word.setAccessibleDescription(say("guide.language"))
        self.people_page.retell()
        self._show()

    def _show(self) -> None:
        """Show what the model knows."""
        model, say = self._model, self._say
        steps = model.steps()
        done = sum(step.state is StepState.DONE for step in steps)
        whole = done == len(steps)
        self._progress.setText(say("guide.finished") if whole else say("guide.progress", done=done, steps=len(steps)))
        self._meter.set_share(done, len(steps))
        self._meter.setAccessibleName(self._progress.text())
        self._day.set_words(day_words(Kit(self._kit.look, model.speaker, self._kit.fold), model.clock.now())[0])
        for row, step in zip(self.rows, steps, strict=True):
            row.show_step(step, say(f"guide.state.{step.state.value}"))
            if step.state is StepState.NOW:
                self._steps.ensureWidgetVisible(row, 0, 24)
        self._show_line(model.line_cut)
        self.token.set_words(say("guide.button.pull" if model.token_plugged else "guide.button.plug"))
        self._device_state.setText(self._state_words())
        self._said.set_words(model.speaker.speak(model.said))

    def _show_line(self, cut: bool) -> None:
        """Grey the button that would do nothing; the focus goes over to the other one."""
        usable, idle = (self.restore, self.cut) if cut else (self.cut, self.restore)
        usable.setEnabled(True)
        if idle.hasFocus():
            usable.setFocus()
        idle.setEnabled(False)

    def _state_words(self) -> str:
        if self._model.line_cut:
            return self._say("guide.line_cut")
        return self._say("guide.pin", pin=self._model.world.pin) if self._model.token_plugged else ""

    def _say(self, message_id: str, **params: object) -> str:
        return self._model.speaker.say(message_id, **params)
