"""Takes and keeps the two pictures of signing: a leader's own hand, the seal of the office (NĐ 30/2020, annex I).

A chosen file is read in the sandbox alone; what is kept is the mask that will be stamped, not the file.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desk_client.ports import DeskFault
from desk_client.services.parts import Parts
from desk_client.services.printing import page_sight
from desk_client.services.session import Session
from desk_client.services.signing_batch import owner_of
from desk_client.store import kept_pictures
from desk_client.store.kept_pictures import KeptPicture
from dossier.roles import Role
from sandbox.runner import Sandbox, Stoppable
from sandbox.worker import Stopped
from token_signing.faults import PaperFault, PaperFaultCode
from token_signing.kinds import SigningKind, rule_for

MOST_BYTES = 8 * 1024 * 1024
"""No photo of a signature is larger."""


@dataclass(frozen=True, slots=True)
class PictureSight:
    """Whose picture it is, the room it has on paper in points, and the picture as it will be stamped (PNG), or none."""

    kind: SigningKind
    width: int
    height: int
    png: bytes = b""


class SignPictures:
    """Use cases of who signs in a token: his own hand, or the seal for văn thư."""

    def __init__(self, parts: Parts, sandbox: Sandbox) -> None:
        self._parts = parts
        self._sandbox = sandbox

    def look(self, session: Session, pixels: int) -> PictureSight | None:
        """What is kept, drawn `pixels` wide as it will be stamped; None for who has no picture here."""
        kind = self.kind_of(session)
        rule = None if kind is None else rule_for(kind, self._today())
        if kind is None or rule is None:
            return None
        kept = kept_pictures.find(self._parts.engine, owner_of(session, kind))
        room = PictureSight(kind, rule.placing.width, rule.placing.height)
        if kept is None:
            return room
        from token_signing.looks import BLUE, Mask, draw_mask  # noqa: PLC0415  what draws, for signers only
        from token_signing.seal import RED  # noqa: PLC0415  as above

        colour = RED if kind is SigningKind.AGENCY else BLUE
        drawn = draw_mask(Mask(kept.width, kept.height, kept.strip), room.width, room.height, colour)
        return PictureSight(kind, room.width, room.height, page_sight(drawn, 0, pixels).png)

    def read(self, session: Session, path: Path, stopped: Stopped) -> KeptPicture | PaperFaultCode:
        """The picture in a file as it would be stamped, or why it cannot be; `stopped` ends the reading.

        DeskFault for a file that cannot be opened.
        """
        from token_signing.looks import read_mask  # noqa: PLC0415  as above

        kind = self.kind_of(session)
        rule = None if kind is None else rule_for(kind, self._today())
        if kind is None or rule is None:
            return PaperFaultCode.PICTURE_UNREADABLE
        try:
            with path.open("rb") as file:
                picture = file.read(MOST_BYTES + 1)
        except OSError as fault:
            raise DeskFault("file_unreadable", retry=True, detail=type(fault).__name__) from fault
        if len(picture) > MOST_BYTES:
            return PaperFaultCode.PICTURE_UNREADABLE
        try:
            mask = read_mask(Stoppable(self._sandbox, stopped), picture, rule.placing.width, rule.placing.height)
        except PaperFault as fault:
            return fault.code
        return KeptPicture(mask.width, mask.height, mask.strip)

    def keep(self, session: Session, picture: KeptPicture | None) -> None:
        """Let every signature from now on show this picture, or none; durable when it returns."""
        kind = self.kind_of(session)
        if kind is not None:
            owner = owner_of(session, kind)
            self._parts.writer.run(lambda connection: kept_pictures.keep(connection, owner, picture))

    def kind_of(self, session: Session) -> SigningKind | None:
        """Whose picture this person keeps: his own hand, the seal, or none."""
        roles = session.roles_on(self._today())
        if Role.LEADER in roles:
            return SigningKind.LEADER
        return SigningKind.AGENCY if Role.RECORDS in roles else None

    def _today(self) -> date:
        return self._parts.clock.now().date()
