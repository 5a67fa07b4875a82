"""The picture of a hand and of the seal: checked in the sandbox, kept as what will be stamped, shown in real size."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt

from desk_client.services.session import Session
from desk_client.services.sign_pictures import MOST_BYTES, SignPictures
from desk_client.views.sign.picture_dialog import PictureDialog
from dossier.state import Dossier
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import SigningOffice
from token_signing import looks
from token_signing.faults import PaperFaultCode
from token_signing.fields import AGENCY_FIELD, LEADER_FIELD
from token_signing.kinds import SEAL_POINTS
from token_signing.laid_fields import read_fields

Enter = Callable[..., Chamber]


def drawn(path: Path, ground: str = "white", ink: str = "black") -> Path:
    """A photo of a ring far from the edges of its paper, as a telephone takes it."""
    image = Image.new("RGB", (900, 700), ground)
    ImageDraw.Draw(image).ellipse((300, 200, 600, 500), outline=ink, width=14)
    image.save(path)
    return path


def pictures_of(office: SigningOffice) -> SignPictures:
    """The use case over the office's store."""
    return SignPictures(office.desk.parts, office.desk.sandbox)


def kept(office: SigningOffice, session: Session, path: Path) -> PaperFaultCode | None:
    """Keep the picture of a file for who sits there; or why it is none."""
    case = pictures_of(office)
    read = case.read(session, path, lambda: False)
    if isinstance(read, PaperFaultCode):
        return read
    case.keep(session, read)
    return None


def stamp_of(office: SigningOffice, state: Dossier, name: str) -> Image.Image:
    """How the signature in a field looks on the page, two pixels a point."""
    assert state.result.file is not None
    pdf = office.desk.parts.shelf.read(state.result.file.sha256)
    fields = read_fields(office.desk.sandbox, pdf)
    assert fields is not None
    box = next(field.box for field in fields if field.name == name)
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[box.page]
    high = page.get_height()
    image: Image.Image = page.render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    place = (2 * box.x0, round(2 * (high - box.y1)), 2 * box.x1, round(2 * (high - box.y0)))
    return image.crop(place)


def coloured(image: Image.Image, place: int) -> int:
    """Pixels of ink in which one channel (0 red, 2 blue) stands well over the others, which are dark."""
    pixels = image.tobytes()
    thirds = zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True)
    others = ((one[place], max(one[other] for other in range(3) if other != place)) for one in thirds)
    return sum(own > most + 40 and most < 120 for own, most in others)


