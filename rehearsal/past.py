"""Plays an office's past through its own desk: every act made by its use cases, nothing written by SQL."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from desk_client.bootstrap import Desk
from desk_client.services.session import Session
from dossier.acts import FileRef
from rehearsal.clock import SettableClock
from rehearsal.people import Invented, invent
from rehearsal.plan import PEOPLE, Past, plan
from rehearsal.walk import Crew, Scenery, Step, Walker, steps_of
from scanning.assemble import assemble
from scanning.image_headers import FileKind
from scanning.pages import Page
from scanning.paper_rules import PaperRefused, PaperRules
from token_signing.devices.port import TokenSession

SEED = 641
_A4_AT_200_DPI = (1654, 2339)


@dataclass(frozen=True, slots=True)
class Office:
    """Who works there: login names by role and the password of the rehearsal."""

    clerk: str
    officer: str
    leader: str
    records: str
    password: str


@dataclass(frozen=True, slots=True)
class Order:
    """What past to play: until when, how many dossiers, over how many working days."""

    until: datetime
    total: int = 310
    working_days: int = 60


def play_past(
    desk: Desk, clock: SettableClock, crew: Crew, order: Order, tell: Callable[[int, int], None]
) -> tuple[Invented, ...]:
    """Play the whole past in order of time; `tell(done, all)` hears of the progress. The people it invented."""
    chance, people = Random(SEED), people_of_past()
    rules = desk.parts.rules()
    office = desk.parts.identity.office
    offered = rules.offered_by(office, order.until.date())
    past = Past(order.until.date(), order.working_days, order.total, rules.calendar_of(office), offered)
    at_once = {procedure.code for procedure in offered if procedure.at_once}
    steps: list[Step] = []
    for number, row in enumerate(plan(past, chance)):
        steps += steps_of(row, number, at_once=row.procedure in at_once, until=order.until)
    steps.sort(key=lambda step: (step.at, step.order))
    walker = Walker(Scenery(desk, clock, crew, chance), people)
    for done, step in enumerate(steps, 1):
        walker.take(step)
        if done % 50 == 0 or done == len(steps):
            tell(done, len(steps))
    return people


def people_of_past() -> tuple[Invented, ...]:
    """The citizens whom the office has met, always the same."""
    chance = Random(SEED)
    return tuple(invent(chance, index) for index in range(PEOPLE))


def make_crew(desk: Desk, office: Office, token: TokenSession, seal: TokenSession) -> Crew:
    """Sign the four people in and give them a scanner of plain pages."""

    def enter(login: str) -> Session:
        session = desk.sessions.login(login, office.password)
        if not isinstance(session, Session):
            raise TypeError(f"{login}: {session.value}")
        return session

    return Crew(
        enter(office.clerk),
        enter(office.officer),
        enter(office.leader),
        enter(office.records),
        token,
        seal,
        lambda kind, who: archive_scan(desk, kind, who),
    )


def archive_scan(desk: Desk, kind: str, who: Invented) -> FileRef:
    """A page of the archive: what the paper is and whose, as a clerk would have scanned it."""
    face = ImageFont.truetype(io.BytesIO(desk.fonts.serif), 52)
    image = Image.new("RGB", _A4_AT_200_DPI, (251, 249, 243))
    pen = ImageDraw.Draw(image)
    person = who.applicant
    lines = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
        "GIẤY XÁC NHẬN (đã ký)" if kind == "signed" else f"TỜ KHAI - thủ tục {kind}",
        "",
        f"Họ và tên: {person.name}",
        f"Số định danh/CMND: {person.id_number}",
        f"Nơi cư trú: {person.address[:38]}",
    )
    for place, line in enumerate(lines):
        pen.text((120, 140 + 110 * place), line, fill=(30, 32, 40), font=face)
    pen.line((860, 1800, 1040, 1700, 1120, 1820, 1400, 1720), fill=(30, 60, 170), width=9)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=60)
    width, height = _A4_AT_200_DPI
    paper = assemble((Page(body.getvalue(), FileKind.JPEG, width, height, 200),), PaperRules())
    if isinstance(paper, PaperRefused):
        raise TypeError(paper.code.value)
    return desk.parts.shelf.keep(paper.pdf, 1)


def token_folder(folder: Path) -> Path:
    """Where the software token of the rehearsal lies."""
    return folder / "token"
