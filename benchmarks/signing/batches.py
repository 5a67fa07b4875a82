"""Measures batches on a soft token: fast, wholly checked, and on a token that takes its time; the plain way beside."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from asn1crypto import x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.signing.papers import SIGNER, hostile, long_term, result_pdf, seal_png
from benchmarks.signing.soft_token import PIN, opened_token
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from desk_client.belongings import load_fonts
from sandbox.runner import Sandbox
from token_signing.authority import CertificateOrder, Officer, RehearsalAuthority, make_authority
from token_signing.batch import BatchDesk, Draft, Signed, sign_batch
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.devices.software import SoftwareToken, make_software_token
from token_signing.keep_files import FolderKeeper
from token_signing.looks import draw_mask, read_mask
from token_signing.placing import Placing
from token_signing.prepare_wire import Order
from token_signing.seal import RED
from token_signing.stamp import draw_stamp
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignerDisplay, StampFonts
from token_signing.verdict import Verdict
from token_signing.verify import LIMITS, TrustedBy, verify

PAPERS, PLAIN, SLOW_SECONDS = 200, 12, 0.3
WIDTH, HEIGHT = 250, 102
_OFFICER = Officer(SIGNER, "Chủ tịch UBND phường Phú Thủy", "Ủy ban nhân dân phường Phú Thủy")
_NOW = datetime(2026, 11, 28, 9, 0, tzinfo=timezone(timedelta(hours=7)))


@dataclass(frozen=True, slots=True)
class _Place:
    """What all batches share: an opened token, warm children, the stamp drawn once, the roots."""

    session: TokenSession
    sandbox: Sandbox
    order: Order
    trusted: TrustedBy
    authority: RehearsalAuthority


def measure(folder: Path) -> Iterator[Figure]:
    """200 results of one and two pages; every one forced to the disk, read again, digest and signature checked."""
    authority = make_authority("Tỉnh Bình Thuận")
    session = opened_token(folder / "token", authority, CertificateOrder(_OFFICER, serial=7), _NOW)
    if session is None:
        yield Figure("200 stamped signatures a second", None, "/s", at_least(300), "SoftHSM2 is not installed")
        return
    with Sandbox(replace(LIMITS, seconds=20.0), workers=2) as sandbox:
        place = _Place(session, sandbox, _order(sandbox), TrustedBy((authority.certificate_der,)), authority)
        _run(place, folder / "warm", session, 8)
        yield from _fast(place, folder)
        yield from _slow(place, folder / "slow")
    yield from _checks(place, folder / "fast")


def _fast(place: _Place, folder: Path) -> Iterator[Figure]:
    plain = PLAIN / _taken(lambda: _plain_loop(place.session, folder / "plain"))
    took, told = _run(place, folder / "fast", place.session, PAPERS)
    beside = f"{PAPERS / took / plain:.0f} × a plain loop of the library ({plain:.0f}/s)"
    yield Figure("200 stamped B-B, SoftHSM RSA-2048, forced and checked", PAPERS / took, "/s", at_least(300), beside)
    whole, _ = _run(place, folder / "whole", place.session, PAPERS, check=True)
    yield Figure("same with the whole verifier for every file", PAPERS / whole, "/s", at_least(120))
    added = max(one.size - len(result_pdf(int(one.paper[:-4]))) for one in told) / 1024
    yield Figure("one signature with text and seal", added, "KB", at_most(18))


def _slow(place: _Place, folder: Path) -> Iterator[Figure]:
    session, first = _training_session(folder / "token", place.authority), 0.0
    began = time.perf_counter()
    for number, _ in enumerate(sign_batch(_drafts(PAPERS), _desk(place, folder / "out", session))):
        first = first or (time.perf_counter() - began if number == 0 else 0.0)
    times = (time.perf_counter() - began) / (PAPERS * SLOW_SECONDS)
    yield Figure("200 papers on a token of 300 ms", times, "× token", at_most(1.02))
    yield Figure("first of them out", first, "s", at_most(0.5))


def _training_session(folder: Path, authority: RehearsalAuthority) -> TokenSession:
    """The software token of rehearsals, told to take as long as a real one."""
    make_software_token(folder, PIN, authority, CertificateOrder(_OFFICER, serial=8))
    token = SoftwareToken(folder, lambda: _NOW)
    token.plug()
    token.take(round(SLOW_SECONDS * 1000))
    opened = token.open(PIN)
    if isinstance(opened, TokenTrouble):
        raise TypeError(opened.kind.name)
    return opened


def _checks(place: _Place, folder: Path) -> Iterator[Figure]:
    signed = (folder / "1.pdf").read_bytes()
    paper, stamp_root = long_term(signed, place.authority, place.session.certificate_der)
    trusted = TrustedBy((place.authority.certificate_der, stamp_root))
    with Sandbox(LIMITS) as sandbox:
        if verify(sandbox, paper, trusted, _NOW).verdict is not Verdict.GREEN:
            raise TypeError("the paper to be checked is not green")
        taken = [_taken(lambda: verify(sandbox, paper, trusted, _NOW)) * 1000 for _ in range(40)]
        yield Figure("check of a B-LT paper, warm, p95", quantile(taken, 0.95), "ms", at_most(60))
        worst = max((_taken(partial(_not_green, sandbox, pdf)), name) for name, pdf in hostile(signed).items())
        yield Figure("check of the worst hostile file", worst[0], "s", at_most(5), worst[1])


def _not_green(sandbox: Sandbox, pdf: bytes) -> None:
    if verify(sandbox, pdf, TrustedBy(), _NOW).verdict is Verdict.GREEN:
        raise TypeError("a hostile file is green")


def _order(sandbox: Sandbox) -> Order:
    """Text with the seal at its left, drawn once for the batch."""
    shipped = load_fonts()
    fonts = cut_fonts(shipped.serif, shipped.serif_bold)
    display = SignerDisplay(_OFFICER.name, _OFFICER.title, _OFFICER.office, _NOW)
    stamp = draw_stamp(display, WIDTH, HEIGHT, fonts)
    drawn = draw_mask(read_mask(sandbox, seal_png(), HEIGHT, HEIGHT), WIDTH, HEIGHT, RED, under=stamp)
    return Order(b"", Placing(WIDTH, HEIGHT, above=SIGNER), drawn, display, 0)


def _desk(place: _Place, folder: Path, session: TokenSession, *, check: bool = False) -> BatchDesk:
    def green(_paper: str, pdf: bytes) -> bool:
        return verify(place.sandbox, pdf, place.trusted, _NOW).verdict is Verdict.GREEN

    def any_(_paper: str, _pdf: bytes) -> bool:
        return True

    def order(room: int) -> Order:
        return replace(place.order, room=room)

    return BatchDesk(place.sandbox, session, FolderKeeper(folder), order, green if check else any_)


def _run(
    place: _Place, folder: Path, session: TokenSession, count: int, *, check: bool = False
) -> tuple[float, list[Signed]]:
    """Seconds of a batch, and what came of it: every paper signed, or the measurement is none."""
    drafts, desk = _drafts(count), _desk(place, folder, session, check=check)
    began = time.perf_counter()
    told = [one for one in sign_batch(drafts, desk) if isinstance(one, Signed)]
    took = time.perf_counter() - began
    if len(told) != count:
        raise TypeError("not every paper was signed")
    return took, told


def _drafts(count: int) -> list[Draft]:
    made = [result_pdf(number) for number in range(count)]
    return [Draft(f"{number}.pdf", lambda pdf=pdf: pdf) for number, pdf in enumerate(made)]  # type: ignore[misc]


def _plain_loop(session: TokenSession, folder: Path) -> None:
    """Paper after paper by the library's own signer: the stamp drawn anew with whole fonts, nothing forced or read."""
    folder.mkdir()
    shipped = load_fonts()
    fonts = StampFonts(shipped.serif, shipped.serif_bold)
    display = SignerDisplay(_OFFICER.name, _OFFICER.title, _OFFICER.office, _NOW)
    for number in range(PLAIN):
        stamp = folder / "stamp.pdf"
        stamp.write_bytes(draw_stamp(display, WIDTH, HEIGHT, fonts))
        pdf = IncrementalPdfFileWriter(io.BytesIO(result_pdf(number)))
        signer = _TokenSigner(session)
        style = StaticStampStyle.from_pdf_file(str(stamp))
        field = SigFieldSpec("Sig1", box=(330, 140, 330 + WIDTH, 140 + HEIGHT))
        meta = PdfSignatureMetadata(field_name="Sig1", name=SIGNER)
        made = PdfSigner(meta, signer=signer, stamp_style=style, new_field_spec=field).sign_pdf(pdf)
        (folder / f"{number}.pdf").write_bytes(made.getvalue())


class _TokenSigner(ExternalSigner):
    """The library's signer over our token."""

    def __init__(self, session: TokenSession) -> None:
        certificate = x509.Certificate.load(session.certificate_der)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no types
        super().__init__(signing_cert=certificate, cert_registry=store, signature_value=256)
        self._session = session

    async def async_sign_raw(self, data: bytes, *_more: object, **_named: object) -> bytes:
        """One signature in the token."""
        signature = self._session.sign(data)
        if not isinstance(signature, bytes):
            raise TypeError(signature.kind.name)
        return signature


def _taken(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


SUBJECT = Subject("signing", measure)
