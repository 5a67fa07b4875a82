"""Kills the desk, then the centre, at random moments under load and counts what was lost: `make campaign-kill`.

Every kill is a SIGKILL. What a clerk was told is saved must be in the store after each death, exactly once; what a
desk was told is at the centre must be in the centre's record; in the end both hold the same acts.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rehearsal.bad_days.audit import Findings, acknowledged_by_centre, last_at_centre
from rehearsal.bad_days.stage import Stage
from rehearsal.record import open_record

_AT_START = 0.15
"""Share of the deaths that come while the program still starts."""
_LONGEST_START = 1.5
_LONGEST_WORK = 0.8
_LONGEST_SERVING = 1.2


@dataclass
class Kills:
    """The campaign on one stage."""

    stage: Stage
    random: Random
    findings: Findings

    def desk(self, times: int) -> int:
        """Kill the desk so often while it receives, scans and sends; how often it was killed at work."""
        at_work = 0
        for _ in range(times):
            hand = self.stage.hand()
            if self.random.random() < _AT_START:
                time.sleep(self.random.random() * _LONGEST_START)
            else:
                hand.answer()
                hand.order("toil")
                first = hand.answer()
                self.stage.heard([first or {}])
                at_work += first is not None
                time.sleep(self.random.random() * _LONGEST_WORK)
            answers = hand.kill()
            self.stage.heard(answers)
            self._judge(answers)
            self.stage.look(self.findings)
        return at_work

    def centre(self, times: int) -> int:
        """Kill the centre so often while one desk pushes without a pause; the acts it had acknowledged in the end."""
        hand = self.stage.ready_hand()
        hand.order("toil")
        acked = 0
        for _ in range(times):
            time.sleep(0.2 + self.random.random() * _LONGEST_SERVING)
            self.stage.province.close_centre()
            with self.stage.desk() as desk:
                acked, device = acknowledged_by_centre(desk.machine), desk.parts.identity.device
            province = self.stage.province
            with open_record(province.world.centre, province.centre_env()) as record:
                count, last = last_at_centre(record.centre, device)
            if count != last or last < acked:
                self.findings.lost += max(0, acked - count)
                self.findings.add(f"centre: {count} acts up to {last}, it had acknowledged {acked}")
            province.open_centre()
        answers = hand.kill()
        self.stage.heard(answers)
        self._judge(answers)
        return acked

    def _judge(self, answers: list[dict[str, object]]) -> None:
        """On a good disk every order is done."""
        for answer in answers:
            if "did" not in answer:
                self.findings.add(f"desk: {answer}")


def run(folder: Path, desk_kills: int, centre_kills: int, seed: int) -> dict[str, object]:
    """The whole campaign in an empty folder; its figures."""
    findings, started = Findings(), time.monotonic()
    stage = Stage(folder)
    try:
        kills = Kills(stage, Random(seed), findings)
        at_work = kills.desk(desk_kills)
        at_centre = kills.centre(centre_kills) if centre_kills else 0
        acts = stage.end(findings)
    finally:
        stage.close()
    return {
        "campaign": "kill",
        "seed": seed,
        "desk_kills": desk_kills,
        "desk_kills_at_work": at_work,
        "centre_kills": centre_kills,
        "acknowledged_by_desk": len(stage.acknowledged),
        "acknowledged_by_centre": at_centre,
        "acts": acts,
        "lost": findings.lost,
        "twice": findings.twice,
        "broken": findings.broken[:20],
        "seconds": round(time.monotonic() - started),
    }


def main(arguments: list[str]) -> int:
    """The command: one JSON line; 1 when anything was lost, doubled or broken."""
    parser = argparse.ArgumentParser(prog="campaign-kill", description=__doc__)
    parser.add_argument("--desk", type=int, default=200, help="deaths of the desk")
    parser.add_argument("--centre", type=int, default=60, help="deaths of the centre")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="motcua-kill-") as folder:
        told = run(Path(folder) / "province", asked.desk, asked.centre, asked.seed)
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["broken"] or told["lost"] or told["twice"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
