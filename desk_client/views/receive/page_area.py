"""The pages of the chosen paper: thumbnails, the page itself, turn and delete; where type is large only thumbnails."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desk_client.viewmodels.receive_papers import PapersModel
from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView, Thumbnails
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone


class PageArea(QWidget):
    """Shows what the model has; keys of the thumbnails and buttons ask the model."""

    def __init__(self, kit: Kit, model: PapersModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        self._shown: tuple[bytes, ...] = ()
        self._whole = b""
        say = kit.say
        self.tall = Thumbnails(kit, name=say("receive.pages"))
        self.wide = Thumbnails(kit, name=say("receive.pages"), upright=False)
        self._columns = (_scrolled(self.tall, upright=True), _scrolled(self.wide, upright=False))
        self.page = PageView(kit, name=say("receive.page"))
        self.empty = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.turn = IconButton(kit, say("receive.turn"), "rotate", key="Ctrl+R")
        self.delete = IconButton(kit, say("receive.delete"), "trash")
        self.sooner = IconButton(kit, say("receive.sooner"), "chevron_up")
        self.later = IconButton(kit, say("receive.later"), "chevron_down")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._columns[0])
        self._row.addWidget(self._columns[1], 1)
        self._row.addWidget(self.page, 1)
        self._row.addWidget(self.empty, 1)
        tools = QVBoxLayout()
        tools.addWidget(self.turn)
        tools.addWidget(self.delete)
        tools.addWidget(self.sooner)
        tools.addWidget(self.later)
        tools.addStretch(1)
        self._row.addLayout(tools)
        self._join()
        kit.look.changed.connect(self.refresh)
        self.refresh()

    def _join(self) -> None:
        for column in (self.tall, self.wide):
            column.chosen.connect(self._model.choose_page)
            column.turn_asked.connect(self._model.turn)
            column.delete_asked.connect(self._model.delete)
            column.move_asked.connect(self._model.move)
        self.turn.clicked.connect(lambda: self._model.turn(self._model.page))
        self.delete.clicked.connect(lambda: self._model.delete(self._model.page))
        self.sooner.clicked.connect(lambda: self._model.move(self._model.page, self._model.page - 1))
        self.later.clicked.connect(lambda: self._model.move(self._model.page, self._model.page + 1))
        self._model.pages_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the pages of the chosen paper anew."""
        scale = self._kit.look.scale
        self._row.setContentsMargins(scale.space(12), scale.space(12), scale.space(12), scale.space(12))
        self._row.setSpacing(scale.space(10))
        pictures = self._model.thumbnails()
        compact, any_page = scale.compact, bool(pictures)
        images = tuple(_image(picture) for picture in pictures)
        for column in (self.tall, self.wide):
            column.set_pages(images, self._model.page)
        self._columns[0].setVisible(any_page and not compact)
        self._columns[0].setFixedWidth(self.tall.sizeHint().width() + scale.full(14))
        self._columns[1].setVisible(any_page and compact)
        self.page.setVisible(any_page and not compact)
        self.empty.setVisible(not any_page)
        for tool in (self.turn, self.delete):
            tool.setVisible(any_page)
        for tool in (self.sooner, self.later):
            tool.setVisible(len(images) > 1 and not compact)
        self._say_empty()
        whole = self._model.whole_page() if self.page.isVisibleTo(self) else b""
        if whole != self._whole:
            self._whole = whole
            self.page.set_image(_image(whole) if whole else None)

    def _say_empty(self) -> None:
        row = self._model.requirement()
        if row is None:
            self.empty.setText(self._kit.say("receive.no_procedure"))
        else:
            self.empty.setText(self._kit.say("receive.shown_help" if row.present_only else "receive.no_pages"))


def _scrolled(column: Thumbnails, *, upright: bool) -> QScrollArea:
    area = QScrollArea()
    area.setProperty("kind", "body")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside = QWidget()
    inside.setProperty("kind", "scrolled")
    box = QVBoxLayout(inside) if upright else QHBoxLayout(inside)
    box.setContentsMargins(2, 2, 2, 2)
    box.addWidget(column)
    box.addStretch(1)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if upright:
        area.setHorizontalScrollBarPolicy(off)
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
    else:
        area.setVerticalScrollBarPolicy(off)
    return area


def _image(picture: bytes) -> QImage:
    """The picture, or a white sheet while it is made."""
    image = QImage.fromData(picture) if picture else QImage()
    if image.isNull():
        image = QImage(210, 297, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
    return image
