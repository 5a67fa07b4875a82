"""Asks before a paper whose digital signature is wrong is taken: what is wrong, what to say to the citizen."""

from PySide6.QtWidgets import QWidget

from desk_client.services.scanning import TakenFile
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.signature_bar import SignatureBar
from token_signing.seen import seen_signature

ACCEPT = "accept"
LEAVE = "leave"
TEXT = "receive.doubt.text"
"""What to do with a file that a citizen brought."""


class DoubtDialog(Dialog):
    """Enter leaves the file; taking it all the same is kept with the paper."""

    def __init__(self, kit: Kit, parent: QWidget | None, taken: TakenFile, paper: str, text: str = TEXT) -> None:
        super().__init__(kit, parent, kit.say("receive.doubt.title"), paper, width=520)
        self.bar = SignatureBar(kit)
        self.bar.show_signature(None if taken.found is None else seen_signature(taken.found))
        self.add(self.bar)
        self.add_text(kit.say(text))
        self.add_act(ACCEPT, kit.say("receive.doubt.accept"), ButtonKind.SECONDARY)
        self.add_act(LEAVE, kit.say("receive.doubt.leave"), ButtonKind.PRIMARY, key="Enter")
