"""Screen "Thiết bị" (Ctrl+Shift+D): line, printers, scanners, readers, token and this machine, layer by layer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk_client.services.checks import Area
from desk_client.viewmodels.devices import DevicesModel
from desk_client.views.devices.layers import layers_of
from desk_client.views.devices.look import show_look, stopped_words
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.bars import InfoBar, ProgressLine
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import Card, ScrollBody
from desk_client.views.kit.facts import LayerList
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen

_COLUMNS = ((Area.TOKEN,), (Area.PRINTER, Area.SCANNER, Area.MACHINE), (Area.LINE, Area.READER))
_ONE_COLUMN_FROM = 150


class DevicesScreen(Screen):
    """A card for each area; the reader's card hears a test scan."""

    def __init__(self, kit: Kit, model: DevicesModel) -> None:
        super().__init__(kit, specs.DEVICES)
        self.model = model
        self.again = PrimaryButton(kit, kit.say("devices.again"), key="F5", icon="sync")
        self.looking = ProgressLine(kit, "search")
        self.stop = SecondaryButton(kit, kit.say("devices.stop"), key="Esc")
        self.told = InfoBar(kit)
        self.heard = InfoBar(kit, Tone.INFO, kit.say("devices.reader.test"), icon="barcode")
        self.lists = {area: LayerList(kit) for area in Area}
        self._cards = {area: self._card(area) for area in Area}
        self._grid = QGridLayout()
        self._scroll = ScrollBody(kit)
        self._foot = ActRow(kit)
        self._foot.add_left(self.looking)
        self.trouble = self._foot.add_act(SecondaryButton(kit, kit.say("shell.key.report")))
        self._foot.add_act(self.stop)
        self._foot.add_act(self.again)
        self._build()
        model.changed.connect(self._show)
        model.tested.connect(self._show_test)
        self.again.clicked.connect(model.examine)
        self.stop.clicked.connect(model.stop)
        kit.look.changed.connect(self._arrange)
        self._show()

    def foot_widget(self) -> QWidget | None:
        """Look again."""
        return self._foot

    def panes(self) -> tuple[QWidget, ...]:
        """The cards as one."""
        return ()

    def entered(self) -> None:
        """Look anew each time: what was plugged in since matters."""
        self.again.setFocus()
        self.model.examine()

    def step_back(self) -> None:
        """Esc: stop looking."""
        self.model.stop()

    def _card(self, area: Area) -> Card:
        card = Card(self.kit, self.kit.say(f"devices.area.{area.value}"))
        card.add(self.lists[area])
        if area is Area.READER:
            card.add(self.heard)
        return card

    def _build(self) -> None:
        self._columns = [QWidget() for _ in _COLUMNS]
        for column, areas in zip(self._columns, _COLUMNS, strict=True):
            stack = QVBoxLayout(column)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(self.kit.look.scale.space(12))
            for area in areas:
                stack.addWidget(self._cards[area])
            stack.addStretch(1)
        self._scroll.column.addWidget(self.told)
        self._scroll.column.addLayout(self._grid)
        self._scroll.column.addStretch(1)
        self.body.addWidget(self._scroll)
        self._arrange()

    def _arrange(self) -> None:
        for column in self._columns:
            self._grid.removeWidget(column)
        scale = self.kit.look.scale
        across = 1 if scale.percent >= _ONE_COLUMN_FROM else 2 if scale.compact else 3
        self._grid.setSpacing(scale.space(12))
        for place, column in enumerate(self._columns):
            self._grid.addWidget(column, place // across, place % across, Qt.AlignmentFlag.AlignTop)
        for place in range(3):
            self._grid.setColumnStretch(place, 1 if place < across else 0)

    def _show(self) -> None:
        busy, words = self.model.busy, stopped_words(self.kit, self.model.look.left)
        show_look(self.kit, self.looking, self.model.look)
        self.told.set_state(Tone.INFO, words)
        self.told.setVisible(bool(words))
        self.stop.setVisible(busy)
        for area, card in self._cards.items():
            checks = self.model.of(area)
            card.setVisible(bool(checks))
            self.lists[area].set_layers(layers_of(self.kit, checks))

    def _show_test(self) -> None:
        self.heard.set_state(Tone.DONE, self.model.last_scan, icon="barcode")
