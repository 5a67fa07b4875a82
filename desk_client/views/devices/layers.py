"""Turns the findings of the doctor into lines of a device panel."""

from collections.abc import Sequence

from desk_client.services.checks import Check, Level
from desk_client.views.kit.facts import Layer, LayerState
from desk_client.views.kit.outfit import Kit

_STATES = {
    Level.FINE: LayerState.FINE,
    Level.WARNING: LayerState.WARNING,
    Level.FAULT: LayerState.FAULT,
    Level.WAITING: LayerState.WAITING,
}


def layers_of(kit: Kit, checks: Sequence[Check]) -> tuple[Layer, ...]:
    """One line a finding, spoken."""
    return tuple(Layer(_STATES[check.level], kit.speak(check.name), kit.speak(check.fact)) for check in checks)
