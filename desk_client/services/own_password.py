"""Asks the centre for another password of the person who sits here; this desk changes and keeps none."""

from central_sync.client.asking import Asker
from central_sync.protocol.own_password import PasswordRequest
from desk_client.services.asked import Answered, ask_centre
from desk_client.services.session import Session
from dossier.messages import Message, message


class OwnPassword:
    """Use case of a person's own password; without a centre it says so."""

    def __init__(self, asker: Asker | None) -> None:
        self._asker = asker

    def change(self, session: Session, old: str, new: str) -> Answered:
        """What the centre answers is durable there; the desks learn it with their next page."""
        asked = PasswordRequest(session.person.id, old, new)
        reply = ask_centre(self._asker, "password", lambda asker: asker.change_password(asked))
        if isinstance(reply, Message):
            return Answered(done=False, message=reply)
        return Answered(done=True, message=message("password.done"))
