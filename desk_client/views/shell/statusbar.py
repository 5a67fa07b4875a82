"""The status bar: the one sync line, when the draft was saved, and the devices of this role."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desk_client.views.kit.facts import empty_layout
from desk_client.views.kit.labels import StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

HEIGHT = 28


@dataclass(frozen=True, slots=True)
class DeviceWord:
    """A device of this role in one word, and how it stands."""

    text: str
    tone: Tone = Tone.DONE


class SyncLine(QPushButton):
    """Icon + words + colour of the sync state; pressed, it opens the outbox."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._tone = Tone.QUIET
        self._icon = ""
        self._words = ""
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)

    @property
    def words(self) -> str:
        """What is said."""
        return self._words

    @property
    def tone(self) -> Tone:
        """How it is said."""
        return self._tone

    def set_state(self, tone: Tone, icon: str, text: str) -> None:
        """Change icon, words and colour together."""
        self._tone, self._icon, self._words = tone, icon, text
        self.setAccessibleName(self._kit.say("shell.sync_name", text=text))
        self.setToolTip(f"{text} (Ctrl+Shift+O)")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit icon and words."""
        scale = self._kit.look.scale
        words = QFontMetrics(self._kit.look.font(Role.SMALL)).horizontalAdvance(self._words)
        return QSize(words + scale.full(16) + 6 + 4, scale.full(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Shorten before anything is pushed out of the window."""
        return QSize(self._kit.look.scale.full(120), 10)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw icon and words."""
        look = self._kit.look
        colour = look.palette.tone_ink(self._tone)
        side = look.scale.full(16)
        painter = QPainter(self)
        painter.drawPixmap(0, (self.height() - side) // 2, look.pixmap(self._icon, colour, 16, self))
        font = look.font(Role.SMALL)
        painter.setFont(font)
        painter.setPen(look.colour(colour))
        inner = self.rect().adjusted(side + 6, 0, 0, 0)
        words = QFontMetrics(font).elidedText(self._words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class StatusBar(QFrame):
    """One line at the bottom; never green beside an unsent count (the words come from one place)."""

    sync_pressed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._words: tuple[DeviceWord, ...] = ()
        self.setProperty("kind", "status")
        self.sync = SyncLine(kit)
        self.sync.clicked.connect(self.sync_pressed)
        self._parting = QFrame()
        self._parting.setProperty("kind", "line")
        self._parting.setFixedWidth(1)
        self._draft = StatusText(kit, Tone.QUIET, "", "check")
        self.working = StatusText(kit, Tone.INFO, kit.say("shell.working"), "sync")
        self.working.hide()
        self._devices = QWidget()
        self._device_row = QHBoxLayout(self._devices)
        self._device_row.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sync)
        self._row.addWidget(self._parting)
        self._row.addWidget(self._draft)
        self._row.addWidget(self.working)
        self._row.addStretch(1)
        self._row.addWidget(self._devices)
        self.set_draft("")
        kit.look.changed.connect(self._fit)
        self._fit()

    def set_draft(self, time: str) -> None:
        """Say when the draft was saved; empty hides it."""
        self._draft.set_state(Tone.QUIET, self._kit.say("shell.draft_saved", time=time) if time else "", "check")
        self._draft.setVisible(bool(time) and not self._kit.look.scale.compact)
        self._parting.setVisible(not self._draft.isHidden())

    def set_devices(self, devices: tuple[DeviceWord, ...]) -> None:
        """Show the devices of this role; on a compact bar one word for all."""
        self._words = devices
        empty_layout(self._device_row)
        for word in self._device_summary():
            self._device_row.addWidget(StatusText(self._kit, word.tone, word.text, _device_icon(word.tone)))

    def _device_summary(self) -> tuple[DeviceWord, ...]:
        if not self._kit.look.scale.compact or not self._words:
            return self._words
        wrong = [word for word in self._words if word.tone is not Tone.DONE]
        if not wrong:
            return (DeviceWord(self._kit.say("shell.devices_fine")),)
        names = ", ".join(word.text for word in wrong)
        return (DeviceWord(self._kit.say("shell.devices_wrong", names=names), wrong[0].tone),)

    def _fit(self) -> None:
        scale = self._kit.look.scale
        self.setFixedHeight(scale.full(24 if scale.compact else HEIGHT))
        gap = scale.space(12)
        self._row.setContentsMargins(gap, 0, gap, 0)
        self._row.setSpacing(gap)
        self._device_row.setSpacing(gap)
        self._draft.setVisible(bool(self._draft.text()) and not scale.compact)
        self._parting.setVisible(not self._draft.isHidden())
        self.set_devices(self._words)


def _device_icon(tone: Tone) -> str:
    return {Tone.DONE: "ok", Tone.WARNING: "warning", Tone.ERROR: "late"}.get(tone, "pause")
