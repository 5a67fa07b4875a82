"""A counter without a window: receives dossiers with scans and says each one when it is durable.

It runs as a process of its own, so that it can be killed in the middle as by a power cut.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from desk_client.belongings import load_settings
from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import Session
from rehearsal.filling import fill_form, fill_papers
from rehearsal.past import archive_scan
from rehearsal.people import invent

PROCEDURE = "1.004873"


def main(login: str, password: str, wanted: int) -> int:
    """Receive until the store holds `wanted` dossiers; one line `code` per received dossier. 0 when done."""
    machine = open_machine(load_settings())
    desk = open_desk(machine)
    if desk is None:
        return 3
    session = desk.sessions.login(login, password)
    if not isinstance(session, Session):
        return 6
    chance = Random(datetime.now(UTC).timestamp())
    while (held := _held(desk)) < wanted:
        received = _receive(desk, session, held, chance)
        if not isinstance(received, Received):
            print(received, file=sys.stderr)
            return 5
        print(received.state.code, flush=True)
    machine.writer.close()
    return 0


def _held(desk: Desk) -> int:
    return len(desk.machine.journal.outbox(0, 10_000))


def _receive(desk: Desk, session: Session, index: int, chance: Random) -> object:
    who = invent(chance, index)
    procedure = desk.parts.rules().procedure(PROCEDURE, desk.parts.clock.now().date())
    if procedure is None:
        raise LookupError(PROCEDURE)
    values = fill_form(procedure.form, who.applicant, desk.parts.clock.now().date(), chance)
    files = {1: archive_scan(desk, PROCEDURE, who)}
    papers = fill_papers(procedure, values, files)
    return desk.intake.receive(session, IntakeForm(PROCEDURE, who.applicant, values, papers))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8"), int(sys.argv[3])))
