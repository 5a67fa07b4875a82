"""Who holds a result or a signed file learns at `/kiem-tra` what it is: real centre, real check, real sandbox."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from central_sync.protocol.messages import VerdictKind
from dossier.acts import HandResult
from dossier.course import CorrectResult
from dossier.values import Reason
from tests.central_server.issued_result import MARK, Issued, issuing
from tests.fakes.people import CITIZEN
from tests.token_signing.attacks import annotation_note, store_without_end
from tests.token_signing.signing_papers import plain_pdf, with_content_added
from token_signing.authority import RehearsalAuthority
from token_signing.values import SignedPaper

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def issued(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, authority: RehearsalAuthority, paper: SignedPaper
) -> Iterator[Issued]:
    """A centre whose record no test changes."""
    with issuing(prepared, tmp_path_factory.mktemp("checking"), authority.certificate_pem, paper) as one:
        yield one


@pytest.fixture
def own(prepared: Path, tmp_path: Path, authority: RehearsalAuthority, paper: SignedPaper) -> Iterator[Issued]:
    """A centre of one test alone."""
    with issuing(prepared, tmp_path, authority.certificate_pem, paper) as one:
        yield one


def test_the_qr_of_a_printed_result_says_which_one_it_is(issued: Issued) -> None:
    """Office, number, day, signer and the paper's name; nothing of the citizen."""
    status, words = issued.see(issued.code, MARK)
    assert status == 200
    for told in ("21/UBND-XN", "14/03/2019", "Trần Văn Minh", "Ủy ban nhân dân", "Giấy xác nhận tình trạng hôn nhân"):
        assert told in words
    assert CITIZEN.name not in words
    assert CITIZEN.id_number not in words


def test_a_wrong_mark_and_an_unknown_code_get_the_same_answer(issued: Issued) -> None:
    """Nobody learns from it which dossiers there are; the look-up secret is no mark."""
    wrong = issued.see(issued.code, "AAAACCCC")
    unknown = issued.see(issued.code[:-4] + "4321", MARK)
    assert wrong[0] == unknown[0] == 404
    assert wrong[1].replace(issued.code, "") == unknown[1].replace(issued.code[:-4] + "4321", "").replace(
        MARK, "AAAACCCC"
    )
    assert "Trần Văn Minh" not in wrong[1]


def test_the_issued_file_is_green_and_known(issued: Issued, paper: SignedPaper) -> None:
    """With the code of its paper and without: the bytes alone tell which result it is."""
    for asked in ((), (issued.code, MARK)):
        status, words = issued.send(paper.pdf, *asked)
        assert status == 200
        for told in ("Chữ ký số hợp lệ", "Đây đúng là tệp", "21/UBND-XN", "Trần Văn Minh"):
            assert told in words


def test_files_that_are_not_the_issued_one_are_told_apart(issued: Issued, paper: SignedPaper) -> None:
    """Changed: red; with a note: yellow; unsigned: none; each of them is not what the paper's code names."""
    changed = paper.pdf.replace(b"GIAY XAC NHAN", b"GIAY XAC NHAM")
    cases = (
        (changed, "Không hợp lệ"),
        (with_content_added(paper.pdf), "Không hợp lệ"),
        (annotation_note(paper.pdf), "Chưa đủ để tin"),
        (plain_pdf(), "Tệp không có chữ ký số"),
    )
    for pdf, told in cases:
        status, words = issued.send(pdf, issued.code, MARK)
        assert status == 200
        assert told in words
        assert "Tệp này không phải bản mà cơ quan đã ban hành" in words
        assert "Đây đúng là tệp" not in issued.send(pdf)[1]


def test_hostile_files_cost_a_child_and_nothing_else(issued: Issued, paper: SignedPaper) -> None:
    """Each "cannot be checked"; the next citizen is served."""
    nested = b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
    for pdf in (
        store_without_end(paper.pdf, paper.certificate_der),
        nested,
        b"%PDF-1.7 rubbish",
        paper.pdf[: len(paper.pdf) // 2],
    ):
        status, words = issued.send(pdf)
        assert status == 200
        assert "Không kiểm tra được" in words
    assert "Chữ ký số hợp lệ" in issued.send(paper.pdf)[1]


def test_what_is_no_pdf_empty_or_too_large_is_said_beside_the_field(issued: Issued) -> None:
    """Nothing of these reaches the sandbox."""
    large = b"%PDF-1.7\n" + bytes(10 * 1024 * 1024)
    for pdf, told in ((b"\xff\xd8\xff photo", "không phải PDF"), (b"", "Chưa chọn tệp"), (large, "quá 10 MB")):
        status, words = issued.send(pdf)
        assert status == 422
        assert told in words


def test_one_address_may_check_only_so_much(own: Issued) -> None:
    """After forty in a quarter of an hour it is asked to wait; a quarter of an hour later it may again."""
    statuses = [own.send(b"no")[0] for _ in range(41)]
    assert statuses == [422] * 40 + [429]
    own.world.clock.at += timedelta(minutes=16)
    assert own.send(b"no")[0] == 422


def test_nothing_of_a_sent_file_is_kept(issued: Issued, paper: SignedPaper) -> None:
    """No file of the data directory grows by it, but the count of tries."""
    folder = issued.world.centre.settings.data
    before = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    marked = annotation_note(paper.pdf) + b"%never-kept-4711"
    issued.send(marked)
    after = [path for path in folder.rglob("*") if path.is_file()]
    assert {path for path in after if path not in before} == set()
    assert not any(b"never-kept-4711" in path.read_bytes() for path in after)


def test_a_result_that_was_made_again_is_named_as_replaced(own: Issued, paper: SignedPaper) -> None:
    """Paper and file of the old one both say so."""
    hand = own.hand
    back = hand.act(HandResult("Ô 3"), "suong"), hand.act(CorrectResult(Reason("ket_qua_sai", "Sai tên")), "minh")
    answer = hand.desk.do(*back)
    assert answer.verdicts[-1].verdict is VerdictKind.ACCEPTED, answer
    assert "Kết quả này đã bị thay" in own.see(own.code, MARK)[1]
    assert "Tệp này từng được ban hành" in own.send(paper.pdf)[1]
