"""`motcua-desk sign`: files signed on a SoftHSM token in one login, checked whole before they get their name."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
import softhsm
from _pytest.capture import CaptureResult
from PIL import Image, ImageDraw
from pkcs11 import KeyType
from result_papers import draft
from signing_papers import CHAIRMAN, CLERK, EXPIRED, PIN, WRONG_PIN, check, plain_pdf

from desk_client.commands import Exit, run
from tests.fakes import card_bench
from token_signing.authority import CertificateOrder, RehearsalAuthority
from token_signing.verdict import Verdict

pytestmark = pytest.mark.slow


class Program:
    """Calls the program with a PIN on its input and reads its lines."""

    def __init__(
        self, module: Path, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.out = folder / "out"
        self._module = module
        self._capsys = capsys
        self._patch = patch
        self.said = ""

    def sign(self, token: str, kind: str, *words: str, pin: str = PIN) -> tuple[object, list[dict[str, object]]]:
        """Exit code and lines of JSON; everything that was said is kept in `said`."""
        self._patch.setattr("sys.stdin", io.StringIO(f"{pin}\n" if pin else ""))
        code = run(["sign", *words, *self.options(token, kind), "--pin-stdin", "--json"])
        return code, [json.loads(line) for line in self.heard().out.splitlines()]

    def options(self, token: str, kind: str) -> list[str]:
        """Which token signs what, and where to."""
        return ["--module", str(self._module), "--token", token, "--kind", kind, "--out", str(self.out)]

    def heard(self) -> CaptureResult[str]:
        """What was said since the last look."""
        told = self._capsys.readouterr()
        self.said += told.out + told.err
        return told


@pytest.fixture
def program(
    softhsm_module: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Program:
    """The program on a machine where nothing was set up."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("MOTCUA_DATA_DIR", str(tmp_path / "none"))
    return Program(softhsm_module, tmp_path, capsys, monkeypatch)


def kept(folder: Path, name: str, pdf: bytes) -> str:
    """A file to sign."""
    (folder / name).write_bytes(pdf)
    return str(folder / name)


def judged(pdf: bytes, authority: RehearsalAuthority) -> tuple[Verdict, tuple[str, ...]]:
    """Verdict and signers now."""
    found = check(pdf, authority.certificate_der, at=datetime.now(UTC))
    return found.verdict, found.signer_names


def seal() -> bytes:
    """A round seal as PNG."""
    picture = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 580, 580), outline=(210, 20, 30, 255), width=24)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("token", ["rsa", "ec"])
def test_batch_of_files_is_signed_with_one_pin(
    program: Program, tmp_path: Path, authority: RehearsalAuthority, token: str
) -> None:
    """Each kind of key: three files signed, green, and nothing asked twice when it is run again."""
    files = [kept(tmp_path, f"{name}.pdf", plain_pdf(name)) for name in ("a", "b", "c")]
    code, lines = program.sign(token, "leader", *files)
    assert code == Exit.OK
    assert [(line["file"], line["signed"], line["level"], line["signer"]) for line in lines] == [
        (file, True, "B-B", CHAIRMAN.name) for file in files
    ]
    for line in lines:
        assert judged(Path(str(line["out"])).read_bytes(), authority) == (Verdict.GREEN, (CHAIRMAN.name,))
    code, again = program.sign(token, "leader", *files)
    assert code == Exit.OK
    assert [line["kept_before"] for line in again] == [True, True, True]
    assert PIN not in program.said
    assert not (tmp_path / "none").exists()


