"""A process of its own in which a clerk scans a page and types for ever, telling each letter and save, to be killed."""

import os
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desk_client.bootstrap import open_desk, open_machine
from desk_client.services.printing import Printing
from desk_client.services.reusing import Reusing
from desk_client.services.scanning import Scanning
from desk_client.viewmodels.receive import ReceiveCases, ReceiveModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.views.receive.screen import ReceiveScreen
from tests.desk_client.receive.counter import KeptSpooler, drawn_paper, make_kit, simulated_scanner
from tests.fakes.office import settings_in, sign_in

PAUSE = 0.02


def main(folder: Path) -> None:
    """Open the desk of the folder, scan one page, then type one letter after the other."""
    app = QApplication([])
    desk = open_desk(open_machine(settings_in(folder)))
    assert desk is not None
    feeder, scanner = simulated_scanner(desk, folder / "feeder")
    feeder.put("1.jpg", drawn_paper("TỜ KHAI", dpi=200))
    seat = Seat()
    seat.take(sign_in(desk, "hoa"))
    cases = ReceiveCases(
        desk.parts,
        desk.intake,
        Scanning(desk.parts, desk.sandbox, desk.checks, lambda _stopped: (scanner,)),
        Printing(desk.parts, desk.papers, desk.intake, desk.acting, KeptSpooler()),
        Reusing(desk.parts),
    )
    model = ReceiveModel(cases, Runner(), seat, Changes())
    screen = ReceiveScreen(make_kit(app), model)
    screen.resize(1100, 700)
    screen.show()
    screen.entered()
    turn(app, lambda: bool(model.holder.procedures) and model.papers.scanner >= 0)
    model.choose_procedure("1.004873")
    model.papers.scan()
    turn(app, lambda: len(model.papers.pages()) == 1 and not model.papers.busy)
    model.drafts.saved.connect(lambda moment: print("saved", moment, flush=True))
    name = screen.applicant.place("name")
    for count in range(1, 100_000):
        event = QInputMethodEvent()
        event.setCommitString("ễ")
        QApplication.sendEvent(name, event)
        print(count, flush=True)
        until = time.monotonic() + PAUSE
        turn(app, lambda until=until: time.monotonic() >= until)


def turn(app: QApplication, done) -> None:
    """Let the program live until something is so."""
    while not done():
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
