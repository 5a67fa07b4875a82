"""Builds every screen with its view-model from the use cases of the desk, and says what the frame may ask of them."""

from dataclasses import dataclass

from desk_client import bootstrap
from desk_client.bootstrap import Desk
from desk_client.services.printing import Printing
from desk_client.services.scanning import Scanning
from desk_client.viewmodels.devices import DevicesModel
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.outbox import OutboxModel
from desk_client.viewmodels.receive import ReceiveCases, ReceiveModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.views.devices.screen import DevicesScreen
from desk_client.views.frame.behaviour import Handlers
from desk_client.views.outbox.screen import OutboxScreen
from desk_client.views.receive.screen import ReceiveScreen
from desk_client.views.shell.window import MainWindow
from dossier.identity import CardData


@dataclass(frozen=True, slots=True)
class Works:
    """What every view-model works with."""

    desk: Desk
    runner: Runner
    seat: Seat
    changes: Changes
    line: LineModel


class Screens:
    """All screens of one window; which of them a person may enter is decided by the frame."""

    def __init__(self, window: MainWindow, works: Works) -> None:
        self._window = window
        self._works = works
        self.devices = self._add_devices()
        self.outbox = self._add_outbox()
        self.receive = self._add_receive()

    def handlers(self) -> Handlers:
        """What the frame asks of the screens."""
        return Handlers(self.open_dossier, self.return_result, self.take_card, self.devices.test_scan)

    def open_dossier(self, dossier: str) -> None:
        """Show one dossier."""

    def return_result(self, dossier: str) -> None:
        """Hand out the result of a dossier."""

    def take_card(self, card: CardData, text: str) -> None:
        """An ID card was read: it is the applicant of the dossier that is being received."""
        del card  # the screen reads the text itself, with its own words for what is wrong
        if self._window.show_screen("receive"):
            self.receive.people.scan_card(text)

    def _add_devices(self) -> DevicesModel:
        works = self._works
        doctor = bootstrap.open_doctor(works.desk.machine, works.desk)
        model = DevicesModel(doctor, works.runner, self._window.kit.speaker)
        self._window.add_screen(DevicesScreen(self._window.kit, model))
        return model

    def _add_outbox(self) -> OutboxModel:
        works = self._works
        model = OutboxModel(works.desk.outbox, works.line, works.runner, works.changes)
        screen = OutboxScreen(self._window.kit, model, works.desk.parts.clock.now)
        screen.dossier_opened.connect(self.open_dossier)
        self._window.add_screen(screen)
        return model

    def _add_receive(self) -> ReceiveModel:
        works, desk = self._works, self._works.desk
        printing = Printing(desk.parts, desk.papers, desk.intake, desk.acting, desk.spooler)
        scanning = Scanning(
            desk.parts, desk.sandbox, lambda: tuple(found.scanner for found in desk.devices.scanners(again=True))
        )
        model = ReceiveModel(
            ReceiveCases(desk.parts, desk.intake, scanning, printing), works.runner, works.seat, works.changes
        )
        screen = ReceiveScreen(self._window.kit, model)
        screen.undo_offered.connect(self._window.offer_undo)
        model.drafts.saved.connect(self._window.set_draft_saved)
        self._window.add_screen(screen)
        return model