def test_no_try_is_spent_without_a_pin_and_no_pipe_is_waited_for(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input that ended, Ctrl+D, an empty picture, a folder that is a file: told before the token is asked."""
    file = kept(tmp_path, "a.pdf", plain_pdf("a"))
    assert program.sign("rsa", "leader", file, pin="")[1][0]["error"] == "pin_missing"
    assert program.sign("rsa", "leader", file, "--picture", kept(tmp_path, "0.png", b""))[1][0]["error"] == (
        "picture_unreadable"
    )
    monkeypatch.setattr("getpass.getpass", _ended)
    assert run(["sign", file, *program.options("rsa", "leader")]) == Exit.CONFIG
    assert "token chưa mất lần thử nào" in program.heard().err
    os.mkfifo(tmp_path / "pipe.pdf")
    code, lines = program.sign("rsa", "leader", str(tmp_path / "pipe.pdf"))
    assert (code, lines[0]["error"]) == (Exit.FAILURE, "paper_unreadable")
    program.out = Path(file)
    assert program.sign("rsa", "leader", file)[1][0]["error"] == "file_unwritable"


def _ended(_prompt: str) -> str:
    raise EOFError


def test_leader_then_agency_with_number_date_and_seal(
    program: Program, tmp_path: Path, authority: RehearsalAuthority
) -> None:
    """The leader certifies the draft with its laid fields; văn thư fills number and date and seals: green."""
    first = kept(tmp_path, "ket-qua.pdf", draft())
    assert program.sign("rsa", "leader", first)[0] == Exit.OK
    led = kept(tmp_path / "out", "da-ky.pdf", (program.out / "ket-qua.pdf").read_bytes())
    picture = kept(tmp_path, "dau.png", seal())
    words = ("--picture", picture, "--number", "Số: 12/GXN-UBND", "--date", "Phú Thủy, ngày 14 tháng 3 năm 2026")
    program.out = tmp_path / "issued"
    code, lines = program.sign("van-thu", "agency", led, *words)
    assert (code, lines[0]["basis"]) == (Exit.OK, "NĐ 30/2020/NĐ-CP, Điều 32, Phụ lục I")
    pdf = (tmp_path / "issued" / "da-ky.pdf").read_bytes()
    assert judged(pdf, authority) == (Verdict.GREEN, (CHAIRMAN.name, CLERK.name))
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    shown = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
    ring = shown.crop((250, 842 - 192, 352, 842 - 90)).tobytes()
    reds = sum(ring[at] > 150 and ring[at + 1] < 100 for at in range(0, len(ring), 3))
    assert reds > 300
    assert min(shown.convert("L").crop((80, 842 - 740, 230, 842 - 720)).tobytes()) < 120


@pytest.mark.parametrize(("kind", "head"), [("copy", ""), ("attachment", "Kèm theo Quyết định số 12/QĐ-UBND")])
def test_copy_and_attachment_show_lines_at_the_head(
    program: Program, tmp_path: Path, authority: RehearsalAuthority, kind: str, head: str
) -> None:
    """Text only, top right of the first page."""
    code, _ = program.sign("van-thu", kind, kept(tmp_path, "a.pdf", plain_pdf()), *(("--head", head) if head else ()))
    assert code == Exit.OK
    pdf = (program.out / "a.pdf").read_bytes()
    assert judged(pdf, authority)[0] is Verdict.GREEN
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    shown = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("L")
    assert min(shown.crop((335, 40, 555, 96)).tobytes()) < 120


def test_wrong_pin_is_told_and_not_tried_again(program: Program, tmp_path: Path) -> None:
    """Exit code 6, nothing written, and neither PIN is said."""
    code, lines = program.sign("rsa", "leader", kept(tmp_path, "a.pdf", plain_pdf()), pin=WRONG_PIN)
    assert code == Exit.PERMISSION
    assert (lines[0]["signed"], lines[0]["error"]) == (False, "pin_wrong")
    assert not program.out.exists()
    assert WRONG_PIN not in program.said


def test_key_that_asks_each_time_has_one_line_of_the_input_for_each_file(
    service: Path,
    tmp_path: Path,
    authority: RehearsalAuthority,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A card with an always-authenticate key: two files with two PINs; the third has none and is left unsigned."""
    with card_bench.card_on_bench(service, authority, pin_each_time=True) as bench:
        program = Program(service, tmp_path, capsys, monkeypatch)
        files = [kept(tmp_path, f"{name}.pdf", plain_pdf(name)) for name in ("a", "b", "c")]
        code, lines = program.sign(bench.label(), "leader", *files, pin=f"{PIN}\n{PIN}")
        assert [line["signed"] for line in lines] == [True, True, False]
        assert (code, lines[2]["error"], bench.card.signatures) == (Exit.PARTIAL, "pin_each_time", 2)
        for line in lines[:2]:
            assert judged(Path(str(line["out"])).read_bytes(), authority) == (Verdict.GREEN, (CHAIRMAN.name,))


def test_token_that_is_not_there_is_a_missing_device(program: Program, tmp_path: Path) -> None:
    """Exit code 7 with what to do."""
    code, lines = program.sign("khong-co", "leader", kept(tmp_path, "a.pdf", plain_pdf()))
    assert (code, lines[0]["error"], lines[0]["text"]) == (
        Exit.DEVICE_MISSING,
        "absent",
        "Chưa cắm token. Cắm token rồi thử lại.",
    )


def test_bad_file_is_left_and_the_others_are_signed(program: Program, tmp_path: Path) -> None:
    """Exit code 8; the line of the bad one says what to do."""
    files = [kept(tmp_path, "a.pdf", plain_pdf()), kept(tmp_path, "b.pdf", b"none"), str(tmp_path / "gone.pdf")]
    code, lines = program.sign("rsa", "clerk", *files)
    assert code == Exit.PARTIAL
    assert [line["signed"] for line in lines] == [True, False, False]
    assert [line.get("error") for line in lines[1:]] == ["paper_unreadable", "paper_unreadable"]
    assert [path.name for path in program.out.iterdir()] == ["a.pdf"]


def test_forged_paper_is_not_signed_over(program: Program, tmp_path: Path, authority: RehearsalAuthority) -> None:
    """A paper that was changed after an earlier signature does not get a second one."""
    from attacks import isa_whole_update

    assert program.sign("rsa", "leader", kept(tmp_path, "a.pdf", plain_pdf()))[0] == Exit.OK
    forged = isa_whole_update((program.out / "a.pdf").read_bytes())
    code, lines = program.sign("van-thu", "agency", kept(tmp_path, "b.pdf", forged))
    assert (code, lines[0]["error"]) == (Exit.FAILURE, "paper_not_sound")
    assert not (program.out / "b.pdf").exists()


@pytest.fixture(scope="session")
def two(softhsm_module: Path, authority: RehearsalAuthority) -> tuple[str, str]:
    """A token with an expired certificate and two of one person; the hashes of the two."""
    softhsm.add_pair(softhsm_module, "hai", KeyType.EC, authority, replace(EXPIRED, serial=34))
    made = (
        softhsm.add_pair(softhsm_module, "hai", KeyType.EC, authority, CertificateOrder(CHAIRMAN, serial=serial))
        for serial in (31, 32)
    )
    first, second = (hashlib.sha256(der).hexdigest() for der in made)
    return first, second


def test_of_several_certificates_the_named_one_signs_and_without_a_name_it_is_said_which(
    program: Program, tmp_path: Path, two: tuple[str, str]
) -> None:
    """By the hash or how it begins; nothing is signed where none or several begin so, and those there are named."""
    file = kept(tmp_path, "a.pdf", plain_pdf())
    code, lines = program.sign("hai", "leader", file)
    taken = str(lines[0]["certificate_sha256"])
    (other,) = (one for one in two if one != taken)
    assert code == Exit.OK
    assert f"SHA-256 {taken}. Muốn dùng chứng thư khác, ghi --certificate." in program.said
    assert f"SHA-256 {other}\n" in program.said
    program.out, program.said = tmp_path / "named", ""
    code, lines = program.sign("hai", "leader", file, "--certificate", other[:12].upper())
    assert (code, lines[0]["certificate_sha256"]) == (Exit.OK, other)
    assert "Token có nhiều chứng thư" not in program.said
    program.out, program.said = tmp_path / "unknown", ""
    assert program.sign("hai", "leader", file, "--certificate", "0" * 64)[0] == Exit.CONFIG
    assert all(f"SHA-256 {one}\n" in program.said for one in two)
    assert not program.out.exists()


def test_a_revoked_certificate_is_refused_before_the_pin_and_another_one_signs(
    program: Program, tmp_path: Path, authority: RehearsalAuthority, two: tuple[str, str]
) -> None:
    """By the lists of `--anchor`; the one that is left signs without being named."""
    file, root, known = kept(tmp_path, "a.pdf", plain_pdf()), tmp_path / "root.pem", tmp_path / "today.crl"
    root.write_bytes(authority.certificate_pem)
    trusted = ("--anchor", str(root), "--anchor", str(known))
    then = datetime(2026, 1, 1, tzinfo=UTC)
    known.write_bytes(authority.revocation_list({31: then}, then))
    code, lines = program.sign("hai", "leader", file, "--certificate", two[0], *trusted, pin=WRONG_PIN)
    assert (code, lines[0]["signed"], lines[0]["error"]) == (Exit.DEVICE_MISSING, False, "revoked")
    code, lines = program.sign("hai", "leader", file, *trusted)
    assert (code, lines[0]["certificate_sha256"]) == (Exit.OK, two[1])
    known.write_bytes(authority.revocation_list({31: then, 32: then}, then))
    assert program.sign("hai", "leader", file, *trusted)[1][0]["error"] == "revoked"