def test_a_leaders_hand_is_cut_out_and_stamped_in_blue(office: SigningOffice, tmp_path: Path) -> None:
    """His next signature shows the ring as high as its place and as round as it was; without a picture the frame."""
    leader = office.people["minh"]
    assert kept(office, leader, drawn(tmp_path / "hand.png")) is None
    signed = office.sign(office.approved().id)
    image = stamp_of(office, signed, LEADER_FIELD)
    bar = (0, 0, 6, image.height)
    assert coloured(image, 2) > 500
    assert coloured(image.crop(bar), 2) == 0
    middle = image.crop((0, 2 * image.height // 5, image.width, 3 * image.height // 5))
    columns = [x for x in range(middle.width) if coloured(middle.crop((x, 0, x + 1, middle.height)), 2)]
    rows = [y for y in range(image.height) if coloured(image.crop((0, y, image.width, y + 1)), 2)]
    assert (rows[-1] - rows[0]) > 0.9 * image.height
    assert abs((columns[-1] - columns[0]) - (rows[-1] - rows[0])) < 8
    pictures_of(office).keep(leader, None)
    framed = stamp_of(office, office.sign(office.approved().id), LEADER_FIELD)
    assert coloured(framed.crop(bar), 2) > image.height


def test_the_seal_is_the_offices_in_red_and_in_real_size(office: SigningOffice, tmp_path: Path) -> None:
    """Who is văn thư gives it; 36 mm wide whatever the margins of its photo."""
    clerk = office.people["suong"]
    assert kept(office, clerk, drawn(tmp_path / "seal.jpg", ink="#B00000")) is None
    issued = office.seal(office.sign(office.approved().id).id)
    image = stamp_of(office, issued, AGENCY_FIELD)
    red = [x for x in range(image.width) if coloured(image.crop((x, 0, x + 1, image.height)), 0)]
    assert abs((red[-1] - red[0]) / 2 - SEAL_POINTS) < 3
    sight = pictures_of(office).look(clerk, 300)
    assert sight is not None
    assert coloured(Image.open(io.BytesIO(sight.png)).convert("RGB"), 0) > 500


def test_what_is_no_picture_of_ink_is_refused_and_the_old_one_stays(office: SigningOffice, tmp_path: Path) -> None:
    """An empty sheet, one on dark ground, a text, a file too large: none is kept."""
    leader, case = office.people["minh"], pictures_of(office)
    assert kept(office, leader, drawn(tmp_path / "good.png")) is None
    before = case.look(leader, 100)
    text, large, empty = tmp_path / "text.png", tmp_path / "large.png", tmp_path / "empty.png"
    text.write_bytes(b"%PDF-1.7 no picture")
    large.write_bytes(b"\x89PNG" + bytes(MOST_BYTES))
    drawn(empty, ink="white")
    dark = drawn(tmp_path / "dark.png", ground="#202020", ink="black")
    told = [kept(office, leader, path) for path in (text, large, empty, dark)]
    unreadable, unfit = PaperFaultCode.PICTURE_UNREADABLE, PaperFaultCode.PICTURE_UNFIT
    assert told == [unreadable, unreadable, unfit, unfit]
    assert case.look(leader, 100) == before


@pytest.mark.parametrize("login", ["hoa", "loc"])
def test_who_signs_nothing_has_no_picture(office: SigningOffice, tmp_path: Path, login: str) -> None:
    """Counter and officer keep none."""
    case = pictures_of(office)
    assert case.look(office.people[login], 100) is None
    assert kept(office, office.people[login], drawn(tmp_path / "hand.png")) is not None


def test_the_dialog_shows_what_is_kept_and_says_what_is_wrong(
    enter: Enter, office: SigningOffice, tmp_path: Path
) -> None:
    """From the token's card: no picture yet, then the chosen one, then a file that is none."""
    office.approved()
    chamber = enter()
    assert chamber.screen.token.picture.words == "Ảnh chữ ký của tôi…"
    chamber.screen.token.picture.click()
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, PictureDialog)
    chamber.hands.settle()
    assert dialog.size_words.text().startswith("Chưa có ảnh")
    assert not dialog.none.isVisible()
    chamber.picture.choose(drawn(tmp_path / "hand.png"))
    chamber.hands.settle()
    assert "Đã lưu ảnh" in dialog.notice.accessibleName()
    assert dialog.none.isVisible()
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(b"no picture")
    chamber.picture.choose(wrong)
    chamber.hands.settle()
    assert "Không đọc được ảnh" in dialog.notice.accessibleName()
    assert dialog.none.isVisible()
    chamber.picture.choose(tmp_path / "gone.png")
    chamber.hands.settle()
    assert "tệp" in dialog.notice.accessibleName()
    dialog.none.click()
    chamber.hands.settle()
    assert dialog.size_words.text().startswith("Chưa có ảnh")
    dialog.reject()


def test_a_picture_that_is_read_for_ever_is_stopped_and_the_old_one_stays(
    enter: Enter, office: SigningOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its child hangs for minutes: Esc stops it and leaves the dialog open; the same file is taken afterwards."""
    office.approved()
    chamber = enter()
    chamber.screen.token.picture.click()
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, PictureDialog)
    chamber.hands.settle()
    object.__setattr__(office.desk.sandbox.limits, "seconds", 600.0)
    with monkeypatch.context() as hanging:
        hanging.setattr(looks, "FUNCTION", "tests.sandbox.hostile:wait_for_ever")
        chamber.picture.choose(drawn(tmp_path / "hand.png"))
        assert dialog.progress.isVisible()
        assert dialog.progress.accessibleName() == "Đang đọc tệp ảnh…"
        chamber.hands.key(Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert not dialog.progress.isVisible()
        assert "Không lấy gì từ tệp ảnh" in dialog.notice.accessibleName()
        chamber.hands.settle()
    assert dialog.size_words.text().startswith("Chưa có ảnh")
    chamber.picture.choose(drawn(tmp_path / "hand.png"))
    chamber.hands.settle()
    assert dialog.none.isVisible()
    assert not dialog.progress.isVisible()
    chamber.hands.key(Qt.Key.Key_Escape)
    assert not dialog.isVisible()
