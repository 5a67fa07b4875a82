"""A row of acts for the foot: state at the left, buttons at the right, the rest in a menu where it is narrow."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desk_client.views.kit.buttons import Button, PrimaryButton, key_sequence
from desk_client.views.kit.outfit import Kit

FOLDED = "folded"


class ActRow(QWidget):
    """First the key caps go, then the buttons that are not primary move into a menu; their keys keep working."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._buttons: list[Button] = []
        self._last_left: QWidget | None = None
        self._fitting = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        self._row.addLayout(self._left)
        self._row.addStretch(1)
        self._row.addLayout(self._right)
        self._more = Button(kit, kit.say("kit.more"), icon="chevron_down")
        self._more.clicked.connect(self._open_menu)
        self._menu = QMenu(self)
        self._right.addWidget(self._more)
        self._more.hide()
        self._space_out()
        kit.look.changed.connect(self._space_out)

    def add_left(self, widget: QWidget) -> None:
        """Put words or a state at the left."""
        self._left.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._last_left = widget

    def add_act(self, button: Button) -> Button:
        """Put a button at the right, after the others; the primary comes last."""
        self._buttons.append(button)
        self._right.addWidget(button)
        return button

    def refit(self) -> None:
        """Fit again after a button was shown, hidden or renamed."""
        self._fit(self.width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need room only for the left, the primary and the menu."""
        return QSize(
            self._left.minimumSize().width() + self._kit.look.scale.full(260), super().minimumSizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit to the new width."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _space_out(self) -> None:
        gap = self._kit.look.scale.space(8)
        for row in (self._row, self._left, self._right):
            row.setSpacing(gap)
        self._fit(self.width())

    def _wanted(self) -> list[Button]:
        return [button for button in self._buttons if button.property(FOLDED) or not button.isHidden()]

    def _fit(self, room: int) -> None:
        if self._fitting:  # showing and hiding buttons resizes the row, which asks again
            return
        self._fitting = True
        self._fit_once(room)
        self._fitting = False

    def _fit_once(self, room: int) -> None:
        wanted = self._wanted()
        for button in wanted:
            button.show_cap(True)  # noqa: FBT003 - one plain fact
        if self._needs(wanted) > room > 0:
            rest = [button for button in wanted if not isinstance(button, PrimaryButton)]
            for button in rest:
                button.show_cap(False)  # noqa: FBT003 - one plain fact
            if self._needs(wanted) > room and len(rest) > 1:
                self._fold(rest)
                return
        self._unfold(wanted)

    def _needs(self, buttons: list[Button]) -> int:
        gap = self._kit.look.scale.space(8)
        right = sum(button.sizeHint().width() + gap for button in buttons)
        return self._left.minimumSize().width() + 2 * gap + right

    def _fold(self, buttons: list[Button]) -> None:
        self._empty_menu()
        for button in buttons:
            button.setProperty(FOLDED, True)  # noqa: FBT003 - Qt's signature
            button.hide()
            action = self._menu.addAction(button.words)
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
            action.setShortcut(key_sequence(button.key))
            self._more.addAction(action)
        # What is there already is not shown again: a row that is fitted while it is drawn unseen would come to be seen.
        if self._more.isHidden():
            self._more.show()
        if self._last_left is not None:
            QWidget.setTabOrder(self._last_left, self._more)

    def _empty_menu(self) -> None:
        for action in self._menu.actions():
            self._more.removeAction(action)
        self._menu.clear()

    def _unfold(self, buttons: list[Button]) -> None:
        self._empty_menu()
        self._more.hide()
        for button in buttons:
            if button.property(FOLDED):
                button.setProperty(FOLDED, False)  # noqa: FBT003 - Qt's signature
                button.show()

    def _open_menu(self) -> None:
        for action, button in zip(self._menu.actions(), self._folded(), strict=True):
            action.setEnabled(button.isEnabled())
        corner = self._more.mapToGlobal(QPoint(0, 0))
        self._menu.popup(corner - QPoint(0, self._menu.sizeHint().height()))

    def _folded(self) -> list[Button]:
        return [button for button in self._buttons if button.property(FOLDED)]
