"""A centre of one invented dossier behind the portal's port, and the texts of the portal read from resources."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

from litestar import Litestar, get

from central_server.bootstrap.blank_forms import BlankForms
from central_server.bootstrap.filing import load_citizen_forms
from central_server.bootstrap.portal import load_life_events
from central_server.portal.check_desk import CheckDesk
from central_server.portal.failures import failure_pages
from central_server.portal.moments import Say
from central_server.portal.pages import portal_router
from central_server.portal.replies import Portal, Speakers
from central_server.portal.settings import Bilingual, PortalSettings
from central_server.portal.templates import load_templates
from central_server.ports.checking import CheckedFile, CheckTrouble, IssuedResult, Likeness
from central_server.ports.lookup import (
    NextAction,
    NextKind,
    NotFound,
    OfficeContact,
    OwnerView,
    Paper,
    PortalMessage,
    PublicProgress,
    Step,
    StepState,
    TooManyTries,
    WrongSecret,
)
from central_server.services.catalogue import Catalogue
from central_server.services.filing.turnstile import Gate
from central_server.services.mail_login import WrongCode
from dossier.identifiers import Barcode, BarcodeKind, DossierCode, OfficeId
from tests.fakes.rules import shipped_rules
from token_signing.verdict import Reason, SignatureFinding, Verdict, Verification, judge, unverifiable

AREAS = ("portal", "services", "filing", "owner", "checking")
CODE = "000.05.24.H11-190314-0027"
SECRET = "H4CE6RTW"
MARK, OLD_MARK = "K7M3Q9TX", "A4C6D7EF"
SIGNER = "Trần Quốc Bảo"
DIGITS = Barcode(BarcodeKind.DOSSIER, DossierCode(OfficeId("000.05.24.H11"), date(2019, 3, 14), 27)).digits()
PHONE = "0252 300 0000"
NOW = datetime(2019, 3, 14, 1, 41, tzinfo=UTC)
RECEIVED = datetime(2019, 3, 14, 1, 12, tzinfo=UTC)
DUE = datetime(2019, 3, 19, 10, 0, tzinfo=UTC)
PROCEDURE = "Cấp Giấy xác nhận tình trạng hôn nhân"
OFFICE = "Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy"


def owner_view(kind: NextKind = NextKind.COLLECT_LATER, done: int = 2, **other: object) -> OwnerView:
    """The invented dossier with `done` of its five steps behind it and the given next action."""
    titles = (
        ("Đã tiếp nhận hồ sơ", OFFICE),
        ("Đã chuyển đến người giải quyết", "Công chức tư pháp - hộ tịch"),
        ("Kiểm tra, xác minh", "Công chức tư pháp - hộ tịch"),
        ("Ký giấy xác nhận", "Chủ tịch UBND phường"),
        ("Trả kết quả", "Trực tiếp tại Bộ phận Một cửa"),
    )
    steps = tuple(_step(title, who, place, done) for place, (title, who) in enumerate(titles))
    items = ("Trích lục ly hôn, bản chính để đối chiếu",) if kind is NextKind.SUPPLEMENT else ()
    dated = kind in {NextKind.COLLECT_LATER, NextKind.SUPPLEMENT}
    place = "" if kind in {NextKind.WAIT, NextKind.AWAIT_POST, NextKind.CLOSED, NextKind.NOT_RECEIVED} else OFFICE
    values: dict[str, object] = {
        "code": CODE,
        "procedure_name": PROCEDURE,
        "received_at": RECEIVED,
        "due_at": DUE,
        "next_action": NextAction(kind, DUE if dated else None, place, items),
        "steps": steps,
        "papers": (Paper("Tờ khai", "1 bản chính"), Paper("Trích lục ly hôn", "1 bản sao có chứng thực")),
        "fee_text": "Không thu",
        "office": OfficeContact(OFFICE, "0252 300 0001"),
        "days_left": 3,
        "explanation": ("Tiếp nhận thứ Năm 14/03/2019: ngày 0.", "3 ngày làm việc: 15, 18, 19/03/2019."),
    }
    return OwnerView(**(values | other))  # type: ignore[arg-type]  # a table of fields, checked by the dataclass


MESSAGES = (
    PortalMessage(DUE, f"Đã có kết quả. Mời đến nhận tại {OFFICE}, mang theo giấy hẹn và giấy tờ tùy thân."),
    PortalMessage(RECEIVED, "Hồ sơ đã được tiếp nhận. Hẹn trả kết quả: 17:00 19/03/2019."),
)
"""What the office told the owner of the invented dossier, newest first."""


def _step(title: str, who: str, place: int, done: int) -> Step:
    if place < done:
        return Step(title, who, StepState.DONE, RECEIVED + timedelta(minutes=28 * place))
    state = StepState.NOW if place == done else StepState.NEXT
    at = {2: RECEIVED + timedelta(minutes=40), 4: DUE}.get(place)
    return Step(title, who, state, at, "Dự kiến xong trong ngày 18/03/2019" if state is StepState.NOW else "")


@dataclass
class FakeCentre:
    """Keeps one dossier, compares the secret, allows five tries; counts what it was asked."""

    view: OwnerView = field(default_factory=owner_view)
    tries: int = 5
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def by_code(self, code: str) -> PublicProgress | None:
        self.asked.append(("by_code", code))
        if code != self.view.code:
            return None
        done = sum(step.state is StepState.DONE for step in self.view.steps)
        return PublicProgress(code, done, len(self.view.steps), NOW)

    def with_secret(self, code: str, secret: str, client: str) -> OwnerView | WrongSecret | TooManyTries | NotFound:
        self.asked.append(("with_secret", code, secret, client))
        if code != self.view.code:
            return NotFound()
        if self.tries == 0:
            return TooManyTries(NOW + timedelta(minutes=15))
        if secret == SECRET:
            return self.view
        self.tries -= 1
        return WrongSecret(self.tries)

    def for_owner(self, code: str) -> OwnerView | NotFound:
        self.asked.append(("for_owner", code))
        return self.view if code == self.view.code else NotFound()


class FakeLogin:
    """Sends no letter: the code is 123456, with four tries left after a wrong one."""

    minutes = 10

    def ask(self, code: str, address: str, client: str) -> str:
        return code

    def asked(self, sealed: str) -> str | None:
        return sealed or None

    def prove(self, sealed: str, typed: str) -> str | WrongCode:
        return sealed if typed == "123456" else WrongCode(4)


ISSUED = IssuedResult(
    CODE, PROCEDURE, "Ủy ban nhân dân phường Phú Thủy", "61/UBND-XN", date(2019, 3, 14), SIGNER, False
)


def signature(*reasons: Reason) -> SignatureFinding:
    """The leader's signature with what speaks against it."""
    return SignatureFinding(
        SIGNER,
        "Chủ tịch UBND phường Phú Thủy",
        "CN=...",
        "CN=...",
        "ab" * 32,
        NOW,
        covers_whole_file=True,
        reasons=reasons,
    )


