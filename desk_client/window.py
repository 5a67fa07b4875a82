"""Builds the window of the desk: look, gate, screens and what connects them, from what bootstrap made without Qt."""

import socket
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from central_sync.client.pump import RoundReport, Watch
from desk_client import belongings, bootstrap
from desk_client.adapters.crash_book import CrashBook
from desk_client.adapters.log_book import LogBook
from desk_client.bootstrap import Desk, Machine
from desk_client.foyer import Foyer, make_foyer
from desk_client.ports import DeskFault
from desk_client.screens import Screens
from desk_client.services.checks import Check
from desk_client.services.doctor import Doctor
from desk_client.services.session import load_password_check
from desk_client.settings import Settings
from desk_client.viewmodels.gate_enrol import EnrolModel, FirstRun
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.scans import ScanRouter, SpoolReader
from desk_client.viewmodels.seat import Changes
from desk_client.views.frame.behaviour import Behaviour, Models
from desk_client.views.frame.diary import Diary
from desk_client.views.frame.faults import FaultTeller
from desk_client.views.frame.working import Working
from desk_client.views.gate.enrol import EnrolGate
from desk_client.views.gate.page import GatePage
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.wedge import WedgeFilter, WedgeRule
from desk_client.works import Works

if TYPE_CHECKING:
    from desk_client.viewmodels.trouble import TroubleModel
    from desk_client.views.frame.own_password import PasswordPart

_MEANWHILE_MS = 60
"""After the login was painted, before anyone has typed a password."""


def open_program(app: QApplication, settings: Settings) -> "Program":
    """The program with its window, not yet shown; a store that cannot be opened is told in the window."""
    program = Program(make_foyer(app, settings))
    program.open()
    return program


