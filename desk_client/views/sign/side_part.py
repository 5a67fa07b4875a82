"""The side of the sign screen: the token layer by layer, the picture it shows, then what to know before signing."""

from PySide6.QtCore import Signal

from desk_client.viewmodels.sign_picture import PictureModel
from desk_client.viewmodels.signing import SignModel
from desk_client.views.kit.buttons import LinkButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.facts import LayerList, StepList
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.words import before_steps, token_layers
from token_signing.kinds import SigningKind


class TokenCard(Card):
    """Chữ ký số: seen anew within a second after the token is plugged in or pulled out."""

    devices_asked = Signal()
    picture_asked = Signal()
    certificate_asked = Signal()

    def __init__(self, kit: Kit, model: SignModel, picture: PictureModel) -> None:
        super().__init__(kit, kit.say("sign.token.title"))
        self._outfit = kit
        self._model = model
        self._picture = picture
        self.layers = LayerList(kit)
        self.layers.acted.connect(lambda _act: self.devices_asked.emit())
        self.picture = LinkButton(kit, "")
        self.picture.clicked.connect(self.picture_asked)
        self.other = LinkButton(kit, "")
        self.other.clicked.connect(self.certificate_asked)
        self.add(self.layers)
        self.add(self.other)
        self.add(self.picture)
        model.token.changed.connect(self.refresh)
        model.lines_changed.connect(self.refresh)
        model.chosen_changed.connect(self.refresh)
        kit.look.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the layers; they concern only who signs."""
        if self.parentWidget() is not None:  # shown without a parent it would flash as a window of its own
            self.setVisible(not self._model.only_by_hand)
        self.layers.set_layers(token_layers(self._outfit, self._model.token, self._model.kind))
        fitting = len(self._model.token.choice(self._model.kind).fitting)
        self.other.setVisible(fitting > 1)
        self.other.set_words(self._outfit.say("sign.choose.link", count=fitting))
        kind = self._picture.kind
        self.picture.setVisible(kind is not None)
        which = "seal" if kind is SigningKind.AGENCY else "hand"
        self.picture.set_words(self._outfit.say(f"sign.picture.link_{which}"))


class BeforeCard(Card):
    """Trước khi ký: number, proposal, opinions, and the way to the whole dossier."""

    dossier_asked = Signal(str)

    def __init__(self, kit: Kit, model: SignModel) -> None:
        super().__init__(kit, kit.say("sign.before.title"))
        self._outfit = kit
        self._model = model
        self.steps = StepList(kit)
        self.open = LinkButton(kit, kit.say("sign.before.open"))
        self.open.clicked.connect(lambda: self.dossier_asked.emit(model.chosen))
        self.add(self.steps)
        self.add(self.open)
        self.body.addStretch(1)
        model.chosen_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known of the paper in view."""
        line, now = self._model.line, self._model.read_at
        self.setVisible(line is not None)
        if line is not None and now is not None:
            self.steps.set_steps(before_steps(self._outfit, line, now))
