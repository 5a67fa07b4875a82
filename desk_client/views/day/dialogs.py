"""Dialog of the day: who took a letter from the post."""

from PySide6.QtWidgets import QWidget

from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit


class DeliveredDialog(Dialog):
    """Asks who took the letter and by which paper the post says so."""

    def __init__(self, kit: Kit, parent: QWidget | None, receiver: str) -> None:
        super().__init__(kit, parent, kit.say("day.post.delivered_title"), width=520)
        self.receiver, self.proof = TextField(kit), TextField(kit, hint=kit.say("day.post.proof_hint"))
        self._receiver_row = FieldRow(kit, kit.say("day.post.receiver"), self.receiver)
        self._proof_row = FieldRow(kit, kit.say("day.post.proof"), self.proof)
        self.receiver.setText(receiver)
        self.add(self._receiver_row)
        self.add(self._proof_row)
        self.add_cancel()
        self.add_act("give", kit.say("day.post.delivered_verb"), ButtonKind.PRIMARY, key="Ctrl+Enter")
        self.proof.setFocus()

    def ready(self, act_id: str) -> bool:
        """Stay open while one of them is missing."""
        if act_id != "give":
            return True
        for row, field, words in (
            (self._receiver_row, self.receiver, "day.post.receiver_missing"),
            (self._proof_row, self.proof, "day.post.proof_missing"),
        ):
            missing = not field.text().strip()
            row.set_error(self._kit.say(words) if missing else None)
            if missing:
                field.setFocus()
                return False
        return True
