"""Signed papers as others make them: many formats, algorithms and levels, by the library's own signer."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from functools import cache

import pikepdf
from asn1crypto import keys, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from attacks import annotation_note
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from signing_papers import plain_pdf, with_field_filled

AnyKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey
PADES = SigSeedSubFilter.PADES
USAGE = certificates.KeyUsage(True, True, False, False, False, False, False, False, False)


def self_signed(key: AnyKey, purpose: certificates.ObjectIdentifier | None = None) -> bytes:
    """A certificate that nobody knows (DER)."""
    name = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "Người Lạ")])
    builder = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(datetime(2018, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2035, 1, 1, tzinfo=UTC))
        .add_extension(USAGE, critical=True)
    )
    if purpose is not None:
        builder = builder.add_extension(certificates.ExtendedKeyUsage([purpose]), critical=True)
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(serialization.Encoding.DER)


def loaded(key: AnyKey) -> keys.PrivateKeyInfo:
    """The key as the library wants it."""
    plain = serialization.NoEncryption()
    return keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    )


def signer(key: AnyKey, **more: object) -> SimpleSigner:
    """A signer with a certificate of its own."""
    certificate = x509.Certificate.load(self_signed(key))
    store = SimpleCertificateStore()
    return SimpleSigner(signing_cert=certificate, signing_key=loaded(key), cert_registry=store, **more)


@cache
def usual() -> SimpleSigner:
    """An RSA signer."""
    return signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))


@cache
def stamping() -> tuple[rsa.RSAPrivateKey, bytes]:
    """Key and certificate of an authority that stamps the time."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key, self_signed(key, certificates.ExtendedKeyUsageOID.TIME_STAMPING)


def stamper(at: datetime | None = None) -> DummyTimeStamper:
    """Stamps the time, or a time that is told."""
    key, der = stamping()
    return DummyTimeStamper(x509.Certificate.load(der), loaded(key), fixed_dt=at)


def stamped_at(pdf: bytes, at: datetime) -> bytes:
    """A paper with a document time stamp of a told time appended."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return PdfTimeStamper(stamper(at)).timestamp_pdf(writer, "sha256").getvalue()


def anchors() -> tuple[bytes, bytes]:
    """The certificates of the usual signer and of the time stamps (DER)."""
    signing = usual().signing_cert
    assert signing is not None
    return signing.dump(), stamping()[1]


def signed_by(
    pdf: bytes | IncrementalPdfFileWriter,
    by: SimpleSigner | None = None,
    *,
    box: SigFieldSpec | None = None,
    **more: object,
) -> bytes:
    """A paper signed the way the library does it."""
    writer = pdf if isinstance(pdf, IncrementalPdfFileWriter) else IncrementalPdfFileWriter(io.BytesIO(pdf))
    stamped = stamper() if more.pop("stamped", False) else None
    meta = PdfSignatureMetadata(**{"field_name": "Sig1", **more})
    made = PdfSigner(meta, signer=by or usual(), timestamper=stamped, new_field_spec=box).sign_pdf(writer)
    assert isinstance(made, io.BytesIO)
    return made.getvalue()


def levels() -> dict[str, bytes]:
    """B-T, B-LT and B-LTA, and a document that only has a time stamp."""
    known = [x509.Certificate.load(der) for der in anchors()]

    def context() -> ValidationContext:
        return ValidationContext(trust_roots=known, allow_fetching=False)

    long_term: dict[str, object] = {"stamped": True, "subfilter": PADES, "embed_validation_info": True}
    writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf()))
    return {
        "B-T": signed_by(plain_pdf(), stamped=True, subfilter=PADES),
        "B-LT": signed_by(plain_pdf(), **long_term, validation_context=context()),
        "B-LTA": signed_by(plain_pdf(), **long_term, validation_context=context(), use_pades_lta=True),
        "stamp only": PdfTimeStamper(stamper()).timestamp_pdf(writer, "sha256").getvalue(),
    }


def algorithms() -> dict[str, bytes]:
    """Keys and digests, old and new."""
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    curve = ec.generate_private_key(ec.SECP384R1())
    pss = signer(rsa.generate_private_key(public_exponent=65537, key_size=2048), prefer_pss=True)
    return {
        **{name: signed_by(plain_pdf(), md_algorithm=name) for name in ("md5", "sha1", "sha256", "sha512")},
        "pss": signed_by(plain_pdf(), pss),
        "rsa 1024": signed_by(plain_pdf(), signer(small)),
        "p-384": signed_by(plain_pdf(), signer(curve), md_algorithm="sha384"),
        "ed25519": signed_by(plain_pdf(), signer(ed25519.Ed25519PrivateKey.generate()), md_algorithm="sha512"),
        "dsa": signed_by(plain_pdf(), signer(dsa.generate_private_key(2048))),
    }


def shapes() -> dict[str, bytes]:
    """Files of other makes: streams of objects and tables, linearized, encrypted, with blanks behind the end."""
    plain, made = signed_by(plain_pdf()), {}
    with pikepdf.open(io.BytesIO(plain_pdf())) as pdf:
        for name, words in {
            "object streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
            "linearized": {"linearize": True},
        }.items():
            out = io.BytesIO()
            pdf.save(out, **words)  # type: ignore[arg-type]  # the words are the library's own
            made[name] = signed_by(out.getvalue())
    copied = copy_into_new_writer(PdfFileReader(io.BytesIO(plain_pdf())))
    copied.encrypt(owner_pass="chu", user_pass="")
    out = io.BytesIO()
    copied.write(out)
    writer = IncrementalPdfFileWriter(io.BytesIO(out.getvalue()))
    writer.encrypt("")
    return {**made, "encrypted": signed_by(writer), "newline": plain + b"\n", "blanks": plain + b"\r\n \r\n"}


def revisions() -> dict[str, bytes]:
    """Papers with what their first signature permits."""
    certified = signed_by(plain_pdf(), certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    seen = [SigFieldSpec(name, box=(left, 10, left + 90, 50)) for name, left in (("Sig1", 10), ("Sig2", 110))]
    return {
        "no changes": signed_by(plain_pdf(), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES),
        "second": signed_by(signed_by(plain_pdf()), field_name="Sig2"),
        "second seen": signed_by(signed_by(plain_pdf(), box=seen[0]), field_name="Sig2", box=seen[1]),
        "certified, second": signed_by(certified, field_name="Sig2"),
        "filled": with_field_filled(signed_by(plain_pdf(with_field=True)), "abc"),
        "note allowed": annotation_note(signed_by(plain_pdf(), certify=True, docmdp_permissions=MDPPerm.ANNOTATE)),
    }
