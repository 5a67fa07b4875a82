"""Results to sign, a seal, hostile files, and a result at level B-LT; all made here."""

import io
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from asn1crypto import crl, keys, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from reportlab.pdfgen.canvas import Canvas

from token_signing.authority import NOT_AFTER, NOT_BEFORE, RehearsalAuthority, new_signing_key

SIGNER = "Tran Van Minh"


def result_pdf(number: int) -> bytes:
    """A result of one or two pages that ends with its leader's name."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in range(1 + number % 2):
        for line in range(20):
            canvas.drawString(70, 700 - 22 * line, f"Ket qua so {number}, trang {page + 1}, dong {line + 1}")
        canvas.drawString(360, 120, SIGNER)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def seal_png() -> bytes:
    """A round seal with a star, some letters and a ring."""
    picture = Image.new("RGBA", (900, 900), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    red = (205, 20, 30, 255)
    draw.ellipse((15, 15, 885, 885), outline=red, width=26)
    draw.ellipse((215, 215, 685, 685), outline=red, width=12)
    draw.regular_polygon((450, 450, 150), 5, fill=red)
    draw.text((250, 90), "UY BAN NHAN DAN", font_size=48, fill=red)
    draw.text((330, 760), "PHU THUY", font_size=48, fill=red)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def long_term(signed: bytes, authority: RehearsalAuthority, certificate_der: bytes) -> tuple[bytes, bytes]:
    """The paper with a time stamp, certificates and a revocation list appended, and the stamp's root (DER)."""
    key = new_signing_key()
    name = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "Dau thoi gian")])
    usage = certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    builder = certificates.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(3).not_valid_before(NOT_BEFORE).not_valid_after(NOT_AFTER)
    root = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    der = root.public_bytes(serialization.Encoding.DER)
    plain = serialization.NoEncryption()
    loaded = keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    stamper = DummyTimeStamper(x509.Certificate.load(der), loaded)
    stamped = PdfTimeStamper(stamper).timestamp_pdf(writer, "sha256").getvalue()
    writer = IncrementalPdfFileWriter(io.BytesIO(stamped))
    known = [x509.Certificate.load(one) for one in (certificate_der, authority.certificate_der, der)]
    lists = [crl.CertificateList.load(authority.revocation_list({}, datetime.now(UTC)))]
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=known, crls=lists)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # the library has no types here
    return out.getvalue(), der


def hostile(signed: bytes) -> Mapping[str, bytes]:
    """Files that keep a careless reader busy, or blow it up."""
    bomb = zlib.compress(bytes(400_000_000), 9)
    stream = b"<< /Type /XRef /Size 9 /W [1 4 2] /Root 1 0 R /Length %d /Filter /FlateDecode >>" % len(bomb)
    table = b"\n9 0 obj\n" + stream + b"\nstream\n" + bomb + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    loop = b"\nxref\n0 0\ntrailer\n<< /Root 1 0 R /Size 9 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    at = len(signed) + 1
    return {
        "nested": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        "bomb": signed + table % at,
        "loop": signed + loop % (at, at),
        "many ends": signed + b"\nstartxref\n9\n%%EOF" * 60_000,
        "noise": bytes(range(256)) * 80_000,
    }
