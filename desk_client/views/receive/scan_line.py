"""The line under the pages: which scanner, or how far a scan is with the button that stops it."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desk_client.viewmodels.receive_papers import PapersModel, scan_words
from desk_client.views.kit.bars import ProgressLine
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.choices import Choice
from desk_client.views.kit.labels import ElidedLabel, IconLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from scanning.devices.port import Source


class ScanLine(QStackedWidget):
    """Idle: scanner and where the sheets lie. At work: how far a scan or a file is, and Esc."""

    def __init__(self, kit: Kit, model: PapersModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.words = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.scanner = Choice(kit, name=say("receive.scanner"))
        sources = tuple((source.value, say(f"receive.source.{source.value}")) for source in Source)
        self.source = Choice(kit, sources, name=say("receive.source.name"))
        self.progress = ProgressLine(kit, "scan")
        self.stop = SecondaryButton(kit, say("receive.stop"), key="Esc")
        self.stop.clicked.connect(model.stop)
        self.progress.add_act(self.stop)
        idle = QWidget()
        row = QHBoxLayout(idle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.scale.space(8))
        row.addWidget(IconLabel(kit, "scan", 16, Tone.QUIET))
        row.addWidget(self.words, 1)
        row.addWidget(self.scanner, 1)
        row.addWidget(self.source)
        self.addWidget(idle)
        self.addWidget(self.progress)
        self.scanner.activated.connect(model.choose_scanner)
        self.source.activated.connect(lambda _place: self._set_source())
        model.scanners_changed.connect(self._show_scanners)
        model.scan_changed.connect(self._show_scan)
        kit.look.changed.connect(self._space_out)
        self._space_out()
        self._show_scanners()

    def _space_out(self) -> None:
        scale = self._kit.look.scale
        self.setContentsMargins(scale.space(14), scale.space(6), scale.space(12), scale.space(6))
        self.setFixedHeight(scale.full(36) + 2 * scale.space(6))

    def _set_source(self) -> None:
        self._model.source = Source(self.source.chosen_id())

    def _show_scanners(self) -> None:
        say, found = self._kit.say, self._model.scanners
        names = [say("receive.simulated") if one.simulated else one.name for one in found]
        self.scanner.set_entries(tuple((str(place), name) for place, name in enumerate(names)))
        self.scanner.setCurrentIndex(self._model.scanner)
        self.scanner.setVisible(len(found) > 1)
        self.source.setVisible(bool(found))
        self.words.setVisible(len(found) < 2)
        if len(found) == 1:
            condition = found[0].condition.value
            state = say(f"receive.scanner_state.{condition}")
            self.words.set_words(f"{names[0]} · {state}")
        elif not found:
            self.words.set_words(say("receive.scan.none"))

    def _show_scan(self) -> None:
        model = self._model
        if model.scanning_code:
            words = self._kit.speak(scan_words(model.came))
            self.progress.set_progress(words, 2 * model.came + 1, 2 * model.came + 2)
        elif model.reading.busy:
            reading = model.reading
            self.progress.set_progress(self._kit.speak(reading.words), reading.drawn + 1, reading.pages + 2)
        self.setCurrentIndex(1 if model.busy else 0)