class Program(QObject):
    """The window and everything behind it; `desk` is None until the machine is enrolled."""

    def __init__(self, foyer: Foyer) -> None:
        window, settings = foyer.window, foyer.settings
        super().__init__(window)
        self.window = window
        self.settings = settings
        self.runner = foyer.runner
        self.seat = foyer.seat
        self.changes = Changes()
        self.opened = False
        self.desk: Desk | None = None
        self.screens: Screens | None = None
        self.behaviour: Behaviour | None = None
        self._machine: Machine | None = None
        self._enrolling: EnrolModel | None = None
        self._spool: SpoolReader | None = None
        self._wedge: WedgeFilter | None = None
        folder = belongings.data_folder(settings)
        self._crashes = CrashBook(folder / "reports", belongings.program_version)
        self._now = datetime.now
        self.teller = FaultTeller(window.kit, window, self._crashes, self._now)
        self.runner.fault.connect(self.teller.tell)
        self._log = LogBook(folder / "reports")
        self._diary = Diary(window, self._log, self._now)
        self._diary.hear_faults(self.teller)
        self._asking: QObject | None = None
        self.password: PasswordPart | None = None
        window.trouble_asked.connect(self.ask_report)
        self.teller.report_asked.connect(self.ask_report)
        Working(window, self.runner)
        self._foyer = foyer
        self._meanwhile = QTimer(self)
        self._meanwhile.setSingleShot(True)
        self._meanwhile.setInterval(_MEANWHILE_MS)
        self._meanwhile.timeout.connect(self._prepare_counter)

    def watch_for_crashes(self) -> None:
        """Hear what nobody caught, and say it when the run before this one never came to its end."""
        self.teller.hear_everything()
        if self.opened:
            left = self._crashes.begin(self._now())
            gate = self.window.gate()
            if left is not None and isinstance(gate, GatePage):
                gate.tell(self.window.kit.say("trouble.ended"))

    @cached_property
    def trouble(self) -> "TroubleModel":
        """The trouble report, made when it is first asked for."""
        from desk_client.services.trouble_report import ReportEnds, TroubleReport  # noqa: PLC0415 - only when trouble is reported
        from desk_client.viewmodels.trouble import TroubleModel  # noqa: PLC0415 - only when trouble is reported

        ends = ReportEnds(
            version=belongings.program_version(),
            settings=self.settings,
            now=self._now,
            diary=(self._log.older, self._log.path),
            reports=belongings.data_folder(self.settings) / "reports",
            examine=self._examine,
            counts=self._counts,
        )
        return TroubleModel(TroubleReport(ends), self.runner)

    def ask_report(self) -> None:
        """Show what a trouble report would hold, also where the store cannot be opened; one at a time."""
        from desk_client.views.frame.trouble import ask_report  # noqa: PLC0415 - only when trouble is reported

        if self._asking is None:
            self._asking = dialog = ask_report(self.window.kit, self.window, self.trouble)
            dialog.decided.connect(self._report_left)

    def _report_left(self) -> None:
        self._asking = None
        self.trouble.leave()

    def open(self) -> None:
        """Open the store and show the gate that fits: fault, first run or login."""
        self._diary.note("open")
        try:
            self._foyer.right.take()
            machine = self._machine = bootstrap.open_machine(self.settings)
            desk = bootstrap.open_desk(machine)
        except DeskFault as fault:
            self._diary.note("not_opened", code=fault.code)
            self._show_gate(_fault_gate(self.window.kit, fault))
            return
        self.opened = True
        if desk is None:
            self._first_run(machine)
        else:
            self._work(desk)

    def close(self) -> None:
        """End everything in order after the window closed: readers, work under way, line, store."""
        self._meanwhile.stop()
        if self._spool is not None:
            self._spool.stop()
        if self.behaviour is not None:
            self.behaviour.stop()
        if self._wedge is not None:
            self._wedge.stop()
            self._wedge.deleteLater()
        if self.screens is not None:
            self.screens.shut()
        if self._enrolling is not None:
            self._enrolling.stop()
        self.runner.finish()
        if self.desk is not None:
            self.desk.line.stop()
            self.desk.devices.close()
            self.desk.sandbox.close()
            self.desk.checks.close()
        if self._machine is not None:
            self._machine.writer.close()
            self._machine.engine.dispose()
        self._foyer.right.leave()
        self._diary.note("close")
        self._crashes.end()

    def _first_run(self, machine: Machine) -> None:
        made: list[Desk] = []
        alone = threading.Lock()

        def pull(watch: Watch) -> RoundReport:
            with alone:  # a round that was stopped may still wait for its last reply
                desk = made[0] if made else bootstrap.open_desk(machine)
                if desk is None:
                    raise DeskFault("not_enrolled")
                made[:] = [desk]
                return desk.line.once(watch)

        def doctor() -> Doctor:
            return bootstrap.open_doctor(machine, made[0] if made else None)

        steps = FirstRun(bootstrap.open_enrolling(machine), pull, doctor, socket.gethostname())
        model = self._enrolling = EnrolModel(steps, self.runner, self.window.kit.speaker)
        gate = EnrolGate(self.window.kit, model)
        model.finished.connect(lambda: self._work(made[0]))
        self.window.back_at_gate.connect(model.stop)
        self._show_gate(gate)
        gate.start_here()

    def _show_gate(self, gate: GatePage) -> None:
        gate.trouble_asked.connect(self.ask_report)
        self.window.show_gate(gate)

    def _examine(self, stopped: Callable[[], bool]) -> tuple[Check, ...]:
        if self._machine is None:
            return ()
        return bootstrap.open_doctor(self._machine, self.desk).examine(stopped)

    def _counts(self) -> dict[str, int]:
        from desk_client.store.census import count_rows  # noqa: PLC0415 - only when trouble is reported

        return {} if self._machine is None else count_rows(self._machine.engine)

    def _work(self, desk: Desk) -> None:
        self.desk = desk
        speaker = self.window.kit.speaker
        line = LineModel(desk.line, self.runner, self.changes, speaker)
        self.screens = Screens(self.window, Works(desk, self.runner, self.seat, self.changes, line))
        models = Models(
            seat=self.seat,
            line=line,
            gate=self._foyer.gate,
            scans=ScanRouter(desk.parts.queries, self.runner, desk.parts.clock),
            devices=self.screens.devices,
            clock=desk.parts.clock,
        )
        self.behaviour = Behaviour(
            self._foyer.login, self.window, models, self.screens.handlers(), desk.parts.identity.desk_number
        )
        self.behaviour.login.trouble_asked.connect(self.ask_report)
        self.behaviour.settled.connect(self.screens.look_back)
        self._hear_password(desk, line)
        self._diary.hear_work(self.seat, line, self.screens.devices)
        self._hear_readers(desk, self.behaviour)
        desk.machine.writer.reserve.listen(self.teller.disk_full)
        self.runner.start(lambda: _office_name(desk), self.behaviour.set_office, lambda _fault: None)
        models.gate.people_changed.connect(self._meanwhile.start, Qt.ConnectionType.SingleShotConnection)
        models.gate.open(desk.sessions)
        self.behaviour.begin()

    def _hear_password(self, desk: Desk, line: LineModel) -> None:
        def ask() -> None:
            from desk_client.services.own_password import OwnPassword  # noqa: PLC0415 - asked for once in months
            from desk_client.viewmodels.own_password import PasswordModel  # noqa: PLC0415 - as above
            from desk_client.views.frame.own_password import PasswordPart  # noqa: PLC0415 - as above

            if self.password is None:
                model = PasswordModel(OwnPassword(desk.line.asker), line, self.runner, self.seat)
                self.password = PasswordPart(self.window, model)
            self.password.ask()

        self.window.password_asked.connect(ask)

    def _prepare_counter(self) -> None:
        """The login stands: make the counter's screen, and load what checks the password, while the person types it."""
        self.runner.start(load_password_check, lambda _: None)
        self.window.screen_named(specs.RECEIVE.id)
        QTimer.singleShot(0, self.window, lambda: self.window.make_ready(specs.RECEIVE.id))

    def _hear_readers(self, desk: Desk, behaviour: Behaviour) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._wedge = WedgeFilter(app, WedgeRule(gap_ms=self.settings.wedge_gap_ms))
        self._wedge.scanned.connect(behaviour.scanned)
        if desk.devices.spool is not None:
            self._spool = SpoolReader(desk.devices.spool, self.runner)
            self._spool.scanned.connect(behaviour.scanned)
            self._spool.start()


def _office_name(desk: Desk) -> str:
    """The name of this desk's office; its code before the rules are here."""
    office = desk.parts.identity.office
    try:
        unit = desk.parts.rules().unit(office)
    except DeskFault:
        return office
    return office if unit is None else unit.short_name or unit.name


def _fault_gate(kit: Kit, fault: DeskFault) -> GatePage:
    """The page for a store that cannot be opened: what is wrong, and that nothing was deleted."""
    page = GatePage(kit)
    page.set_office(kit.say("app.name"), "")
    bar = InfoBar(kit, Tone.ERROR, kit.say(fault.remedy), head=kit.say("frame.not_opened"))
    page.put(bar, 560)
    return page
