"""The one sentence over a screen that says how the last act ended; gone when the next one begins."""

from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from dossier.messages import Message

TONES = {"done": Tone.DONE, "info": Tone.INFO, "warning": Tone.WARNING, "error": Tone.ERROR}


class Notice(InfoBar):
    """Hidden until something is told."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._outfit = kit
        self.hide()

    def tell(self, kind: str, text: object) -> None:
        """Say a message in the tone of its kind."""
        if isinstance(text, Message):
            self.set_state(TONES[kind], self._outfit.speak(text))
            self.show()

    def hush(self) -> None:
        """Take it away."""
        self.hide()
