"""Fills the disk of a real centre in mounts of its own: `python -m tests.central_server.full_disk FOLDER`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.commands.prepare import prepare
from central_sync.protocol.exchange import Response, read_complaint
from dossier.acts import AttachPaper, FileRef
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import FakeCheck, StandingClock, TestDesk, World, key_of, settings_in
from tests.central_server.filing.citizen import APPLICANT, Citizen

LEAF = bytes(range(256)) * 256


def main(folder: Path) -> dict[str, object]:
    """What a desk is told while the disk is full, and once there is room again."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(folder)], check=True)
    settings = settings_in(folder / "centre")
    prepare(settings)
    clock, check = StandingClock(), FakeCheck()
    centre = build_centre(settings, Injected(clock, check))
    try:
        with TestClient(build_application(centre), raise_server_exceptions=False) as client:
            world = World(centre, client, clock, check)
            world.two_offices()
            return _told(world, folder)
    finally:
        centre.close()


def _told(world: World, folder: Path) -> dict[str, object]:
    desk = world.desk()
    hand = Hand.of(world, desk)
    key = key_of(LEAF)
    desk.do(hand.receive(), hand.act(AttachPaper(1, FileRef(key.sha256, key.size, 1))))
    desk.write([hand.receive(dossier=2)])
    citizen = Citizen(world)
    citizen.begin()
    citizen.get("nguoi-nop")
    filler = folder / "filler"
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(folder).free)
    full = {"push": _push(desk), "leaf": _fault(desk.put(LEAF, 0)), "again": _push(desk)}
    citizen.post("nguoi-nop", APPLICANT)
    told = [citizen.reply.status_code, "Chưa lưu được phần vừa gửi" in citizen.page]
    parts = [path.name for path in (folder / "centre" / "files").rglob("*.part")]
    filler.unlink()
    citizen.get("nguoi-nop")
    told.append(citizen.post("nguoi-nop", APPLICANT).status_code)
    answer = desk.push(3)
    verdicts = [one.verdict.value for one in answer.verdicts]
    whole = desk.upload(LEAF).complete
    return full | {"citizen": told, "parts": parts, "acked": answer.acked, "verdicts": verdicts, "whole": whole}


def _push(desk: TestDesk) -> list[object]:
    reply = desk.world.client.post("/sync/v1/push", content=desk.frame(3, 3), headers=desk.headers)
    return _fault(Response(reply.status_code, reply.content))


def _fault(reply: Response) -> list[object]:
    return [reply.status, read_complaint(reply).code.value]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
