"""A real centre that holds one issued result, with the words of the pages that tell what it is."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.ports.world import SignedBy
from central_sync.protocol.result_mark import result_mark
from dossier.acts import Sign
from tests.central_server.acts_of_day import CERTIFICATE, Hand, file_of
from tests.central_server.centre_bench import FakeCheck, StandingClock, World, settings_in
from token_signing.values import SignedPaper

SECRET_KEY = "5c" * 32
MARK = result_mark(SECRET_KEY)
AFTERNOON = datetime(2019, 3, 14, 16, 0)
HTML = {"accept": "text/html"}


@dataclass
class Issued:
    """A centre that holds one issued result, and the code printed on it."""

    world: World
    hand: Hand
    code: str

    def see(self, code: str = "", mark: str = "") -> tuple[int, str]:
        """Status and words of the page to which a QR leads."""
        reply = self.world.client.get("/kiem-tra", params={"ma": code, "dau": mark}, headers=HTML)
        return reply.status_code, words_of(reply.text)

    def send(self, pdf: bytes, code: str = "", mark: str = "") -> tuple[int, str]:
        """Status and words of the page after a file was sent."""
        reply = self.world.client.post(
            "/kiem-tra", data={"ma": code, "dau": mark}, files={"tep": ("a.pdf", pdf)}, headers=HTML
        )
        return reply.status_code, words_of(reply.text)


def words_of(page: str) -> str:
    """The visible words between header and footer, on one line."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@contextmanager
def issuing(prepared: Path, place: Path, root_pem: bytes, paper: SignedPaper) -> Iterator[Issued]:
    """The signed paper went its whole way."""
    folder = place / "centre"
    shutil.copytree(prepared, folder)
    (folder / "trust").mkdir(exist_ok=True)
    (folder / "trust" / "root.pem").write_bytes(root_pem)
    clock, check = StandingClock(AFTERNOON), FakeCheck(SignedBy(True, CERTIFICATE, True), sealed=paper.pdf[-40:])
    centre = build_centre(settings_in(folder), Injected(clock, check))
    with TestClient(build_application(centre)) as client:
        world = World(centre, client, clock, check)
        world.staff()
        desk = world.desk()
        hand = Hand.of(world, desk)
        hand.maker.at = datetime(2019, 3, 14, 15, 0)
        draft = paper.pdf[: len(paper.pdf) // 4]
        acts = hand.until_signing(draft)
        reception = replace(acts[0].data, secret_key=SECRET_KEY)  # type: ignore[arg-type, type-var]  # a reception
        by_leader = paper.pdf[: len(paper.pdf) // 2]  # the centre's check is played: what is issued begins with it
        sign = hand.act(Sign(file_of(by_leader), file_of(draft).sha256, "Trần Văn Minh", CERTIFICATE), "minh")
        number = hand.number(paper.pdf, by_leader)
        desk.do(replace(acts[0], data=reception), *acts[1:], sign, number)
        for file in (draft, by_leader, paper.pdf):
            desk.upload(file)
        yield Issued(world, hand, reception.code)
    centre.close()
