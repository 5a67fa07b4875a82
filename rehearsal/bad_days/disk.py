"""Fills the desk's disk to every point around what a save needs: `make campaign-disk`. The disk is a real small one.

With the reserve held back every order must still be done; without it, an order is done or refused by the sentence of
a full disk, and done as soon as there is room. Nothing acknowledged is lost either way.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rehearsal.bad_days.audit import Findings, leftovers
from rehearsal.bad_days.leash import Leash
from rehearsal.bad_days.stage import Stage

_DISK = "size=128m"
_PAGE = 4096
_ORDERS = ("receive", "scan", "sync")
_INSIDE = "MOTCUA_OWN_MOUNTS"
_NO_DISK = 3


@dataclass
class FullDisk:
    """The campaign on one stage whose desk lies on the small disk."""

    stage: Stage
    findings: Findings
    said: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._folder = self.stage.province.world.desk
        self._filler = self._folder / "filler"
        self._hand: Leash = self.stage.ready_hand()
        for order in _ORDERS:
            self._must(order, "with room")

    def sweep(self, points: int, *, reserve: bool) -> None:
        """All three orders at so many fillings, a page of the disk apart; `reserve` says whether one is held back."""
        for point in range(points):
            for order in _ORDERS:
                self._fill(point * _PAGE, reserve=reserve)
                self._order(order, f"{point} pages left, reserve {reserve}", must=reserve)
                self._filler.unlink(missing_ok=True)
            for order in _ORDERS:
                self._must(order, f"after {point} pages left")
        self.stage.look(self.findings, files=True)
        if leftovers(self._folder):
            self.findings.add(f"{leftovers(self._folder)} parts were left on the shelf")

    def close(self) -> None:
        """End the hand."""
        self._hand.kill()

    def _fill(self, left: int, *, reserve: bool) -> None:
        """Fill the disk until so many bytes are left, with the room that is held back or without."""
        if not reserve:
            (self._folder / "reserve").unlink(missing_ok=True)
        elif self._hand.ask("hold") != {"did": "hold", "held": True}:
            self.findings.add("nothing could be held back")
        free = shutil.disk_usage(self._folder).free - left
        if free <= 0:
            return
        with self._filler.open("ab") as stream:
            os.posix_fallocate(stream.fileno(), stream.tell(), free)

    def _order(self, order: str, place: str, *, must: bool) -> None:
        answer = self._hand.ask(order) or {"broke": "died"}
        if answer.get("error") == "cut":  # the line's own bad day: a kept connection was closed just now
            answer = self._hand.ask(order) or {"broke": "died"}
        self.stage.heard([answer])
        self.said[str(answer.get("fault") or answer.get("error") or next(iter(answer)))] += 1
        refused = not must and (answer.get("fault") == "disk_full" or answer.get("error") == "feed_unkept")
        if not ("did" in answer and not answer.get("error")) and not refused:
            self.findings.add(f"{place}: {order}: {answer}")

    def _must(self, order: str, place: str) -> None:
        answer = self._hand.ask(order) or {"broke": "died"}
        self.stage.heard([answer])
        if "did" not in answer or answer.get("error") or not answer.get("all", True):
            self.findings.add(f"{place}: {order}: {answer}")


def run(folder: Path, points: int) -> dict[str, object]:
    """The whole campaign in an empty folder; its figures."""
    findings, started = Findings(), time.monotonic()
    stage = Stage(folder, _mount)
    try:
        disk = FullDisk(stage, findings)
        try:
            disk.sweep(points - points // 2, reserve=False)
            disk.sweep(points // 2, reserve=True)
        finally:
            disk.close()
        acts = stage.end(findings)
    finally:
        stage.close()
    return {
        "campaign": "disk",
        "points": points * len(_ORDERS),
        "said": dict(disk.said.most_common()),
        "acknowledged_by_desk": len(stage.acknowledged),
        "acts": acts,
        "lost": findings.lost,
        "twice": findings.twice,
        "broken": findings.broken[:40],
        "seconds": round(time.monotonic() - started),
    }


def _mount(folder: Path) -> None:
    """A small disk of its own, seen by this process and its children alone."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", _DISK, "none", str(folder)], check=True)  # noqa: S603, S607


def main(arguments: list[str]) -> int:
    """The command: one JSON line; 1 when anything was lost or broken, 3 where no disk of one's own can be mounted."""
    parser = argparse.ArgumentParser(prog="campaign-disk", description=__doc__)
    parser.add_argument("--points", type=int, default=240, help="fillings, each tried with three orders")
    asked = parser.parse_args(arguments)
    if _INSIDE not in os.environ:
        return _in_own_mounts(arguments)
    with tempfile.TemporaryDirectory(prefix="motcua-disk-") as folder:
        try:
            told = run(Path(folder) / "province", asked.points)
        finally:
            subprocess.run(["umount", str(Path(folder) / "province" / "desk")], check=False)  # noqa: S603, S607
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["broken"] or told["lost"] or told["twice"] else 0


def _in_own_mounts(arguments: list[str]) -> int:
    """Begin again where a disk can be mounted without rights of the machine (user and mount namespaces)."""
    apart = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        able = subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        able = False
    if not able:
        print(json.dumps({"campaign": "disk", "error": "no namespaces of one's own on this machine"}))
        return _NO_DISK
    command = [*apart, sys.executable, "-m", "rehearsal.bad_days.disk", *arguments]
    return subprocess.run(command, check=False, env={**os.environ, _INSIDE: "1"}).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
