"""A card that shows a paper page by page at full width and notices when it was read to its end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from desk_client.viewmodels.papers_preview import PreviewModel, Sight
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.cards import Card, Line
from desk_client.views.kit.labels import ElidedLabel, Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView, SignatureBox
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_ONWARD = frozenset({Qt.Key.Key_Space, Qt.Key.Key_PageDown})


class ReadingView(PageView):
    """The page; Space and PgDn read on, and past its end go to the next page, PgUp at its top to the one before."""

    page_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Read on or back."""
        bar = self.verticalScrollBar()
        if event.key() in _ONWARD:
            self.read_on()
        elif event.key() == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.page_wanted.emit(-1)
        else:
            super().keyPressEvent(event)

    def read_on(self) -> None:
        """One view further; past the end to the next page."""
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum():
            self.page_wanted.emit(1)
        else:
            bar.setValue(bar.value() + bar.pageStep() * 9 // 10)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A page that fits whole is seen once it is shown."""
        super().showEvent(event)
        self.resize(self.size())
        self._look_for_end()


class PageCard(Card):
    """Title, zoom, place in the paper and whether all was seen; under it the page or why there is none."""

    def __init__(self, kit: Kit, model: PreviewModel, view: ReadingView, *, reading: bool = True) -> None:
        super().__init__(kit, flush=True)
        self._outfit = kit
        self._model = model
        self._reading = reading
        self._shown: tuple[str, int] | None = None
        self._nothing = "sign.page.nothing"
        say = kit.say
        self.name = ElidedLabel("", Role.H3)
        self.smaller = IconButton(kit, say("sign.page.smaller"), "minus")
        self.larger = IconButton(kit, say("sign.page.larger"), "plus")
        self.before = IconButton(kit, say("sign.page.before"), "chevron_left")
        self.after = IconButton(kit, say("sign.page.after"), "chevron_right")
        self.place = Label("", Role.SMALL, Tone.QUIET)
        self.seen = StatusText(kit, Tone.QUIET, "")
        self.view = view
        self.empty = EmptyState(kit, "", icon="file")
        self.stack = QStackedWidget()
        self._build()
        self._join()
        self.refresh()

    def _build(self) -> None:
        for part in (self.smaller, self.larger, self.before, self.place, self.after, self.seen):
            self.head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addStretch(0)
        self._outer.insertLayout(0, self.head)
        self._outer.insertWidget(1, Line(self._outfit))
        self._outfit.look.changed.connect(self._place_name)
        self._place_name()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        self.add(self.stack, 1)

    def _place_name(self) -> None:
        """Beside the tools; over them at the largest type, where it would be cut."""
        scale = self._outfit.look.scale
        stacked = scale.stacked
        edge = scale.space(14) if stacked else 0
        self.name.setContentsMargins(edge, scale.space(8) if stacked else 2, edge, 1)
        if stacked:
            self._outer.insertWidget(0, self.name)
        else:
            self.head.insertWidget(0, self.name, 1)

    def _join(self) -> None:
        self.smaller.clicked.connect(self.view.zoom_out)
        self.larger.clicked.connect(self.view.zoom_in)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.view.page_wanted.connect(self._turn)
        self.view.seen_to_end.connect(self._ended)
        self._model.changed.connect(self.refresh)
        self._model.seen.connect(self._say_seen)

    def set_paper(self, name: str, nothing: str = "sign.page.nothing") -> None:
        """Say which paper this is, and what no file means here."""
        self.name.set_words(name)
        self._nothing = nothing
        self._shown = None
        self.refresh()

    def refresh(self) -> None:
        """Show what the model shows."""
        model = self._model
        pages = model.sight is Sight.PAGES
        self.stack.setCurrentWidget(self.view if pages else self.empty)
        for part in (self.smaller, self.larger):
            part.setVisible(pages)
        for part in (self.before, self.after):
            part.setVisible(model.pages > 1)
        self.before.setEnabled(model.page > 0)
        self.after.setEnabled(model.page + 1 < model.pages)
        self.place.setText(self._outfit.say("sign.page.place", page=model.page + 1, pages=model.pages) if pages else "")
        self._say_seen()
        self.empty.set_words(self._empty_words())
        self._show_page()

    def _empty_words(self) -> str:
        match self._model.sight:
            case Sight.LOADING:
                return self._outfit.speak(self._model.loading)
            case Sight.TROUBLE if self._model.trouble is not None:
                return self._outfit.speak(self._model.trouble)
            case _:
                return self._outfit.say(self._nothing)

    def _show_page(self) -> None:
        model = self._model
        if model.sight is not Sight.PAGES or model.file is None:
            self._shown = None
            self.view.set_image(None)
            return
        if self._shown != (model.file.sha256, model.page):
            self._shown = (model.file.sha256, model.page)
            self.view.set_image(QImage.fromData(model.image), self.signature_box())

    def signature_box(self) -> SignatureBox | None:
        """Where a signature will stand on the page in view; here none will."""
        return None

    def _say_seen(self) -> None:
        model = self._model
        self.seen.setVisible(self._reading and model.sight is Sight.PAGES)
        if model.seen_to_end:
            self.seen.set_state(Tone.DONE, self._outfit.say("sign.page.seen"), "ok")
        else:
            self.seen.set_state(Tone.QUIET, self._outfit.say("sign.page.unseen"), "eye")

    def _turn(self, by: int) -> None:
        self._model.choose_page(self._model.page + by)

    def _ended(self) -> None:
        """Only what a person had before his eyes counts: a page laid out while the screen is hidden does not."""
        if self.view.isVisible():
            self._model.page_ended()
