"""The hands of whoever plays the citizen and the technician: card, papers, line, token; all by files, none by Qt."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rehearsal.guide.steps import Done, StepId
from rehearsal.guide.world import GuideWorld
from rehearsal.people import Invented, card_text
from rehearsal.proxy import CUT
from scanning.devices.simulator import SimulatedFeeder
from scanning.pages import Page
from token_signing.devices.software import SoftwareToken

READER, SCANNER, TOKEN, SEAL, OWN = "reader", "scanner", "token", "token-agency", "guide"
ISSUED = date(2018, 1, 10)
"""When the played cards say they were issued; their QR layout is of 2021, and the window says so."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Moves the simulated things of one world."""

    world: GuideWorld

    def hold_card(self, who: Invented) -> None:
        """Hold a person's ID card to the reader."""
        self._lay_text(card_text(who, ISSUED))

    def hold_code(self, digits: str) -> None:
        """Hold a printed bar code to the reader."""
        self._lay_text(digits)

    def lay_paper(self, page: Page) -> int:
        """Put a page on top of what lies in the scanner's feeder; how many papers lie there now."""
        feeder = SimulatedFeeder(self.world.simulators / SCANNER)
        feeder.put(f"{_stamp()}.jpg", page.image)
        return len(feeder.waiting())

    def cut_line(self) -> None:
        """Cut the line between desk and centre."""
        self.world.control.mkdir(parents=True, exist_ok=True)
        (self.world.control / CUT).touch()

    def restore_line(self) -> None:
        """Join the line again."""
        (self.world.control / CUT).unlink(missing_ok=True)

    @property
    def line_cut(self) -> bool:
        """Whether the line is cut."""
        return (self.world.control / CUT).exists()

    def plug_token(self) -> None:
        """Plug the tokens of leader and agency in."""
        for token in self._tokens():
            token.plug()

    def pull_token(self) -> None:
        """Pull the tokens out."""
        for token in self._tokens():
            token.unplug()

    @property
    def token_plugged(self) -> bool:
        """Whether the tokens are plugged in."""
        return all(token.plugged for token in self._tokens())

    def keep_done(self, done: Done) -> None:
        """Remember the done steps, so that a desk that was killed goes on where it was."""
        self._own.mkdir(parents=True, exist_ok=True)
        (self._own / "done").write_text("\n".join(sorted(step.value for step in done)), encoding="ascii")

    def kept_done(self) -> Done:
        """The steps that were done before this start; unknown words are passed over."""
        try:
            words = (self._own / "done").read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return frozenset()
        return frozenset(step for step in StepId if step.value in words)

    @property
    def _own(self) -> Path:
        return self.world.simulators / OWN

    def _tokens(self) -> tuple[SoftwareToken, ...]:
        folders = (self.world.simulators / name for name in (TOKEN, SEAL) if (self.world.simulators / name).is_dir())
        return tuple(SoftwareToken(folder, lambda: datetime.now(UTC)) for folder in folders)

    def _lay_text(self, text: str) -> None:
        """Lay a text so that the reader never takes half of it."""
        folder = self.world.simulators / READER
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / "held.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / f"{_stamp()}.txt")


def _stamp() -> str:
    """A name that sorts behind every earlier one."""
    return f"{datetime.now(UTC):%Y%m%d%H%M%S%f}"
