"""`motcua-rehearsal month`: plays a month of the province and says whether the report's columns come out even."""

import argparse
import json
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from central_server.commands.prepare import prepare
from central_server.storage.packing import unpack_state
from dossier.events import Stage
from dossier.identifiers import OfficeId
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.statistics import Period, Tally, tally_by
from rehearsal.month.judge import LEAST, Proof, extent_of, faults_of
from rehearsal.month.lives import Branch
from rehearsal.month.offices import Office, open_office
from rehearsal.month.play import Load, Month
from rehearsal.simulator.hall import Hall, town_settings
from rehearsal.simulator.world import Moment, SeededChance

COMMUNES = ("000.04.31.H11", "000.05.31.H11", "000.06.31.H11", "000.07.31.H11", "000.08.31.H11")
DISTRICTS = ("000.00.31.H11", "000.00.32.H11")
DEPARTMENTS = ("000.00.08.H11", "000.01.11.H11", "000.00.11.H11", "000.00.04.H11")
CENTRE = "000.00.02.H11"
PERIOD = Period(date(2019, 3, 1), date(2019, 3, 31))
_WARM_UP = timedelta(days=12)
"""So long before the period people already come: what is carried over."""


def main(arguments: list[str]) -> int:
    """Play it; 0 when it was a whole month, everything was accepted and every line of the report comes out even."""
    parser = argparse.ArgumentParser(prog="motcua-rehearsal month")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--a-day", type=int, default=46, help="citizens a day at a commune")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="motcua-month-") as folder:
        began = time.monotonic()
        played = play(Path(folder), chosen.seed, chosen.a_day)
        seconds = time.monotonic() - began
    lines = report(played.rules, played.states_at_the_centre)
    _tell(played, lines, seconds, as_json=chosen.json)
    even = all(tally.balanced for group in lines.values() for tally in group.values())
    faults = faults_of(Proof(extent_of(played.month), even, len(played.differing)), LEAST)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


class Played:
    """A month that was played, and what the centre holds after it."""

    def __init__(self, month: Month, at_the_centre: dict[str, Dossier]) -> None:
        self.month = month
        self.rules: Rules = month.rules
        self.states_at_the_centre = tuple(at_the_centre.values())
        self.differing = [one.id for one in month.states.values() if at_the_centre.get(one.id) != one]
        """Dossiers that the centre tells otherwise than the desks."""


def play(folder: Path, seed: int, a_day: int, period: Period = PERIOD) -> Played:
    """Play a period at every office of the month on a real centre in that folder."""
    prepare(town_settings(folder))
    moment, random = Moment(datetime.combine(period.first - _WARM_UP, datetime.min.time())), Random(seed)
    chance = SeededChance(Random(seed + 1))
    hall = Hall(folder, moment, chance)
    hall.open()
    try:
        rules = hall.centre.rulebook.current()
        if rules is None:
            raise RuntimeError("no rules")
        offices = {code: open_office(hall.centre, code, chance) for code in _codes()}
        month = Month(rules, offices, moment, random)
        for code, office in offices.items():
            load = _load(code, a_day, office, rules)
            if load is not None:
                month.arrivals(code, load, _days(rules, code, period))
        month.run(datetime.combine(period.last, datetime.max.time()))
        rows = hall.eye.execute("SELECT id, state FROM dossier").fetchall()
        return Played(month, {row["id"]: unpack_state(row["state"]) for row in rows})
    finally:
        hall.close()


def report(rules: Rules, states: tuple[Dossier, ...], period: Period = PERIOD) -> dict[str, dict[str, Tally]]:
    """Lines by receiving unit and by field."""

    def unit_of(state: Dossier) -> str:
        unit = rules.unit(state.office)
        return state.office if unit is None else unit.short_name

    def field_of(state: Dossier) -> str:
        procedure = rules.procedure(state.procedure, state.version_day)
        return "" if procedure is None else procedure.field

    return {"unit": tally_by(states, period, rules, unit_of), "field": tally_by(states, period, rules, field_of)}


def _codes() -> list[OfficeId]:
    return [OfficeId(code) for code in (*COMMUNES, *DISTRICTS, *DEPARTMENTS, CENTRE)]


def _load(code: OfficeId, a_day: int, office: Office, rules: Rules) -> Load | None:
    """How many come there; None for an office that only processes."""
    if code in COMMUNES:
        return Load(a_day)
    if code in DISTRICTS or code == CENTRE:
        return Load(max(1, a_day // 3))
    offered = rules.offered_by(code, PERIOD.first)
    return Load(max(1, a_day // 6)) if offered and office.code != DEPARTMENTS[3] else None


def _days(rules: Rules, office: OfficeId, period: Period) -> list[date]:
    """On which citizens come: those on which the office works, in the week."""
    first = period.first - _WARM_UP
    days = (first + timedelta(days=n) for n in range((period.last - first).days + 1))
    calendar = rules.calendar_of(office)
    return [day for day in days if calendar.is_working(day) and day.weekday() < 5]


def _tell(played: Played, lines: dict[str, dict[str, Tally]], seconds: float, *, as_json: bool) -> None:
    month = played.month
    stages = {stage.value: sum(s.stage is stage for s in month.states.values()) for stage in Stage}
    total = sum(lines["unit"].values(), Tally())
    said = {
        "dossiers": len(month.states),
        "acts": month.acts,
        "offices": len(month.offices),
        "procedures": len({state.procedure for state in month.states.values()}),
        "filed_online": sum(bool(state.way.request) for state in month.states.values()),
        "branches": {branch.value: month.branches[branch] for branch in Branch},
        "stages": {name: number for name, number in stages.items() if number},
        "carried": total.carried,
        "received": total.online + total.direct,
        "solved": total.solved,
        "late": total.late,
        "open": total.open,
        "balanced": all(tally.balanced for group in lines.values() for tally in group.values()),
        "differing": len(played.differing),
        "seconds": round(seconds, 1),
    }
    if as_json:
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    for name, group in lines.items():
        sys.stdout.write(f"\n{'Đơn vị' if name == 'unit' else 'Lĩnh vực'}\n")
        for line, tally in sorted(group.items()):
            sys.stdout.write(
                f"  {line:<44} tồn {tally.carried:>5}  nhận {tally.online + tally.direct:>5}"
                f"  xong {tally.solved:>5} (quá hạn {tally.late:>4})  đang {tally.open:>5}\n"
            )
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
