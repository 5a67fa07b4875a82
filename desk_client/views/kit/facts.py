"""Lists of facts: name and value, device layers, and the steps of a way."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.labels import IconLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone


def empty_layout(layout: QLayout) -> None:
    """Take every widget out of a layout and let Qt delete it."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class FactsList(QWidget):
    """Quiet names at the left, values at the right; long values wrap."""

    def __init__(self, kit: Kit, name_width: int = 75) -> None:
        super().__init__()
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(kit.look.scale.space(4))
        self._grid.setHorizontalSpacing(kit.look.scale.space(8))
        self._grid.setColumnStretch(1, 1)
        self._name_width = name_width
        kit.look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._grid.setColumnMinimumWidth(
            0, self._kit.look.scale.full(self._name_width) - self._grid.horizontalSpacing()
        )

    def set_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show these (name, value) pairs in place of the old ones."""
        empty_layout(self._grid)
        for line, (name, value) in enumerate(facts):
            words = Label(value, Role.SMALL, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(Label(name, Role.SMALL, Tone.QUIET), line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, line, 1)


class LayerState(Enum):
    """How one layer of a device stands."""

    FINE = "fine"
    WARNING = "warning"
    FAULT = "fault"
    WAITING = "waiting"


LAYER_LOOK = {
    LayerState.FINE: (Tone.DONE, "ok"),
    LayerState.WARNING: (Tone.WARNING, "warning"),
    LayerState.FAULT: (Tone.ERROR, "late"),
    LayerState.WAITING: (Tone.QUIET, "pause"),
}


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of a device panel; `act` is the words of its only button, `act_id` what is asked by it."""

    state: LayerState
    name: str
    fact: str
    act: str = ""
    act_id: str = ""


class LayerList(QWidget):
    """A line for each layer: icon, name over fact, at most one button."""

    acted = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.look.scale.space(8))

    def set_layers(self, layers: tuple[Layer, ...]) -> None:
        """Show these lines in place of the old ones."""
        empty_layout(self._column)
        for layer in layers:
            self._column.addWidget(self._line(layer))

    def _line(self, layer: Layer) -> QWidget:
        tone, icon = LAYER_LOOK[layer.state]
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._kit.look.scale.space(10))
        row.addWidget(IconLabel(self._kit, icon, 18, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(layer.name, Role.H3))
        words.addWidget(Label(layer.fact, Role.SMALL, Tone.QUIET, wrap=True))
        row.addLayout(words, 1)
        line.setAccessibleName(f"{layer.name}: {layer.fact}")
        if layer.act:
            button = SecondaryButton(self._kit, layer.act, small=True)
            button.setAccessibleDescription(layer.name)
            button.clicked.connect(lambda _checked=False, act_id=layer.act_id: self.acted.emit(act_id))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line


class StepState(Enum):
    """Where a step of the way stands."""

    DONE = "done"
    TICK = "tick"
    NOW = "now"
    NEXT = "next"
    NOTE = "note"
    PAUSED = "paused"
    DUE = "due"
    SUM = "sum"
    WARNING = "warning"


STEP_LOOK = {
    StepState.DONE: (Tone.DONE, "ok"),
    StepState.TICK: (Tone.DONE, "check"),
    StepState.NOW: (Tone.INFO, "dot"),
    StepState.NEXT: (Tone.QUIET, "dot"),
    StepState.NOTE: (Tone.INFO, "info"),
    StepState.PAUSED: (Tone.QUIET, "pause"),
    StepState.DUE: (Tone.INFO, "clock"),
    StepState.SUM: (Tone.INFO, "money"),
    StepState.WARNING: (Tone.WARNING, "warning"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, and under it who and when (or the article it rests on)."""

    state: StepState
    text: str
    second: str = ""


class StepList(QWidget):
    """The way of a dossier, or how a date was counted, line by line."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.look.scale.space(8))

    def set_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these steps in place of the old ones."""
        empty_layout(self._column)
        for step in steps:
            tone, icon = STEP_LOOK[step.state]
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._kit.look.scale.space(8))
            place = Qt.AlignmentFlag.AlignTop if step.second else Qt.AlignmentFlag.AlignVCenter
            row.addWidget(IconLabel(self._kit, icon, 18, tone), 0, place)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(step.text, Role.SMALL, wrap=True))
            if step.second:
                words.addWidget(Label(step.second, Role.CAP, wrap=True))
            row.addLayout(words, 1)
            line.setAccessibleName(f"{step.text}. {step.second}".strip())
            self._column.addWidget(line)
