"""Makes every n-th write of a save, a scan and a sync fail or kill the program: `make campaign-faults`.

After each fault: what was acknowledged is there exactly once, the store is whole, what was not done was said in a
sentence of the product, and the same order is done as soon as the disk works again.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from desk_client.belongings import load_speaker
from rehearsal.bad_days.audit import Findings, last_at_centre
from rehearsal.bad_days.leash import Leash
from rehearsal.bad_days.stage import Stage
from rehearsal.bad_days.tracer import CALLS, FAULTS, Point, Tracer, TracerFault
from rehearsal.record import open_record

PHASES = ("save", "scan", "sync", "centre")
"""What the fault falls into: the act, the paper with its act, the round at the desk, the round at the centre."""
_ORDERS = {"save": "receive", "scan": "scan", "sync": "sync", "centre": "sync"}
_MOST = 400
_TRIES = 2
"""An order does not make quite the same calls each time: one that did not come is asked for again."""
_DEEP_LOOK = 20
"""The whole store is looked at after every death and at every so manieth other fault."""
_NOT_TRACED = 3
_PATIENCE = 10.0


@dataclass
class Faults:
    """The campaign on one stage."""

    stage: Stage
    findings: Findings
    step: int = 1
    points: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        speaker = load_speaker("vi")
        self._known = speaker.knows
        self._hand = self._new_hand()

    def phase(self, name: str, calls: tuple[str, ...]) -> None:
        """Every n of every call and fault in one phase."""
        for call in calls:
            for fault in FAULTS:
                nth = 1
                while nth < _MOST and any(self._strike(name, Point(call, fault, nth)) for _ in range(_TRIES)):
                    nth += self.step

    def close(self) -> None:
        """End the hand."""
        self._hand.kill()

    def _new_hand(self) -> Leash:
        """A hand that has done everything once, so that nothing is loaded for the first time under a fault."""
        hand = self.stage.ready_hand()
        for order in ("receive", "scan", "sync"):
            answer = hand.ask(order)
            self.stage.heard([answer or {}])
            if answer is None or "did" not in answer:
                self.findings.add(f"on a good disk {order}: {answer}")
        return hand

    def _strike(self, phase: str, point: Point) -> bool:
        """One point; False when the order made fewer calls than that over all threads."""
        if phase in ("sync", "centre"):
            self._do("scan", f"before {phase} {point}")
        at_centre = phase == "centre"
        pid = self.stage.province.centre_pid if at_centre else self._hand.pid
        with Tracer(pid, point) as tracer:
            answer = self._hand.ask(_ORDERS[phase])
        if not tracer.struck:
            self.stage.heard([answer or {}])
            return False
        if point.fault == "KILL":
            self._see_it_gone(at_centre=at_centre)
        self.points[phase] += 1
        self._judge(f"{phase} {point}", answer, dies=point.fault == "KILL" and not at_centre)
        self._go_on(phase, point)
        return True

    def _see_it_gone(self, *, at_centre: bool) -> None:
        """A process that was killed takes a moment to end; until then it is neither there nor gone."""
        if at_centre:
            self.stage.province.wait_for_centre()
        else:
            self._hand.process.wait(_PATIENCE)

    def _judge(self, place: str, answer: dict[str, object] | None, *, dies: bool) -> None:
        """Whether a person would have read what happened."""
        if answer is None:
            self.said["died"] += 1
            if not dies:
                self.findings.add(f"{place}: the desk died")
            return
        self.stage.heard([answer])
        code = str(answer.get("fault", ""))
        self.said[code or str(answer.get("error", "")) or next(iter(answer))] += 1
        if "broke" in answer:
            self.findings.add(f"{place}: no sentence for {answer['broke']}")
        if code and not self._known(f"fault.{code}"):
            self.findings.add(f"{place}: no words for {code}")

    def _go_on(self, phase: str, point: Point) -> None:
        """The disk works again: what is kept is whole, and the same order is done."""
        province = self.stage.province
        if self._hand.process.poll() is not None:
            self._hand.close()
            self.stage.look(self.findings)
            self._hand = self._new_hand()
        if not province.centre_is_alive:
            province.close_centre()
            province.open_centre()
        self._do(_ORDERS[phase], f"after {phase} {point}")
        if self.points[phase] % _DEEP_LOOK:
            self.stage.glance(self.findings)
        else:
            self.stage.look(self.findings)
        if phase == "centre":
            with self.stage.desk() as desk, open_record(province.world.centre, province.centre_env()) as record:
                count, last = last_at_centre(record.centre, desk.parts.identity.device)
            if count != last:
                self.findings.add(f"{phase} {point}: {count} acts up to {last}")

    def _do(self, order: str, place: str) -> None:
        """An order on a good disk."""
        answer = self._hand.ask(order)
        self.stage.heard([answer or {}])
        if answer is None or "did" not in answer or not answer.get("all", True):
            self.findings.add(f"{place}: {order}: {answer}")


def run(folder: Path, phases: tuple[str, ...], calls: tuple[str, ...], step: int) -> dict[str, object]:
    """The whole campaign in an empty folder; its figures. Raises TracerFault where nothing can be traced."""
    findings, started = Findings(), time.monotonic()
    stage = Stage(folder)
    try:
        faults = Faults(stage, findings, step)
        try:
            for phase in phases:
                faults.phase(phase, calls)
        finally:
            faults.close()
        acts = stage.end(findings)
    finally:
        stage.close()
    return {
        "campaign": "faults",
        "points": sum(faults.points.values()),
        **{f"points_{phase}": faults.points[phase] for phase in phases},
        "said": dict(faults.said.most_common()),
        "acknowledged_by_desk": len(stage.acknowledged),
        "acts": acts,
        "lost": findings.lost,
        "twice": findings.twice,
        "broken": findings.broken[:40],
        "seconds": round(time.monotonic() - started),
    }


def main(arguments: list[str]) -> int:
    """The command: one JSON line; 1 when anything was lost, doubled or broken, 3 where nothing can be traced."""
    parser = argparse.ArgumentParser(prog="campaign-faults", description=__doc__)
    parser.add_argument("--phase", action="append", choices=PHASES, help="only this phase (may be repeated)")
    parser.add_argument("--call", action="append", choices=CALLS, help="only this call (may be repeated)")
    parser.add_argument("--step", type=int, default=1, help="every so manieth n only")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="motcua-faults-") as folder:
        try:
            told = run(Path(folder) / "province", tuple(asked.phase or PHASES), tuple(asked.call or CALLS), asked.step)
        except TracerFault as fault:
            print(json.dumps({"campaign": "faults", "error": str(fault)}))
            return _NOT_TRACED
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["broken"] or told["lost"] or told["twice"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
