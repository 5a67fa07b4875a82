"""A bare province for a campaign: its processes, its hand, and looks at its stores from outside."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.settings import decode
from desk_client.store.engine import open_engine
from rehearsal.bad_days.audit import Findings, look_at_centre, look_at_desk
from rehearsal.bad_days.leash import Leash
from rehearsal.bare_province import Province
from rehearsal.record import open_record

START = datetime(2019, 3, 14, 8, 5)  # noqa: DTZ001  local time of the rehearsal, +07:00
_ROUNDS = 60


class NeverSent(Exception):
    """The desk could not send everything on a good line."""


@dataclass
class Stage:
    """The province of one campaign; `acknowledged` are the codes that a clerk was told are saved.

    `prepare` gets the desk's empty folder before the desk is enrolled.
    """

    folder: Path
    prepare: Callable[[Path], None] = lambda _desk: None
    province: Province = field(init=False)
    acknowledged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.province = Province(self.folder, START, numbers="1-6999")
        try:
            self.prepare(self.province.world.desk)
            self.province.found()
        except BaseException:
            self.province.close()
            raise

    def hand(self, settings: Mapping[str, str] | None = None) -> Leash:
        """A new hand at the desk, still starting."""
        environment = {**self.province.desk_env(), **(settings or {})}
        return Leash("hoa", self.province.password, environment, self.folder / "logs" / "hand.log")

    def ready_hand(self, settings: Mapping[str, str] | None = None) -> Leash:
        """A hand that waits for its first order."""
        made = self.hand(settings)
        if made.answer() is None:
            raise ChildProcessError((self.folder / "logs" / "hand.log").read_text(encoding="utf-8")[-2000:])
        return made

    def heard(self, answers: list[dict[str, object]]) -> int:
        """Keep the codes that these answers acknowledge; how many they are."""
        codes = {str(answer["code"]) for answer in answers if "code" in answer}
        self.acknowledged |= codes
        return len(codes)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk's store, opened by this process."""
        machine = open_machine(decode("", self.province.desk_env()))
        try:
            desk = open_desk(machine)
            if desk is None:
                raise NeverSent("the desk forgot its enrolment")
            yield desk
            desk.sandbox.close()
            desk.checks.close()
        finally:
            machine.writer.close()
            machine.engine.dispose()

    def look(self, findings: Findings, *, files: bool = False) -> None:
        """Whether the desk's store is whole and holds what was acknowledged."""
        with self.desk() as desk:
            held = look_at_desk(desk.machine, desk.parts.shelf, findings, files=files)
        findings.weigh("desk", self.acknowledged, held.codes)

    def glance(self, findings: Findings) -> None:
        """Whether what was acknowledged is there, and nothing twice; the rest of the store is not looked at."""
        folder = self.province.world.desk
        engine = open_engine(folder / "desk.db", (folder / "keys" / "store.key").read_bytes())
        with engine.connect() as connection:
            codes = connection.execute(text("SELECT code FROM dossier WHERE code <> ''")).scalars().all()
        engine.dispose()
        findings.weigh("desk", self.acknowledged, Counter(str(code) for code in codes))

    def end(self, findings: Findings) -> int:
        """Send everything, then hold the centre's record against the desk's; the number of acts."""
        with self.desk() as desk:
            for _ in range(_ROUNDS):
                report = desk.line.once()
                if report.error is None and desk.outbox.counts().all_sent:
                    break
            else:
                raise NeverSent(f"{desk.outbox.counts()} {report.error}")
            tasks = desk.outbox.counts().tasks
            held = look_at_desk(desk.machine, desk.parts.shelf, findings)
        if tasks:
            findings.add(f"desk: {tasks} acts did not fit")
        findings.weigh("desk", self.acknowledged, held.codes)
        with open_record(self.province.world.centre, self.province.centre_env()) as record:
            look_at_centre(record.centre, held, findings)
        return len(held.hashes)

    def close(self) -> None:
        """End every child."""
        self.province.close()
