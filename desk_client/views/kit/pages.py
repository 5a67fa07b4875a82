"""Pages: thumbnails with numbers and the page itself on a sunken ground, always white, with zoom."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role

_SEAL = "#B0121B"
"""A seal is red on paper in every palette."""
ZOOM_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)

Place = tuple[float, float, float, float]
"""Left, top, width and height as shares of the page."""


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature will stand: place as shares of the page (x, y, width, height), and its lines of words.

    `seal` is where the round seal follows beside it, or None.
    """

    place: Place
    lines: tuple[str, ...]
    seal: Place | None = None


class _Sheet(QWidget):
    """The white page inside the view."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.image: QImage | None = None
        self.box: SignatureBox | None = None
        self.page = QRectF()
        self._fit: tuple[tuple[int, QSize], QImage] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw ground, page, edge and the place of the signature."""
        look = self.kit.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour(look.palette.sunken))
        if self.image is not None:
            painter.fillRect(self.page, Qt.GlobalColor.white)
            painter.drawImage(self.page, self._fitted(self.image))
            painter.setPen(QPen(look.colour(look.palette.border), 1))
            painter.drawRect(self.page.adjusted(0.5, 0.5, -0.5, -0.5))
            if self.box is not None:
                self._paint_box(painter, self.box)
        painter.end()

    def _fitted(self, image: QImage) -> QImage:
        """Give the page at the size in which it is drawn, smoothed once."""
        size = (self.page.size() * self.devicePixelRatioF()).toSize()
        if self._fit is None or self._fit[0] != (image.cacheKey(), size):
            mode = Qt.TransformationMode.SmoothTransformation
            self._fit = ((image.cacheKey(), size), image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode))
        return self._fit[1]

    def on_page(self, share: Place) -> QRectF:
        """Where a share of the page lies in this widget."""
        x, y, width, height = share
        page = self.page
        return QRectF(
            page.x() + x * page.width(), page.y() + y * page.height(), width * page.width(), height * page.height()
        )

    def _paint_box(self, painter: QPainter, box: SignatureBox) -> None:
        page, place = self.page, self.on_page(box.place)
        if box.seal is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.kit.look.colour(_SEAL), 1.5, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.on_page(box.seal))
        painter.setPen(QPen(self.kit.look.colour("#0A5A78"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(self.kit.look.colour("#E0EDF2"))
        painter.drawRect(place)
        font = self.kit.look.font(Role.CAP)
        font.setPixelSize(max(8, round(page.width() / 52)))
        painter.setFont(font)
        painter.setPen(self.kit.look.colour("#0A5A78"))
        flags = int(Qt.AlignmentFlag.AlignCenter) | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, "\n".join(box.lines))


class PageView(QScrollArea):
    """Shows one page at full width; + and - zoom; `seen_to_end` tells when its end came into view."""

    seen_to_end = Signal()

    def __init__(self, kit: Kit, *, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._zoom = 1.0
        self._sheet = _Sheet(kit)
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "page")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.verticalScrollBar().valueChanged.connect(self._look_for_end)
        kit.look.changed.connect(self._lay_out)

    def set_image(self, image: QImage | None, box: SignatureBox | None = None) -> None:
        """Show a page (none: empty ground), from its top."""
        self._sheet.image = image
        self._sheet.box = box
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._look_for_end()

    def set_box(self, box: SignatureBox | None) -> None:
        """Show the place of the signature elsewhere on the same page."""
        self._sheet.box = box
        self._sheet.update()

    @property
    def zoom(self) -> float:
        """How many times the full width."""
        return self._zoom

    def zoom_in(self) -> None:
        """Go one step larger."""
        self.set_zoom(next((step for step in ZOOM_STEPS if step > self._zoom), self._zoom))

    def zoom_out(self) -> None:
        """Go one step smaller."""
        self.set_zoom(next((step for step in reversed(ZOOM_STEPS) if step < self._zoom), self._zoom))

    def set_zoom(self, zoom: float) -> None:
        """Set the width as a multiple of the full width."""
        self._zoom = zoom
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the page to the new width."""
        super().resizeEvent(event)
        self._lay_out()
        self._look_for_end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom by Ctrl and wheel, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom by plus and minus; Home and End go to the ends; the rest scrolls."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_in()
            case Qt.Key.Key_Minus:
                self.zoom_out()
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def _lay_out(self) -> None:
        margin = self._kit.look.scale.space(12)
        room = self.viewport().width()
        image = self._sheet.image
        if image is None or image.isNull():
            self._sheet.page = QRectF()
            self._sheet.setFixedSize(max(room, 1), max(self.viewport().height(), 1))
            self._sheet.update()
            return
        width = max(40.0, (room - 2 * margin) * self._zoom)
        height = width * image.height() / image.width()
        whole = max(room, round(width + 2 * margin))
        self._sheet.page = QRectF((whole - width) / 2, margin, width, height)
        self._sheet.setFixedSize(whole, max(self.viewport().height(), round(height + 2 * margin)))
        self._sheet.update()

    def _look_for_end(self) -> None:
        bar = self.verticalScrollBar()
        if self._sheet.image is not None and bar.value() >= bar.maximum() - 4:
            self.seen_to_end.emit()


class Thumbnails(QWidget):
    """A column of small pages with numbers; arrows choose, Ctrl+arrows move, Ctrl+R turns, Delete removes."""

    chosen = Signal(int)
    turn_asked = Signal(int)
    delete_asked = Signal(int)
    move_asked = Signal(int, int)

    def __init__(self, kit: Kit, *, name: str, upright: bool = True) -> None:
        super().__init__()
        self._kit = kit
        self._upright = upright
        self._images: tuple[QImage, ...] = ()
        self._current = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        kit.look.changed.connect(self.updateGeometry)

    def set_pages(self, images: tuple[QImage, ...], current: int = 0) -> None:
        """Show these pages; `current` is the chosen one."""
        tile = self._tile() * self.devicePixelRatioF() * 2
        mode = Qt.TransformationMode.SmoothTransformation
        self._images = tuple(image.scaled(tile, Qt.AspectRatioMode.KeepAspectRatio, mode) for image in images)
        self._current = min(max(current, 0), len(images) - 1)
        self.updateGeometry()
        self.update()

    @property
    def current(self) -> int:
        """Place of the chosen page from 0, or -1."""
        return self._current

    def choose(self, place: int) -> None:
        """Choose a page and tell it."""
        if 0 <= place < len(self._images) and place != self._current:
            self._current = place
            self.update()
            self.chosen.emit(place)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit all pages."""
        tile = self._tile()
        gap = self._kit.look.scale.space(9)
        count = max(1, len(self._images))
        along = count * (tile.height() if self._upright else tile.width()) + (count - 1) * gap
        return QSize(tile.width(), along) if self._upright else QSize(along, tile.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose, move, turn or delete by key."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}.get(
            Qt.Key(event.key()), 0
        )
        target = self._current + by
        if by and 0 <= target < len(self._images):
            if ctrl:
                self.move_asked.emit(self._current, target)
            else:
                self.choose(target)
        elif event.key() == Qt.Key.Key_Delete and self._current >= 0:
            self.delete_asked.emit(self._current)
        elif event.key() == Qt.Key.Key_R and ctrl and self._current >= 0:
            self.turn_asked.emit(self._current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the page under the pointer."""
        for place in range(len(self._images)):
            if self._place(place).contains(event.position()):
                self.choose(place)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw every page with its number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, image in enumerate(self._images):
            self._paint_page(painter, place, image)
        painter.end()

    def _paint_page(self, painter: QPainter, place: int, image: QImage) -> None:
        look = self._kit.look
        tile = self._place(place)
        chosen = place == self._current
        painter.fillRect(tile, Qt.GlobalColor.white)
        size = image.size().scaled(tile.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        page = QRectF(0, 0, size.width(), size.height())
        page.moveCenter(tile.center())
        painter.drawImage(page, image)
        width = 3 if chosen else 1
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour(look.palette.accent if chosen else look.palette.border), width))
        inset = width / 2
        painter.drawRect(tile.adjusted(inset, inset, -inset, -inset))
        side = look.scale.full(16)
        tag = QRectF(tile.right() - side - 3, tile.bottom() - side - 3, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("#0A5A78" if chosen else "#46555F"))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(Qt.GlobalColor.white)
        painter.setFont(look.font(Role.CAP_BOLD))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, str(place + 1))

    def _tile(self) -> QSize:
        return QSize(self._kit.look.scale.full(64), self._kit.look.scale.full(90))

    def _place(self, place: int) -> QRectF:
        tile = self._tile()
        gap = self._kit.look.scale.space(9)
        if self._upright:
            return QRectF(0, place * (tile.height() + gap), tile.width(), tile.height())
        return QRectF(place * (tile.width() + gap), 0, tile.width(), tile.height())
