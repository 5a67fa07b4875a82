"""Dialog "Ảnh chữ ký", "Ảnh dấu": the picture that will be stamped, at its real size; another one, or none."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desk_client.services.sign_pictures import PictureSight
from desk_client.viewmodels.sign_picture import READING, PictureModel
from desk_client.views.kit.bars import ProgressLine
from desk_client.views.kit.buttons import ButtonKind, SecondaryButton
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.files import choose_file
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.notice import Notice

_MM = 25.4 / 72
_EDGE = 10


class PictureSheet(QWidget):
    """A piece of white paper with the picture on it in its real size, whatever the size of type is."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._image = QImage()
        self._size = QSize(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(kit.say("sign.picture.sheet"))

    def show_sight(self, sight: PictureSight) -> None:
        """Show what is kept, or the empty room that it has on paper."""
        self._image = QImage.fromData(sight.png) if sight.png else QImage()
        self._size = QSize(round(sight.width / 72 * self.logicalDpiX()), round(sight.height / 72 * self.logicalDpiY()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The room on paper, and some white around."""
        return self._size + QSize(2 * _EDGE, 2 * _EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw paper, room and picture."""
        look = self._kit.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.setPen(QPen(look.colour("#687984"), 1, Qt.PenStyle.DotLine))
        painter.drawRect(room)
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, self._image)
        painter.setPen(QPen(look.colour(look.palette.border), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PictureDialog(Dialog):
    """Shows the model; what is chosen is kept at once, and the next signature shows it."""

    def __init__(self, kit: Kit, parent: QWidget | None, model: PictureModel, *, seal: bool) -> None:
        words = "seal" if seal else "hand"
        say = kit.say
        super().__init__(kit, parent, say(f"sign.picture.title_{words}"), say(f"sign.picture.note_{words}"), width=520)
        self._model = model
        self._words = words
        self.notice = Notice(kit)
        self.sheet = PictureSheet(kit)
        self.size_words = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self.file = SecondaryButton(kit, say("sign.picture.choose"), icon="folder", small=True)
        self.none = SecondaryButton(kit, say("sign.picture.drop"), icon="trash", small=True)
        self.progress = ProgressLine(kit, "file")
        self.stop = SecondaryButton(kit, say("receive.stop"), key="Esc", small=True)
        self.progress.add_act(self.stop)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file)
        row.addWidget(self.none)
        row.addStretch(1)
        for part in (self.notice, self.sheet, self.size_words, tools, self.progress):
            self.add(part)
        self.add_act("close", say("kit.close"), ButtonKind.PRIMARY, key="Enter")
        self.file.clicked.connect(self._ask_file)
        self.none.clicked.connect(model.drop)
        self.stop.clicked.connect(model.stop)
        model.changed.connect(self.refresh)
        model.said.connect(self.notice.tell)
        self.refresh()
        model.begin(self._pixels())
        self.file.setFocus()

    def refresh(self) -> None:
        """Show what the model has."""
        sight, busy = self._model.sight, self._model.busy
        self.sheet.setVisible(sight is not None)
        self.size_words.setVisible(sight is not None)
        if sight is not None:
            self.sheet.show_sight(sight)
            key = "size" if sight.png else f"none_{self._words}"
            wide, high = round(sight.width * _MM), round(sight.height * _MM)
            self.size_words.setText(self._kit.say(f"sign.picture.{key}", width=wide, height=high))
        self.file.setEnabled(not busy)
        self.none.setEnabled(not busy)
        self.none.setVisible(sight is not None and bool(sight.png))
        self.progress.setVisible(self._model.stoppable)
        self.progress.set_progress(self._kit.speak(READING), 0, 0)

    def reject(self) -> None:
        """Esc: stop reading a file, else leave."""
        if self._model.stoppable:
            self._model.stop()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Nothing is kept behind the back of who closed it."""
        self._model.stop()
        super().done(result)

    def _pixels(self) -> int:
        """As fine as a sharp screen shows it."""
        return round(3 * self.logicalDpiX() * self.devicePixelRatioF())

    def _ask_file(self) -> None:
        say = self._kit.say
        self.notice.hush()
        choose_file(self, say("sign.picture.choose"), say("sign.picture.kinds"), self._model.choose)
