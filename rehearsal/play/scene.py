"""What a scene is played with: the desk's program, its hands, the simulated devices and the line."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from PySide6.QtCore import Qt

from desk_client.bootstrap import Desk
from desk_client.services.papers import barcode_digits
from desk_client.window import Program
from dossier.events import Stage
from dossier.state import Dossier
from rehearsal.guide.papers import DRAWERS, PaperKind
from rehearsal.past import people_of_past
from rehearsal.people import Invented, card_text, invent
from rehearsal.plan import PEOPLE
from rehearsal.play.actor import Actor, PlayFault
from rehearsal.play.shots import save_shots
from rehearsal.province import PASSWORD, World
from rehearsal.proxy import CUT
from scanning.devices.simulator import SimulatedFeeder
from scanning.drawing.sheet import DrawnFonts

K = Qt.Key
_MOTHERS = range(1985, 2000)
_ISSUED = date(2018, 5, 12)
"""The QR layout of the card is later than this day; the guide window says so."""


@dataclass
class Told:
    """What a scene leaves for whoever checks it: only names to look up, and what hands and clocks measured."""

    dossiers: dict[str, str] = field(default_factory=dict)
    intake_keys: int = 0
    intake_seconds: float = 0.0
    cut_at: float = 0.0
    mended_at: float = 0.0
    all_sent: bool = False

    def save(self, path: Path) -> None:
        """Keep it for the next process."""
        path.write_text(json.dumps(self.__dict__), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Told":
        """What earlier scenes told."""
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else cls()


@dataclass
class Scene:
    """Play on one program; everything a person would do goes through `hands`."""

    program: Program
    hands: Actor
    world: World
    told: Told
    chance: Random = field(default_factory=lambda: Random(2019))

    @property
    def desk(self) -> Desk:
        """The enrolled desk."""
        if self.program.desk is None:
            raise PlayFault("not enrolled")
        return self.program.desk

    def fonts(self) -> DrawnFonts:
        """The serif that drawn papers are written with."""
        fonts = self.desk.fonts
        return DrawnFonts(fonts.serif, fonts.serif_bold, fonts.serif_italic)

    def person(self, index: int) -> Invented:
        """A citizen of this morning: below `plan.PEOPLE` one of the past's, whom the office knows."""
        return people_of_past()[index] if index < PEOPLE else invent(Random(index), index)

    def mother(self, index: int) -> Invented:
        """The first woman of this morning, from that place on, of an age to bear a child."""
        while self.person(index).applicant.gender != "Nữ" or self.person(index).born.year not in _MOTHERS:
            index += 1
        return self.person(index)

    def hold_card(self, who: Invented) -> None:
        """Hold an ID card to the simulated reader."""
        spool = self.world.simulators / "reader"
        part = spool / f"{who.applicant.id_number}.part"
        part.write_text(card_text(who, _ISSUED), encoding="utf-8")
        part.rename(part.with_suffix(".txt"))

    def lay_paper(self, who: Invented, kind: PaperKind, seed: int) -> None:
        """Put a drawn paper into the simulated scanner."""
        page = DRAWERS[kind](who, self.fonts(), seed)
        SimulatedFeeder(self.world.simulators / "scanner").put(f"{seed:04d}.jpg", page.image)

    def cut_line(self) -> None:
        """Cut the line."""
        (self.world.control / CUT).touch()

    def mend_line(self) -> None:
        """Restore the line."""
        (self.world.control / CUT).unlink(missing_ok=True)

    def sit_down(self, place: int) -> None:
        """Log in as the person at `place` of the list, by arrow keys and password."""
        hands = self.hands
        hands.until("trang đăng nhập", lambda: self.program.window.gated)
        hands.wait(150)
        for _ in range(4):
            hands.press(K.Key_Up)
        for _ in range(place):
            hands.press(K.Key_Down)
        hands.type(PASSWORD)
        hands.press(K.Key_Return)
        hands.until("đăng nhập xong", lambda: not self.program.window.gated)
        hands.wait(250)

    def stand_up(self) -> None:
        """Lock the desk."""
        self.hands.press(K.Key_F12)
        self.hands.until("đã khóa máy", lambda: self.program.window.gated)

    def newest_of(self, who: Invented) -> Dossier | None:
        """The newest dossier of a citizen, as this desk holds it."""
        rows = self.desk.parts.queries.search(who.applicant.id_number)
        return self.desk.parts.queries.dossier(rows[0].id) if rows else None

    def state(self, name: str) -> Dossier:
        """The dossier that an earlier scene told by this name."""
        found = self.desk.parts.queries.dossier(self.told.dossiers[name])
        if found is None:
            raise PlayFault(f"hồ sơ {name}")
        return found

    def scan_barcode(self, name: str) -> None:
        """Scan the bars of a told dossier's receipt, whatever has the focus."""
        self.hands.scan(barcode_digits(self.state(name)))

    def until_stage(self, name: str, stage: Stage) -> None:
        """Wait until a told dossier stands at a stage."""
        self.hands.until(f"{name}: {stage.value}", lambda: self.state(name).stage is stage)

    def keep_receipt(self, name: str) -> None:
        """Leave the receipt as it was printed, and the secret on it, for whoever checks the day."""
        paper = self.program.screens.receive.printing.paper if self.program.screens else None
        if paper is None or paper.file is None:
            raise PlayFault("giấy hẹn")
        (self.hands.folder / "receipt.part").write_bytes(self.desk.parts.shelf.read(paper.file.sha256))
        secret = self.desk.intake.secret_of(self.told.dossiers[name])
        (self.hands.folder / "secret.part").write_text(secret, encoding="utf-8")

    def save(self) -> None:
        """Keep what was told and the pictures so far: the process may end at any moment now."""
        self.told.save(self.hands.folder / "told.json")
        save_shots(self.hands.folder, self.hands.shots)

    def idle(self) -> None:
        """Wait until nothing is under way in the program."""
        self.hands.until("chương trình rảnh", lambda: self.program.runner.idle)

    def until(self, what: str, true: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for something to come true."""
        self.hands.until(what, true, seconds)
