"""The paper to be signed with the place of its signature on it, which its signer moves and puts back."""

from PySide6.QtCore import Qt

from desk_client.viewmodels.papers_preview import Sight
from desk_client.viewmodels.signing import SignModel
from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import Place, SignatureBox
from desk_client.views.sign.page_card import PageCard
from desk_client.views.sign.placing_view import PlacingView
from token_signing.values import SignatureBox as Box

_MM = 25.4 / 72


class PlacingCard(PageCard):
    """Shows the place over the page; what the person does to it goes to the view-model."""

    def __init__(self, kit: Kit, model: SignModel, *, name: str) -> None:
        self._place = model.place
        self._sizes = model.preview
        self._words: tuple[str, ...] = ()
        self.back = IconButton(kit, kit.say("sign.place.back"), "undo")
        self.placing = PlacingView(kit, name=name)
        super().__init__(kit, model.preview, self.placing)
        self.head.insertWidget(self.head.indexOf(self.before), self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.placing.stepped.connect(self._step)
        self.placing.dragged.connect(self._drag)
        self.back.clicked.connect(self._put_back)
        self._place.changed.connect(self._show_place)
        model.run_changed.connect(self._show_place)
        self._show_place()

    def set_words(self, words: tuple[str, ...]) -> None:
        """Say what will stand there; nothing where nothing will."""
        self._words = words
        self._show_place()

    def refresh(self) -> None:
        """Show what the model shows."""
        super().refresh()
        self._show_place()

    def signature_box(self) -> SignatureBox | None:
        """Where the signature will stand on the page in view."""
        box, seal = self._place.box, self._place.seal
        pages = self._sizes.sight is Sight.PAGES
        if box is None or not pages or not self._words or self._sizes.page != box.page:
            return None
        return SignatureBox(self._share(box), self._words, None if seal is None else self._share(seal))

    def _show_place(self) -> None:
        box = self.signature_box()
        self.placing.set_box(box)
        self.placing.set_movable(movable=box is not None and self._place.movable)
        self.back.setVisible(self._place.moved)
        self.placing.setAccessibleDescription("" if box is None else self._spoken())

    def _share(self, box: Box) -> Place:
        width, height = self._sizes.size
        return box.x0 / width, 1 - box.y1 / height, box.width / width, box.height / height

    def _spoken(self) -> str:
        box = self._place.box
        assert box is not None, "a place is shown"
        left, low = round(box.x0 * _MM), round(box.y0 * _MM)
        return self._outfit.say("sign.place.spoken", left=left, low=low)

    def _step(self, right: int, up: int) -> None:
        self._place.step(right, up)
        self.placing.bring_place()

    def _drag(self, left: float, top: float) -> None:
        box, (width, height) = self._place.box, self._sizes.size
        if box is not None:
            self._place.put(round(left * width), round(height * (1 - top)) - box.height)

    def _put_back(self) -> None:
        self.placing.setFocus(Qt.FocusReason.OtherFocusReason)
        self._place.reset()
