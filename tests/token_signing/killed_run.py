"""A desk that signs with SoftHSM2 tokens and is killed at its n-th durable step; run as a program of its own.

`killed_run.py FOLDER` makes the office and the tokens, counts the steps of a leader's and of văn thư's whole run, then
for each step: a fresh copy of the office, a child that kills itself there, a second child that goes on. One JSON line
each: what the desk holds at the end. Children are forked, so that nothing is loaded twice. Steps are the signatures of
the token, every fsync and rename, and every commit of the store.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pkcs11 import KeyType
from softhsm import fill_token, find_module, make_token, write_configuration
from sqlalchemy import event

import token_signing.prepare
import token_signing.sign_files  # noqa: F401  as above
from central_sync.protocol.codec import decode_act
from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.services.signing_pens import LeaderPapers
from dossier.acts import Act, Number, Sign
from tests.fakes.office import settings_in, sign_in
from tests.fakes.signing import AGENCY, CHAIRMAN, NAMES, SigningOffice, authority
from token_signing.authority import CertificateOrder
from token_signing.devices.pkcs11 import Pkcs11Token
from token_signing.devices.port import Pkcs11Place, TokenSession, TokenTrouble

PAPERS = 3
PIN = "271828"
Step = Callable[[], None]


def make(folder: Path) -> None:
    """Two tokens, an office with approved papers, and the same office after its leader signed them."""
    module = find_module()
    assert module is not None
    os.environ["SOFTHSM2_CONF"] = str(write_configuration(folder))
    make_token("leader")
    make_token("agency")  # both before the driver is loaded, which counts them once
    for label, officer in (("leader", CHAIRMAN), ("agency", AGENCY)):
        fill_token(module, label, KeyType.RSA, authority(), CertificateOrder(officer, serial=31))
    office = SigningOffice(folder / "office")
    for name in NAMES[:PAPERS]:
        office.approved(name)
    office.close()
    shutil.copytree(folder / "office" / "desk", folder / "leader")
    shutil.copytree(folder / "office" / "desk", folder / "agency")


def opened(label: str, step: Step) -> TokenSession:
    """The token of that label, logged in; each of its signatures is a step, before and after."""
    module = find_module()
    assert module is not None
    session = Pkcs11Token(Pkcs11Place(module, label, in_reader=False), lambda: datetime.now(UTC)).open(PIN)
    assert not isinstance(session, TokenTrouble), session
    plain = session.sign

    def sign(tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        step()
        signature = plain(tbs, pin)
        step()
        return signature

    session.sign = sign  # type: ignore[method-assign]  # this one session
    return session


def run(folder: Path, label: str, step: Step) -> Desk:
    """Whoever holds this token looks at the tray, then signs or seals all that is left."""
    desk = open_desk(open_machine(settings_in(folder)))
    assert desk is not None
    _count(desk, step)
    results, sealing = desk.results, label == "agency"
    person = sign_in(desk, "suong" if sealing else "minh")
    results.take_up(person)
    waiting = [state.id for state in results.tray() if (state.stage.value == "leader_signed") is sealing]
    if waiting:
        session = opened(label, step)
        ended = results.seal_many(person, waiting, session) if sealing else None
        list(ended or results.sign_many(person, LeaderPapers(dict.fromkeys(waiting, "")), session))
        session.close()
    return desk


def _count(desk: Desk, step: Step) -> None:
    """Every durable step of this process tells `step` before it happens."""
    fsync, replace = os.fsync, Path.replace

    def counted_fsync(handle: int) -> None:
        step()
        fsync(handle)

    def counted_replace(path: Path, target: Path) -> Path:
        step()
        return replace(path, target)

    os.fsync, Path.replace = counted_fsync, counted_replace  # type: ignore[assignment]  # this process is the test's
    event.listen(desk.machine.engine, "commit", lambda _connection: step())


def facts(desk: Desk) -> dict[str, object]:
    """What the desk holds: its signing acts by dossier, the numbers it gave, files that no act names."""
    acts = [decode_act(line) for line in _lines(desk)]
    signing = [act for act in acts if isinstance(act, Act) and isinstance(act.data, Sign | Number)]
    dossiers = sorted({act.dossier for act in signing})
    found = {
        "signed": [sum(act.dossier == one and isinstance(act.data, Sign) for act in signing) for one in dossiers],
        "issued": [sum(act.dossier == one and isinstance(act.data, Number) for act in signing) for one in dossiers],
        "numbers": sorted(act.data.number for act in signing if isinstance(act.data, Number)),
        "green": [],
    }
    for one in dossiers:
        state = desk.parts.queries.dossier(one)
        verification = None if state is None else desk.results.check(state)
        found["green"].append("" if verification is None else verification.verdict.value)  # type: ignore[attr-defined]
    return found


def _lines(desk: Desk) -> list[bytes]:
    with desk.parts.engine.connect() as connection:
        return [bytes(row[0]) for row in connection.exec_driver_sql("SELECT body FROM act ORDER BY seq")]


def forked(work: Callable[[], None]) -> int:
    """Do it in a child; how the child ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as fault:
            print(type(fault).__name__, fault, file=sys.stderr, flush=True)
            os._exit(3)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def killed_at(folder: Path, label: str, at: int) -> int:
    """Run until the `at`-th step, and no further; how the child ended."""

    def work() -> None:
        left = at

        def step() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        run(folder, label, step)

    return forked(work)


def gone_on(folder: Path, label: str) -> None:
    """The next start: go on, then say what is there."""

    def work() -> None:
        desk = run(folder, label, lambda: None)
        print(json.dumps(facts(desk)), flush=True)

    assert forked(work) == 0


def steps_of(folder: Path, label: str) -> int:
    """How many steps a whole run has."""
    reader, writer = os.pipe()

    def work() -> None:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1

        run(folder, label, step)
        os.write(writer, str(count).encode())

    assert forked(work) == 0
    return int(os.read(reader, 20))


def main(folder: Path, every: int, first: int) -> None:
    """All of it, at every `every`-th step from `first` on; each line is that of one death."""
    assert forked(lambda: make(folder)) == 0
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    for label in ("leader", "agency"):
        count = steps_of(folder / label, label)  # the office goes on from here: văn thư needs signed papers
        before = folder / "office" / "desk"
        for at in range(first, count + 1, every):
            place = folder / f"{label}-{at}"
            shutil.copytree(before, place)
            ended = killed_at(place, label, at)
            assert os.WIFSIGNALED(ended), (label, at, count)
            gone_on(place, label)
            shutil.rmtree(place)
        print(json.dumps({"steps": count, "label": label}), flush=True)
        if label == "leader":
            shutil.rmtree(folder / "agency")
            shutil.copytree(folder / "leader", folder / "agency")
            shutil.rmtree(before)
            shutil.copytree(folder / "leader", before)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
