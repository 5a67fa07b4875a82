"""Asks the centre for another password of the person who sits here; this desk changes and keeps none."""

from central_sync.client.asking import Asker
from central_sync.protocol.faults import Fault
from central_sync.protocol.own_password import PasswordRequest
from desk_client.services.deputising import Answered
from desk_client.services.session import Session
from dossier.messages import message


class OwnPassword:
    """Use case of a person's own password; without a centre it says so."""

    def __init__(self, asker: Asker | None) -> None:
        self._asker = asker

    def change(self, session: Session, old: str, new: str) -> Answered:
        """What the centre answers is durable there; the desks learn it with their next page."""
        reply = None
        if self._asker is not None:
            reply = self._asker.change_password(PasswordRequest(session.person.id, old, new))
        if reply is None:
            return Answered(done=False, message=message("password.no_centre"))
        if isinstance(reply, Fault):
            return Answered(done=False, message=message("password.offline") if reply.line_down else reply.message)
        if reply.code:
            return Answered(done=False, message=message(f"password.refused.{reply.code}", found=reply.detail))
        return Answered(done=True, message=message("password.done"))
