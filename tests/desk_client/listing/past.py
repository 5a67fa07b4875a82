"""A commune office with a few days behind it: dossiers in every stage, late, due, unsent and confirmed ones."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import Connection, text

from central_sync.protocol.bundle import encode_bundle
from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.services.intake import Asking, IntakeForm, Received
from desk_client.store import rows, rulebook
from dossier.acts import (
    Accept,
    AskedPaper,
    Assign,
    FileRef,
    HandOver,
    HandResult,
    Payload,
    Propose,
    ReturnResult,
)
from dossier.events import SIDE_STAGES, Stage
from dossier.state import Dossier
from dossier.values import Reason
from rehearsal.clock import SettableClock
from rehearsal.filling import fill_form, fill_papers
from rehearsal.people import invent
from scanning.assemble import assemble
from scanning.image_headers import FileKind
from scanning.pages import Page
from scanning.paper_rules import PaperRefused, PaperRules
from tests.fakes.office import enrolment, settings_in, sign_in
from tests.fakes.people import LEADER, OFFICE, OFFICER
from tests.fakes.rules import shipped_bundle, shipped_rules

TODAY = datetime(2019, 3, 14, 8, 5)
"""Thursday 14/03/2019, the day of the rehearsal."""


class Past:
    """Plays dossiers through the desk's own use cases at moments of its choosing."""

    def __init__(self, folder: Path, start: datetime = datetime(2019, 3, 4, 7, 30)) -> None:
        self.clock = SettableClock(start)
        machine = open_machine(settings_in(folder), self.clock)
        if machine.identity() is None:
            machine.keep_enrolment(enrolment())
            version, body = shipped_rules().version, encode_bundle(shipped_bundle())
            machine.writer.run(lambda connection: rulebook.keep(connection, version, body))
        desk = open_desk(machine)
        assert desk is not None
        self.desk: Desk = desk
        self.crew = {login: sign_in(desk, login) for login in ("hoa", "loc", "minh", "suong")}
        self.chance = Random(7)

    def close(self) -> None:
        """Let go of the store, and end what reads papers."""
        self.desk.sandbox.close()
        self.desk.checks.close()
        self.desk.machine.writer.close()
        self.desk.machine.engine.dispose()

    def receive(self, procedure: str = "1.004873", *, at_once: bool = False, bare: bool = False) -> Dossier:
        """Receive one dossier of an invented person, with the pages of every paper; `bare`: of the first one only."""
        rules = self.desk.parts.rules()
        known = rules.procedure(procedure, self.clock.now().date())
        assert known is not None
        person = invent(self.chance, self.chance.randrange(200))
        values = fill_form(known.form, person.applicant, self.clock.now().date(), self.chance)
        scan = self.scanned(f"Tờ khai của {person.applicant.name}")
        slots = (1,) if bare else (*range(1, 20), *range(51, 70))
        papers = fill_papers(known, values, dict.fromkeys(slots, scan))
        form = IntakeForm(procedure, person.applicant, values, papers, at_once=at_once)
        received = self.desk.intake.receive(self.crew["hoa"], form)
        assert isinstance(received, Received), received
        return received.state

    def bring_to(self, dossier: str, goal: Stage) -> Dossier:
        """Take a received dossier on to a stage, ten minutes a step."""
        steps: tuple[tuple[Stage, str, Callable[[], Payload]], ...] = (
            (Stage.HANDED_OVER, "hoa", lambda: HandOver(OFFICE, "Quét sau")),
            (Stage.ACCEPTED, "loc", Accept),
            (Stage.ASSIGNED, "loc", lambda: Assign(OFFICER.id)),
            (Stage.PROPOSED, "loc", lambda: Propose(grant=True, text="Hồ sơ đủ điều kiện, đề nghị cấp.")),
            (Stage.APPROVED, "minh", Accept),
            (Stage.LEADER_SIGNED, "suong", Accept),
            (Stage.SIGNED, "suong", Accept),
            (Stage.AT_COUNTER, "loc", lambda: HandResult("Kệ 2")),
            (Stage.RETURNED, "hoa", lambda: ReturnResult("Người nộp", "060187004128", authorised=False)),
        )
        state = self.desk.parts.queries.dossier(dossier)
        assert state is not None
        order = list(Stage)
        for stage, login, payload in steps:
            if order.index(stage) <= order.index(state.stage):
                continue
            if state.stage is goal:
                break
            self.clock.set(self.clock.now() + timedelta(minutes=10))
            session = self.crew[login]
            match stage:
                case Stage.APPROVED:
                    done = self.desk.drafting.approve(session, dossier, "Đồng ý.")
                case Stage.LEADER_SIGNED:
                    scan = self.scanned("Giấy xác nhận (đã ký)")
                    done = self.desk.results.sign_on_paper(session, dossier, scan, LEADER)
                case Stage.SIGNED:
                    scan = self.scanned("Giấy xác nhận (đã đóng dấu)")
                    done = self.desk.results.number_on_paper(session, dossier, scan)
                case _:
                    done = self.desk.acting.do(session, payload(), dossier)
            assert isinstance(done, Dossier), done
            state = done
        return state

    def ask_papers(self) -> Dossier:
        """Ask an invented person for a missing paper."""
        person = invent(self.chance, self.chance.randrange(200))
        form = IntakeForm("1.004873", person.applicant)
        items = (AskedPaper("Tờ khai", 1, 0, "Chưa ký"),)
        asked = self.desk.intake.ask_papers(
            self.crew["hoa"], form, Asking(items, Reason("thieu_giay_to", "thiếu chữ ký"))
        )
        assert isinstance(asked, Dossier), asked
        return asked

    def confirm_all(self) -> None:
        """Let every dossier stand as if the centre had sent its events."""
        engine = self.desk.machine.engine
        with engine.connect() as connection:
            ids = connection.execute(text("SELECT id FROM dossier")).scalars().all()

        def work(connection: Connection) -> None:
            for dossier in ids:
                held = rows.load(connection, str(dossier))
                assert held is not None
                rows.save(connection, replace(held, confirmed=held.shown, pending=0), held.shown)

        self.desk.machine.writer.run(work)

    def scanned(self, words: str) -> FileRef:
        """A kept scan of one page with these words."""
        image = Image.new("RGB", (1654, 2339), (251, 249, 243))
        pen = ImageDraw.Draw(image)
        pen.text((160, 200), words, fill=(30, 32, 40), font=_face())
        for line in range(14):
            pen.line((160, 420 + 90 * line, 1490 - 37 * (line % 5), 420 + 90 * line), fill=(70, 72, 80), width=5)
        body = BytesIO()
        image.save(body, "JPEG", quality=60)
        made = assemble((Page(body.getvalue(), FileKind.JPEG, 1654, 2339, 200),), PaperRules())
        assert not isinstance(made, PaperRefused)
        return self.desk.parts.shelf.keep(made.pdf, made.pages)


@cache
def _face() -> ImageFont.FreeTypeFont:
    font = (files("resources") / "fonts" / "Tinos-Regular.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(font), 56)


def lived_in(folder: Path) -> Past:
    """An office on Thursday morning with two dozen dossiers in every stage."""
    past = Past(folder)
    goals = [stage for stage in Stage if stage not in SIDE_STAGES and stage is not Stage.NUMBERED]
    for day in (4, 5, 6, 7, 8, 11, 12, 13):
        past.clock.set(datetime(2019, 3, day, 8, 10))
        for offset in range(3):
            procedure = ("1.004873", "1.000656", "1.001193")[offset]
            goal = goals[(day * 3 + offset) % len(goals)]
            past.bring_to(past.receive(procedure).id, goal)
    past.clock.set(datetime(2019, 3, 13, 15, 30))
    past.ask_papers()
    past.confirm_all()
    past.clock.set(TODAY)
    past.receive("1.004873")
    past.receive("1.000656")
    return past
