"""Shows a paper that an act made, while it prints: look at each page, print again, save; Esc goes back."""

from PySide6.QtWidgets import QWidget

from desk_client.viewmodels.print_paper import PrintModel
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.receive.receipt_card import ReceiptCard
from desk_client.views.sign.notice import Notice

_HEIGHT = 420


class PaperDialog(Dialog):
    """The paper in its own dialog: whoever did the act may have no screen of the counter."""

    def __init__(self, kit: Kit, parent: QWidget, printing: PrintModel) -> None:
        super().__init__(kit, parent, kit.say("course.paper_title"), width=620)
        self.card = ReceiptCard(kit, printing)
        self.notice = Notice(kit)
        self.card.page.setMinimumHeight(kit.look.scale.space(_HEIGHT))
        self.card.closed.connect(self.reject)
        printing.said.connect(self.notice.tell)
        self.add(self.notice)
        self.add(self.card, 1)
        self.card.refresh()
        self.card.close_act.setFocus()
