"""Where on the paper in view its signature will stand, and where its signer moved it; draws nothing.

A paper keeps the place that was found for it (its laid field, or the corner of a scan) until somebody moves it. It
never leaves the page, nor does the seal that goes with it, and it never covers another field.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desk_client.services.drafting import hand_in, seal_beside
from desk_client.services.signing_tray import TrayLine
from desk_client.viewmodels.papers_preview import PreviewModel, Sight
from dossier.acts import SignatureSpot
from token_signing.fields import AGENCY_FIELD, LEADER_FIELD
from token_signing.laid_fields import LaidField
from token_signing.values import SignatureBox

STEP = 6
"""Points that one key press moves: about 2 mm."""
EDGE = 6
"""Points that stay free at the edge of the page: what printers do not reach."""


class SigningPlace(QObject):
    """The place on the paper in view; `changed` when it moved, `refused` when it would not go any further."""

    changed = Signal()
    refused = Signal()

    def __init__(
        self, preview: PreviewModel, line: Callable[[], TrayLine | None], busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._preview = preview
        self._line = line
        self._busy = busy
        self._moved: dict[str, SignatureBox] = {}
        """By the hash of the paper: one that was drawn anew has a place of its own."""

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def box(self) -> SignatureBox | None:
        """Where the signature, or văn thư's seal, will stand; None for nothing to sign in a token."""
        line = self._line()
        if line is None or not line.by_token:
            return None
        if line.to_issue:
            return self._laid(AGENCY_FIELD) or _box_of(line.spot)
        return self._moved.get(line.sha256) or self._found(line)

    @property
    def seal(self) -> SignatureBox | None:
        """Where the agency's seal will follow, for who signs before it."""
        line, box, laid = self._line(), self.box, self._laid(AGENCY_FIELD)
        if line is None or box is None or laid is None or line.to_issue:
            return None
        found = self._found(line)
        right, up = box.x0 - found.x0, box.y0 - found.y0
        return _shifted(laid, right, up)

    @property
    def movable(self) -> bool:
        """Whether it may be moved: this person signs, not at this moment, and what stands on the page is known."""
        line = self._line()
        known = self._preview.sight is Sight.PAGES and self._preview.fields is not None
        return line is not None and line.to_sign and known and not self._busy() and self._room() is not None

    @property
    def moved(self) -> bool:
        """Whether the signer moved it on the paper in view."""
        line = self._line()
        return line is not None and line.sha256 in self._moved

    def spots(self, lines: Iterable[TrayLine]) -> dict[str, SignatureSpot]:
        """By dossier where these signatures were moved to; those left where they were found are not in it."""
        return {line.id: _spot_of(self._moved[line.sha256]) for line in lines if line.sha256 in self._moved}

    # -- moving ----------------------------------------------------------------------------------------------------

    def step(self, right: int, up: int) -> None:
        """Move by so many steps; `refused` when it does not go that way."""
        box = self.box
        if box is not None and self.movable and not self.put(box.x0 + right * STEP, box.y0 + up * STEP):
            self.refused.emit()

    def put(self, left: int, low: int) -> bool:
        """Put its lower left corner there (points), or as near as the page allows; tells whether it moved."""
        line, box, room = self._line(), self.box, self._room()
        if line is None or box is None or room is None or not self.movable:
            return False
        within_x = min(max(left, room.x0), room.x1 - box.width)
        within_y = min(max(low, room.y0), room.y1 - box.height)
        wanted = _shifted(box, within_x - box.x0, within_y - box.y0)
        if wanted == box or any(_touch(wanted, other.box) for other in self._others(box.page)):
            return False
        if wanted == self._found(line):
            self._moved.pop(line.sha256, None)
        else:
            self._moved[line.sha256] = wanted
        self.changed.emit()
        return True

    def reset(self) -> None:
        """Put it back where it was found."""
        line = self._line()
        if line is not None and self._moved.pop(line.sha256, None) is not None:
            self.changed.emit()

    def forget(self) -> None:
        """Another person sits down."""
        self._moved = {}
        self.changed.emit()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _found(self, line: TrayLine) -> SignatureBox:
        """The laid field, which is the truth of the file; else where the act says, on the page it means."""
        spot = hand_in(_box_of(line.spot))
        last = max(0, self._preview.pages - 1)
        return self._laid(LEADER_FIELD) or (replace(spot, page=last) if spot.page < 0 else spot)

    def _laid(self, name: str) -> SignatureBox | None:
        fields = self._preview.fields or ()
        return next((field.box for field in fields if field.name == name and not field.filled), None)

    def _others(self, page: int) -> tuple[LaidField, ...]:
        """What the signature must not cover."""
        fields = self._preview.fields or ()
        return tuple(one for one in fields if one.box.page == page and one.name not in {LEADER_FIELD, AGENCY_FIELD})

    def _room(self) -> SignatureBox | None:
        """How far the signature may go on its page so that neither it nor the seal beside it leaves the page."""
        line, box = self._line(), self.box
        if line is None or box is None or self._preview.page != box.page:
            return None
        width, height = (round(side) for side in self._preview.size)
        left, low, right, top = EDGE, EDGE, width - EDGE, height - EDGE
        if self._laid(AGENCY_FIELD) is not None:
            seal = seal_beside(box)
            left += max(0, box.x0 - seal.x0)
            low += max(0, box.y0 - seal.y0)
            top -= max(0, seal.y1 - box.y1)
        fits = right - left >= box.width and top - low >= box.height
        return SignatureBox(box.page, left, low, right, top) if fits else None


def _box_of(spot: SignatureSpot) -> SignatureBox:
    return SignatureBox(spot.page, spot.x0, spot.y0, spot.x1, spot.y1)


def _spot_of(box: SignatureBox) -> SignatureSpot:
    return SignatureSpot(box.page, box.x0, box.y0, box.x1, box.y1)


def _shifted(box: SignatureBox, right: int, up: int) -> SignatureBox:
    return SignatureBox(box.page, box.x0 + right, box.y0 + up, box.x1 + right, box.y1 + up)


def _touch(one: SignatureBox, other: SignatureBox) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1
