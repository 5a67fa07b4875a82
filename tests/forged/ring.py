"""The keys of a forger: tokens of everybody in and round an office, honest and not, made when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.token_signing.odd_certificates import KeySession, public_der
from token_signing.authority import CertificateOrder, Officer, RehearsalAuthority, make_authority

OFFICE_NAME = "Ủy ban nhân dân phường Phú Thủy"
SHORT_NAME = "UBND phường Phú Thủy"
CHAIRMAN = "Trần Văn Minh"
LONG_AGO, LONG_AFTER = datetime(2018, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
MADE = datetime(2018, 6, 1, tzinfo=UTC)
KEYS = ("rsa", "ec")
WEAK_KEYS = ("rsa1024", "rsa3")
AnyKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Holder:
    """Whom a certificate names, who issued it, when it holds; `owner` is whose the province bound it as ("": nobody's).

    `owner` is a login, or "office" and "x-office" for the two offices' own.
    """

    name: str
    owner: str = ""
    authority: str = "known"
    since: datetime = LONG_AGO
    until: datetime = LONG_AFTER
    revoked: datetime | None = None


def _spans(name: str, owner: str, word: str) -> dict[str, Holder]:
    """Certificates of one owner that do not hold on 14/03/2019, or no longer, or not yet; one is revoked later on."""
    day = {"tzinfo": UTC}
    return {
        f"{word}.expired": Holder(name, owner, until=datetime(2018, 12, 31, **day)),  # type: ignore[arg-type]
        f"{word}.expired_yesterday": Holder(name, owner, until=datetime(2019, 3, 13, 16, 59, **day)),  # type: ignore[arg-type]
        f"{word}.future": Holder(name, owner, since=datetime(2020, 1, 1, **day)),  # type: ignore[arg-type]
        f"{word}.tomorrow": Holder(name, owner, since=datetime(2019, 3, 14, 17, 1, **day)),  # type: ignore[arg-type]
        f"{word}.revoked": Holder(name, owner, revoked=datetime(2018, 9, 1, **day)),  # type: ignore[arg-type]
        f"{word}.revoked_today": Holder(name, owner, revoked=datetime(2019, 3, 14, 0, 30, **day)),  # type: ignore[arg-type]
        f"{word}.revoked_later": Holder(name, owner, revoked=datetime(2020, 1, 1, **day)),  # type: ignore[arg-type]
        f"{word}.foreign": Holder(name, owner, "stranger"),
        f"{word}.self": Holder(name, owner, "self"),
        f"{word}.namesake": Holder(name),
    }


HOLDERS: dict[str, Holder] = {
    "leader": Holder(CHAIRMAN, "minh"),
    "agency": Holder(OFFICE_NAME, "office"),
    "agency.short": Holder(SHORT_NAME, "office"),
    "clerk": Holder("Phạm Văn Lộc", "loc"),
    "intake": Holder("Nguyễn Thị Hoa", "hoa"),
    "records": Holder("Đặng Thị Sương", "suong"),
    "second": Holder("Lê Văn An", "an"),
    "left": Holder("Võ Thị Lan", "lan"),
    "deputy": Holder("Hồ Sỹ Quý", "quy"),
    "past_deputy": Holder("Mai Xuân Phúc", "phuc"),
    "next_deputy": Holder("Đỗ Văn Sáu", "sau"),
    "unbound": Holder("Trương Thị Tý"),
    "other_leader": Holder("Lý Thị Ánh", "x-anh"),
    "other_agency": Holder("Ủy ban nhân dân phường Lạc Đạo", "x-office"),
    **_spans(CHAIRMAN, "minh", "leader"),
    **_spans(OFFICE_NAME, "office", "agency"),
}


def tokens_of(who: str) -> tuple[KeySession, ...]:
    """Every token of a holder: leader and agency also have such as should never have been made."""
    return tuple(token(who, key) for key in (*KEYS, *(WEAK_KEYS if who in ("leader", "agency") else ())))


@cache
def known() -> RehearsalAuthority:
    """The authority that the province trusts."""
    return make_authority("Tỉnh Bình Thuận")


@cache
def stranger() -> RehearsalAuthority:
    """One of the same name that nobody trusts."""
    return make_authority("Tỉnh Bình Thuận", serial=2)


def new_key(kind: str) -> AnyKey:
    """A fresh key: "rsa" (2048), "ec" (P-256), or as odd as asked."""
    match kind:
        case "ec":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "rsa1024":
            return rsa.generate_private_key(public_exponent=65537, key_size=1024)
        case "rsa3":
            return rsa.generate_private_key(public_exponent=3, key_size=2048)
        case _:
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(who: str, key: str = "rsa") -> KeySession:
    """The token of a holder with a key of some kind; the same one whenever it is asked for."""
    return _token(who, key)


@cache
def _token(who: str, key: str) -> KeySession:
    holder, made = HOLDERS[who], new_key(key)
    officer = Officer(holder.name, "", OFFICE_NAME)
    order = CertificateOrder(officer, serial_of(who, key), holder.since, holder.until)
    if holder.authority == "self":
        return KeySession(made, _self_signed(made, order))
    issuer = stranger() if holder.authority == "stranger" else known()
    return KeySession(made, issuer.issue(order, public_der(made)))


def serial_of(who: str, key: str) -> int:
    """The serial number of a token's certificate."""
    return 100 + 10 * list(HOLDERS).index(who) + ["rsa", "ec", "p384", "rsa1024", "rsa3"].index(key)


def revocations() -> bytes:
    """The list of the known authority (DER)."""
    rows = {serial_of(who, key): one.revoked for who, one in HOLDERS.items() for key in KEYS if one.revoked}
    return known().revocation_list(rows, MADE)


@dataclass(frozen=True)
class Wrong:
    """A token whose signatures are not those of its certificate's key: what it gives instead, and for what."""

    inner: KeySession
    gives: bytes = b""
    other: KeySession | None = None
    chain: tuple[bytes, ...] = ()
    pin_each_time: bool = False
    certificate_der: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "certificate_der", self.inner.certificate_der)

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes:
        """What it was told to give, or another key's signature."""
        made = self.gives if self.other is None else self.other.sign(tbs)
        assert isinstance(made, bytes)
        return made

    def close(self) -> None:
        """Nothing to end."""


def private_key(session: KeySession) -> AnyKey:
    """The key behind a session of this ring."""
    return session._key


def pkcs1(session: KeySession, tbs: bytes) -> bytes:
    """An RSA signature over `tbs` with SHA-1 under a certificate that says SHA-256."""
    key = private_key(session)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())


def _self_signed(key: AnyKey, order: CertificateOrder) -> bytes:
    plain = x509.load_der_x509_certificate(known().issue(order, public_der(key)))
    builder = x509.CertificateBuilder().issuer_name(plain.subject).subject_name(plain.subject)
    builder = builder.public_key(key.public_key()).serial_number(order.serial)
    builder = builder.not_valid_before(order.not_before).not_valid_after(order.not_after)
    for extension in plain.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
