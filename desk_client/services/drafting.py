"""Draws the result as it will be signed when the leader approves it: four empty fields, nothing on it that comes later.

Number, date and the agency's seal come after the leader's signature (NĐ 30/2020 art. 18); the fields for them are laid
before it, because a signature lets nothing be filled that it did not see.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk_client.services.acting import Acting
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.session import Session
from dossier.acts import ActKind, Approve, SignatureSpot
from dossier.identifiers import PersonId
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role, committee_lines
from dossier.state import Dossier
from printing.fonts import FontSet
from token_signing.kinds import SEAL_POINTS
from token_signing.values import SignatureBox

if TYPE_CHECKING:
    from desk_client.services.result_papers import ResultOrder
    from printing.signatures import Box

HAND = (180, 68)
"""Width and height of a leader's signature in points, as `token_signing.kinds` draws it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draft with its fields: the file, its pages, where the leader's signature goes."""

    pdf: bytes
    pages: int
    spot: SignatureSpot


class Drafting:
    """Use cases of the leader who approves."""

    def __init__(self, parts: Parts, acting: Acting, fonts: FontSet) -> None:
        self._parts = parts
        self._acting = acting
        self._fonts = fonts

    def approve(self, session: Session, dossier: str, text: str = "") -> Dossier | Refusal:
        """Agree with the proposal: the paper is drawn with this leader's name, kept, and named by the act."""
        state = self._parts.queries.dossier(dossier)
        if state is None:
            return Refusal(RefusalCode.UNKNOWN_DOSSIER)
        drawn = self.draw(state, session.person.id)
        if isinstance(drawn, Refusal):
            return drawn
        kept = self._parts.shelf.keep(drawn.pdf, drawn.pages, dossier)
        return self._acting.do(session, Approve(text.strip(), kept, drawn.spot), dossier)

    def draw(self, state: Dossier, signer: PersonId) -> Drawn | Refusal:
        """The draft of a proposed result, to be signed by this leader; nothing is kept."""
        from desk_client.services import result_papers  # noqa: PLC0415  drawing is loaded with the first paper
        from token_signing.lay_fields import FieldPlaces, lay_fields  # noqa: PLC0415  pyHanko, as above

        order = self._order(state, signer)
        if isinstance(order, Refusal):
            return order
        printed = result_papers.draw(order, self._fonts, self._parts.identity.portal)
        assert printed.blanks is not None, "a draft leaves room for number and date"
        number, day = (_whole(blank) for blank in printed.blanks)
        leader = hand_in(_whole(printed.signature_box))
        pdf = lay_fields(printed.pdf, FieldPlaces(number, day, leader, seal_beside(leader)))
        return Drawn(pdf, printed.pages, SignatureSpot(leader.page, leader.x0, leader.y0, leader.x1, leader.y1))

    def _order(self, state: Dossier, signer: PersonId) -> "ResultOrder | Refusal":
        """What is drawn; who approves signs under his titles of today: "KT. Chủ tịch", his own (NĐ 30/2020)."""
        from desk_client.services import result_papers  # noqa: PLC0415  as above
        from printing.values import SigningTitle  # noqa: PLC0415  as above

        rules = self._parts.rules()
        procedure, unit = rules.procedure(state.procedure, state.version_day), rules.unit(self._parts.identity.office)
        if procedure is None or unit is None:
            return Refusal(RefusalCode.UNKNOWN_PROCEDURE, "", (("procedure", state.procedure),))
        names, day = Names.read(self._parts), self._parts.clock.now().date()
        titles = names.titles((signer, unit.code, day), frozenset({Role.LEADER}))
        if unit.is_committee:
            titles = committee_lines(titles)
        title = SigningTitle(tuple(one.upper() for one in titles), names.name(signer))
        proposed = next((line.at.date() for line in reversed(state.trail) if line.kind is ActKind.PROPOSE), day)
        reason, officer = rules.reason(state.result.reason_code, proposed), names.name(state.result.proposed_by)
        denial = result_papers.Denial(
            basis="" if reason is None else reason.basis,
            officer=officer,
            phone=unit.phone or rules.bundle.province.hotline,
        )
        return result_papers.ResultOrder(state, procedure, unit, title, denial)


def hand_in(room: SignatureBox) -> SignatureBox:
    """The place of a leader's signature in the middle of a room, never larger than it is drawn."""
    width, height = min(HAND[0], room.width), min(HAND[1], room.height)
    left, low = (room.x0 + room.x1 - width) // 2, (room.y0 + room.y1 - height) // 2
    return SignatureBox(room.page, left, low, left + width, low + height)


def seal_beside(leader: SignatureBox) -> SignatureBox:
    """The place of the seal: real size, over a third of the leader's signature on its left (NĐ 30/2020 annex I)."""
    right = leader.x0 + leader.width // 3
    left, low = right - SEAL_POINTS, (leader.y0 + leader.y1 - SEAL_POINTS) // 2
    return SignatureBox(leader.page, left, low, right, low + SEAL_POINTS)


def _whole(box: "Box") -> SignatureBox:
    return SignatureBox(box.page, round(box.x0), round(box.y0), round(box.x1), round(box.y1))