VERDICTS = {
    b"green": CheckedFile(judge((signature(),)), Likeness.SAME, ISSUED),
    b"yellow": CheckedFile(judge((signature(Reason.UNKNOWN_ISSUER),)), Likeness.UNKNOWN),
    b"red": CheckedFile(judge((signature(Reason.DIGEST_MISMATCH),)), Likeness.OTHER, ISSUED),
    b"none": CheckedFile(Verification(Verdict.NONE), Likeness.UNKNOWN),
    b"paper": CheckedFile(Verification(Verdict.NONE), Likeness.SAME, replace(ISSUED, on_paper=True)),
    b"old": CheckedFile(judge((signature(),)), Likeness.REPLACED, replace(ISSUED, replaced=True)),
    b"unverifiable": CheckedFile(unverifiable(Reason.UNREADABLE, ""), Likeness.UNKNOWN),
    b"busy": CheckTrouble.BUSY,
}
"""What the fake check says of a file by its bytes."""


class FakeChecking:
    """Holds one issued result under the mark `MARK`, and says of a file what its bytes ask for; lets `left` through."""

    def __init__(self) -> None:
        self.left = 100_000

    def issued(self, code: str, mark: str) -> IssuedResult | None:
        held = {MARK: ISSUED, OLD_MARK: replace(ISSUED, replaced=True)}
        return held.get(mark) if code == CODE else None

    def check(self, pdf: bytes, code: str = "", mark: str = "") -> CheckedFile | CheckTrouble:
        return VERDICTS.get(pdf, CheckTrouble.EMPTY)

    def pause(self, gate: Gate, client: str) -> datetime | None:
        self.left -= 1
        return NOW + timedelta(minutes=15) if self.left < 0 else None


@dataclass
class FakeClock:
    """A clock that stands until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


def table(language: str, *areas: str) -> dict[str, str]:
    """All sentences of the portal in one language, or those of some areas."""
    found: dict[str, str] = {}
    for area in areas or AREAS:
        text = (files("resources") / "messages" / f"{area}.{language}.toml").read_text("utf-8")
        found |= {key: str(value) for key, value in tomllib.loads(text).items()}
    return found


def speaker(language: str) -> Say:
    """A speaker over the shipped sentences."""
    words = table(language)

    def say(message_id: str, /, **params: str) -> str:
        return words[message_id].format(**params)

    return say


def read_resource(name: str) -> str:
    """One text of resources/portal."""
    return (files("resources") / "portal" / name).read_text("utf-8")


def build_portal(centre: FakeCentre, clock: Callable[[], datetime], training: bool = False) -> Portal:
    """The portal of an invented ward over the fake centre."""
    settings = PortalSettings(
        agency=Bilingual("Ủy ban nhân dân tỉnh Bình Thuận", "People's Committee of Bình Thuận province"),
        responsible=Bilingual("Chánh Văn phòng UBND tỉnh", "Chief of the Office of the People's Committee"),
        address=Bilingual("04 đường Hải Thượng Lãn Ông, Phan Thiết", "04 Hải Thượng Lãn Ông street, Phan Thiết"),
        phone=PHONE,
        email="motcua@example.gov.vn",
        pass_key=bytes(range(32)),
        secure_cookies=False,
        training=training,
    )
    speakers = Speakers(speaker("vi"), speaker("en"))
    catalogue = Catalogue(shipped_rules, load_life_events(), clock)
    blank = BlankForms(load_citizen_forms()).pdf
    fake = FakeChecking()
    return Portal(
        centre,
        catalogue,
        load_templates(read_resource),
        speakers,
        settings,
        clock,
        login=FakeLogin(),
        blank=blank,
        checking=CheckDesk(fake, fake, 10),
    )


@get("/hong", sync_to_thread=False)
def broken() -> str:
    """A page of the tests that meets a fault carrying words nobody may read."""
    raise RuntimeError("mật khẩu cơ sở dữ liệu")


def build_app(portal: Portal) -> Litestar:
    """The portal as the centre mounts it, with one page that always fails."""
    return Litestar(
        route_handlers=[portal_router(portal), broken],
        exception_handlers=failure_pages(portal),
        openapi_config=None,
    )
