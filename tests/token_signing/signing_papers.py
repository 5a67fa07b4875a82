"""Sample papers, people and times that the signing tests share."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

from asn1crypto import x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from reportlab.pdfgen.canvas import Canvas

from token_signing.authority import CertificateOrder, Officer
from token_signing.values import SignatureBox, SignedPaper, SignerDisplay
from token_signing.verdict import Verification, judge
from token_signing.verify_child import inspect
from token_signing.verify_wire import Request

VIETNAM = timezone(timedelta(hours=7))
REHEARSAL_DAY = datetime(2019, 3, 14, 15, 20, 5, tzinfo=VIETNAM)
TODAY = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
PIN = "271828"
WRONG_PIN = "314159"
CHAIRMAN = Officer("Trần Văn Minh", "Chủ tịch UBND phường Phú Thủy", "Ủy ban nhân dân phường Phú Thủy")
CLERK = Officer("Đặng Thị Ổi", "Văn thư", "Ủy ban nhân dân phường Phú Thủy")
BOX = SignatureBox(0, 330, 100, 530, 175)
OTHER_BOX = SignatureBox(0, 60, 100, 260, 175)
GOOD = CertificateOrder(CHAIRMAN, serial=7)
AGENCY = CertificateOrder(CLERK, serial=9)
EXPIRED = CertificateOrder(CHAIRMAN, serial=8, not_after=datetime(2019, 1, 1, tzinfo=UTC))


def display(officer: Officer = CHAIRMAN) -> SignerDisplay:
    """What the stamp says on the rehearsal day."""
    return SignerDisplay(officer.name, officer.title, officer.office, REHEARSAL_DAY)


def plain_pdf(text: str = "GIAY XAC NHAN", *, with_field: bool = False) -> bytes:
    """A one-page A4 paper, with a text field on request."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, pageCompression=0)
    canvas.drawString(100, 700, text)
    if with_field:
        canvas.acroForm.textfield(name="ghichu", x=100, y=600, width=200, height=20)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_content_added(pdf: bytes, text: str = "DA SUA") -> bytes:
    """The paper with one more line of text, appended as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    added = generic.StreamObject(stream_data=f"BT /F1 12 Tf 100 500 Td ({text}) Tj ET".encode("ascii"))
    page[generic.pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), writer.add_object(added)])
    writer.mark_update(page.container_ref)
    return written(writer)


def with_field_filled(pdf: bytes, text: str) -> bytes:
    """The paper with its text field filled in, appended as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields = (field.get_object() for field in writer.root["/AcroForm"]["/Fields"])
    field = next(one for one in fields if one["/FT"] == "/Tx")
    field[generic.pdf_name("/V")] = generic.pdf_string(text)
    writer.update_container(field)
    return written(writer)


def with_security_store(pdf: bytes, certificate_der: bytes) -> bytes:
    """The paper with a document security store (ETSI EN 319 142-1 §5.4), appended as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    certificate = x509.Certificate.load(certificate_der)
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=[certificate])
    return written(writer)


def written(writer: IncrementalPdfFileWriter) -> bytes:
    """The bytes of an incremental update."""
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # the library has no types here
    return out.getvalue()


def signed(outcome: object) -> SignedPaper:
    """The signed paper, or a failed test."""
    assert isinstance(outcome, SignedPaper), outcome
    return outcome


def check(pdf: bytes, *anchors: bytes, at: datetime = REHEARSAL_DAY, lists: tuple[bytes, ...] = ()) -> Verification:
    """The verification inside this process, for the many cases that need no sandbox."""
    return judge(inspect(Request(pdf, anchors, at, lists)))
