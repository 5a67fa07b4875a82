"""The place of a signature on the page: found from the paper, moved by keys and pointer, never where it must not be."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from dossier.events import Stage
from dossier.state import Dossier
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import PIN, SigningOffice
from token_signing.fields import AGENCY_FIELD, DATE_FIELD, LEADER_FIELD, NUMBER_FIELD
from token_signing.laid_fields import LaidField, read_fields
from token_signing.values import SignatureBox
from token_signing.verdict import Verdict

Enter = Callable[..., Chamber]
SHIFT = Qt.KeyboardModifier.ShiftModifier


def fields_of(office: SigningOffice, state: Dossier) -> dict[str, LaidField]:
    """The fields of what was signed, or of the draft."""
    file = state.result.file or state.result.draft
    assert file is not None
    found = read_fields(office.desk.sandbox, office.desk.parts.shelf.read(file.sha256))
    assert found is not None
    return {field.name: field for field in found}


def at_the_page(chamber: Chamber) -> SignatureBox:
    """The paper read to its end, the focus on its page; the place that is shown."""
    chamber.plug()
    chamber.read_to_end()
    chamber.screen.page.view.setFocus()
    box = chamber.model.place.box
    assert box is not None
    return box


def shifted(box: SignatureBox, right: int, up: int) -> SignatureBox:
    """The box so many points away."""
    return SignatureBox(box.page, box.x0 + right, box.y0 + up, box.x1 + right, box.y1 + up)


def test_the_place_is_that_of_the_papers_own_field(enter: Enter, office: SigningOffice) -> None:
    """What is shown is read from the paper: the leader's field, and the seal's beside it."""
    fields = fields_of(office, office.approved())
    chamber = enter()
    assert at_the_page(chamber) == fields[LEADER_FIELD].box
    assert chamber.model.place.seal == fields[AGENCY_FIELD].box
    shown = chamber.screen.page.view._sheet.box
    assert shown is not None
    assert shown.seal is not None
    assert "mm" in chamber.screen.page.view.accessibleDescription()


def test_shift_and_arrows_move_it_and_the_signature_stands_there(enter: Enter, office: SigningOffice) -> None:
    """Two steps to the left and one up: hand and seal move together, and both signatures are sound."""
    paper = office.approved()
    chamber = enter()
    found, seal = at_the_page(chamber), chamber.model.place.seal
    assert seal is not None
    assert not chamber.screen.page.back.isVisible()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up):
        chamber.hands.key(key, SHIFT)
    wanted = shifted(found, -12, 6)
    assert chamber.model.place.box == wanted
    assert chamber.screen.page.back.isVisible()
    chamber.sign(PIN)
    fields = fields_of(office, office.state(paper.id))
    assert (fields[LEADER_FIELD].box, fields[LEADER_FIELD].filled) == (wanted, True)
    assert (fields[AGENCY_FIELD].box, fields[AGENCY_FIELD].filled) == (shifted(seal, -12, 6), False)
    sealed = office.seal(paper.id)
    checked = office.desk.results.check(sealed)
    assert checked is not None
    assert checked.verdict is Verdict.GREEN
    assert fields_of(office, sealed)[AGENCY_FIELD].box == shifted(seal, -12, 6)


def test_the_seal_is_shown_where_the_leader_moved_it(enter: Enter, office: SigningOffice) -> None:
    """Văn thư sees the place that the file has, and cannot move it."""
    office.approved()
    leader = enter()
    at_the_page(leader)
    leader.hands.key(Qt.Key.Key_Left, SHIFT)
    moved = leader.model.place.seal
    leader.sign(PIN)
    clerk = enter("suong")
    clerk.read_to_end()
    assert clerk.model.line is not None
    assert (clerk.model.line.state.stage, clerk.model.place.box) == (Stage.LEADER_SIGNED, moved)
    assert not clerk.model.place.movable


def test_it_never_leaves_the_page_nor_does_the_seal(enter: Enter, office: SigningOffice) -> None:
    """At each edge it stops, and the last step is said to be impossible."""
    office.approved()
    chamber = enter()
    at_the_page(chamber)
    width, height = chamber.model.preview.size
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right):
        for _ in range(100):
            chamber.hands.key(key, SHIFT)
        box, seal = chamber.model.place.box, chamber.model.place.seal
        assert box is not None
        assert seal is not None
        assert min(box.x0, seal.x0, box.y0, seal.y0) >= 0
        assert max(box.x1, seal.x1) <= width
        assert max(box.y1, seal.y1) <= height
        assert "Không dời thêm được" in chamber.notice()


@pytest.mark.parametrize("name", [NUMBER_FIELD, DATE_FIELD])
def test_it_never_covers_the_number_or_the_date(enter: Enter, office: SigningOffice, name: str) -> None:
    """Put onto another field it stays where it was, also where it only touches it from the side."""
    fields = fields_of(office, office.approved())
    chamber = enter()
    found = at_the_page(chamber)
    other = fields[name].box
    for left, low in ((other.x0, other.y0), (other.x0 - found.width + 2, other.y0 - found.height + 2)):
        assert not chamber.model.place.put(left, low)
        assert chamber.model.place.box == found
    assert chamber.model.place.put(other.x0, other.y0 - found.height - 1)


def test_the_pointer_drags_it_and_the_button_puts_it_back(enter: Enter, office: SigningOffice) -> None:
    """Held inside the box it follows the pointer; outside nothing is held."""
    office.approved()
    chamber = enter()
    found = at_the_page(chamber)
    view = chamber.screen.page.view
    box = view._sheet.box
    assert box is not None
    middle = view._sheet.on_page(box.place).center().toPoint()
    drag(view._sheet, middle, QPoint(-60, -40))
    moved = chamber.model.place.box
    assert moved is not None
    assert (moved.x0 < found.x0, moved.y0 > found.y0) == (True, True)
    drag(view._sheet, middle + QPoint(200, 60), QPoint(-30, 0))
    assert chamber.model.place.box == moved
    chamber.screen.page.back.click()
    assert chamber.model.place.box == found
    assert not chamber.screen.page.back.isVisible()


def drag(sheet: QWidget, start: QPoint, by: QPoint) -> None:
    """Press, move, let go, as a hand does."""
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(sheet, left, pos=start)
    for part in (1, 2, 3):
        QTest.mouseMove(sheet, start + by * (part / 3))
    QTest.mouseRelease(sheet, left, pos=start + by)


def test_on_a_scan_it_moves_all_over_the_page(enter: Enter, office: SigningOffice) -> None:
    """A paper given at once has no field: the place is low on the last page and may go to its other end."""
    paper = office.certified()
    chamber = enter()
    found = at_the_page(chamber)
    assert chamber.model.place.seal is None
    assert chamber.model.place.put(0, 5000)
    moved = chamber.model.place.box
    assert moved is not None
    assert (moved.x0, moved.width) == (6, found.width)
    chamber.sign(PIN)
    (field,) = fields_of(office, office.state(paper.id)).values()
    assert field.box == moved


def test_fields_of_what_is_no_paper_are_not_known(office: SigningOffice) -> None:
    """Bytes that are no PDF have no fields that could be told, so nothing may be moved on them."""
    assert read_fields(office.desk.sandbox, b"no paper") is None
