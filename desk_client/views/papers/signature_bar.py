"""Says of one paper what the check of its digital signatures found: a head, one sentence, who signed."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from dossier.values import SeenSignature
from token_signing.verdict import Verdict

TONES = {
    Verdict.GREEN.value: Tone.DONE,
    Verdict.YELLOW.value: Tone.WARNING,
    Verdict.RED.value: Tone.ERROR,
    Verdict.NONE.value: Tone.WARNING,
    Verdict.UNVERIFIABLE.value: Tone.WARNING,
}
ICONS = {Verdict.GREEN.value: "ok", Verdict.RED.value: "late"}


class SignatureBar(QWidget):
    """Hidden while the paper has no signature."""

    def __init__(self, kit: Kit, *, edge: int = 0) -> None:
        super().__init__()
        self._outfit = kit
        self.bar = InfoBar(kit)
        space = kit.look.scale.space(edge)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(space, space, space, 0)
        self._box.addWidget(self.bar)
        self.hide()

    def show_signature(self, seen: SeenSignature | None) -> None:
        """Say what was found, or nothing."""
        self.setVisible(seen is not None)
        if seen is not None:
            tone = TONES.get(seen.verdict, Tone.WARNING)
            head = self._outfit.say(f"signature.{seen.verdict}")
            self.bar.set_state(tone, signature_words(self._outfit, seen), head=head, icon=ICONS.get(seen.verdict, ""))
            if self.isVisible():
                self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the words whole at another width."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Ask for the height that the words need: a card that is short of it would cut them."""
        self.setMinimumHeight(max(0, self._box.totalHeightForWidth(self.width())))


def signature_words(kit: Kit, seen: SeenSignature) -> str:
    """One sentence on the verdict, who signed by the file, and that a person took it all the same."""
    reason = f"signature.reason.{seen.reason}" if seen.reason else f"signature.said.{seen.verdict}"
    words = [kit.say(reason)]
    if seen.signers:
        words.append(kit.say("receive.signature.by", names=seen.signers))
    if seen.accepted:
        words.append(kit.say("receive.signature.accepted"))
    return " ".join(words)
