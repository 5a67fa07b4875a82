"""Sets the options of a SANE device as a profile asks, as far as that device has them; moves no paper."""

from typing import Any

from scanning.devices.port import Colour, ScanProfile, Source

_SOURCES = {Source.FEEDER: ("adf", "feeder"), Source.GLASS: ("flatbed", "platen", "glass")}
_MODES = {Colour.COLOUR: ("color", "colour", "24bit"), Colour.GREY: ("gray", "grey")}
_TYPE_BOOL, _TYPE_INT, _TYPE_FIXED = 0, 1, 2
_UNIT_MM = 3
_YES = frozenset(("yes", "true", "1"))


def prepare(device: Any, profile: ScanProfile, options: tuple[tuple[str, str], ...]) -> bool:
    """Set source, mode, resolution, area, then the given options; True when sheets come from a feeder."""
    fed = _choose(device, "source", _SOURCES[profile.source]) and profile.source is Source.FEEDER
    _choose(device, "mode", _MODES[profile.colour])
    _set_resolution(device, profile.dpi)
    _set_area(device, profile)
    for name, value in options:
        setattr(device, name, _typed(device.opt[name].type, value))
    return fed


def _choose(device: Any, name: str, words: tuple[str, ...]) -> bool:
    """Pick the first value that holds one of the words (one side before both); False when none does."""
    if not _can_set(device, name):
        return False
    values = [value for value in device.opt[name].constraint or () if isinstance(value, str)]
    fitting = [value for value in values if any(word in value.lower() for word in words)]
    fitting.sort(key=lambda value: "duplex" in value.lower() or "back" in value.lower())
    if fitting:
        setattr(device, name, fitting[0])
    return bool(fitting)


def _set_resolution(device: Any, dpi: int) -> None:
    """The resolution itself, else the next higher one; what is too fine is made smaller afterwards."""
    if not _can_set(device, "resolution"):
        return
    constraint = device.opt["resolution"].constraint
    chosen: float = dpi
    if isinstance(constraint, list):
        numbers = sorted(value for value in constraint if isinstance(value, (int, float)))
        higher = [value for value in numbers if value >= dpi]
        chosen = (higher or numbers[-1:] or [dpi])[0]
    elif isinstance(constraint, tuple):
        chosen = min(max(dpi, constraint[0]), constraint[1])
    device.resolution = chosen


def _set_area(device: Any, profile: ScanProfile) -> None:
    """The whole sheet: many drivers begin with a part of the glass."""
    for name, length in (("tl_x", 0), ("tl_y", 0), ("br_x", profile.width_mm), ("br_y", profile.height_mm)):
        if _can_set(device, name) and device.opt[name].unit == _UNIT_MM:
            constraint = device.opt[name].constraint
            most = constraint[1] if isinstance(constraint, tuple) else length
            setattr(device, name, float(min(length, most)))


def _can_set(device: Any, name: str) -> bool:
    return name in device.opt and device.opt[name].is_active() and device.opt[name].is_settable()


def _typed(kind: int, value: str) -> bool | int | float | str:
    if kind == _TYPE_BOOL:
        return value.lower() in _YES
    if kind == _TYPE_INT:
        return int(value)
    return float(value) if kind == _TYPE_FIXED else value
