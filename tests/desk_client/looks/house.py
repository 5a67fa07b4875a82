"""A desk with a past, a token, tasks and long names in a folder: the stage on which every screen is shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desk_client.services.intake import IntakeForm, Received
from desk_client.settings import Settings
from desk_client.store.tasks import KeptTask, raise_task
from dossier.acts import FormValue, PaperEntry, PaperForm
from tests.desk_client.listing.past import Past, lived_in
from tests.fakes.office import enrolment, make_machine, settings_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES
from tests.fakes.signing import CHAIRMAN, PIN, authority
from token_signing.authority import CertificateOrder
from token_signing.devices.software import make_software_token

LONG_NAME = "Công Tằng Tôn Nữ Thị Bích Ngọc Phương Thảo"
LONG_ADDRESS = "Số 1245/67B/12 đường Trần Hưng Đạo nối dài, khu phố 12, phường Phú Thủy, Phan Thiết, Bình Thuận"


class Bot(Protocol):
    """What an open desk asks of whoever waits for it; pytest-qt's bot is one."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:  # noqa: N802 - pytest-qt's
        """Let events happen until it is so."""


def furnish(folder: Path) -> None:
    """Make the store and the simulators; slow, so once for a run."""
    make_software_token(simulators(folder) / "token", PIN, authority(), CertificateOrder(CHAIRMAN, serial=7))
    for name in ("scanner", "reader"):
        (simulators(folder) / name).mkdir(parents=True)
    machine = make_machine(folder, enrolment(anchors=(authority().certificate_der,)))
    machine.writer.close()
    machine.engine.dispose()
    past = lived_in(folder)
    _crowd(past)
    past.desk.sandbox.close()
    past.desk.checks.close()
    past.close()


def simulators(folder: Path) -> Path:
    """Where the simulated devices lie."""
    return folder / "simulators"


def settings_of(folder: Path) -> Settings:
    """The settings with which the desk is opened."""
    return settings_in(folder, simulators=str(simulators(folder)))


def _crowd(past: Past) -> None:
    """Long names, two unsent dossiers with a scan, and two tasks."""
    kept = past.scanned("Giấy tờ tùy thân")
    scan = PaperEntry(2, "CCCD", "Giấy tờ tùy thân của người yêu cầu", PaperForm.PHOTO, 1, file=kept)
    person = replace(CITIZEN, name=LONG_NAME, address=LONG_ADDRESS)
    states = []
    for who in (CITIZEN, person):
        form = IntakeForm("1.004873", who, MARRIAGE_VALUES, (MARRIAGE_PAPERS[0], scan))
        taken = past.desk.intake.receive(past.crew["hoa"], form)
        assert isinstance(taken, Received), taken
        states.append(taken.state)
    copies = (FormValue("ten_giay_to", "Giấy khai sinh"), FormValue("so_trang", "1"), FormValue("so_ban", "2"))
    papers = (
        PaperEntry(1, "BC", "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", PaperForm.ORIGINAL, 1, True),
        PaperEntry(2, "BS", "Bản sao cần chứng thực", PaperForm.PHOTO, 2, file=past.scanned("Giấy khai sinh")),
    )
    owing = IntakeForm("2.000815", person, copies, papers, at_once=True, copies=2, fee_paid=False)
    assert isinstance(past.desk.intake.receive(past.crew["hoa"], owing), Received)
    first, second = states
    due = (("computed", "20/03/2019 17:00"), ("printed", "19/03/2019 17:00"))
    stage = (("act", "approve"), ("stage", "signed"))
    tasks = (
        KeptTask("t1", first.id, first.trail[0].act, "noted", "printed_due_differs", due, datetime(2019, 3, 13, 15)),
        KeptTask("t2", second.id, second.trail[0].act, "refused", "wrong_stage", stage, datetime(2019, 3, 14, 8)),
    )
    for task in tasks:
        past.desk.machine.writer.run(lambda connection, one=task: raise_task(connection, one))
