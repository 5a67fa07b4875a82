"""The child process that talks to SANE, from its one thread; a driver that crashes takes nothing else with it.

A driver may also hang while it is told to stop (the `test` backend does, about once in two hundred times: it
kills its reader thread inside malloc). So the outcome is said first and the device stopped afterwards: the
program kills a child that does not leave in time.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from sandbox.frames import FrameBroken, read_frame, write_frame
from scanning.devices.port import Colour, Condition, ScanOutcome, ScanProfile
from scanning.devices.sane_options import prepare
from scanning.devices.sane_wire import (
    MOST_REQUEST_BYTES,
    SaneDevice,
    SaneRequest,
    SaneTask,
    Step,
    pack_condition,
    pack_devices,
    pack_outcome,
    pack_page,
    unpack_request,
)
from scanning.pixels import encode_page

# python-sane tells an error only by the text of sane_strstatus(), which is never translated.
_OUTCOMES = {
    "Document feeder jammed": ScanOutcome.JAMMED,
    "Document feeder out of documents": ScanOutcome.EMPTY,
    "Scanner cover is open": ScanOutcome.COVER_OPEN,
    "Device busy": ScanOutcome.BUSY,
    "Error during device I/O": ScanOutcome.DISAPPEARED,
    "Operation was cancelled": ScanOutcome.CANCELLED,
}
_CONDITIONS = {
    ScanOutcome.JAMMED: Condition.JAMMED,
    ScanOutcome.COVER_OPEN: Condition.COVER_OPEN,
    ScanOutcome.BUSY: Condition.BUSY,
    ScanOutcome.DISAPPEARED: Condition.ABSENT,
}
Say = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class _Line:
    """Both directions to the program."""

    steps: IO[bytes]
    say: Say


def main() -> int:
    """Do one task asked for on stdin, answer on stdout."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what a driver prints must not reach the answers
    request = unpack_request(read_frame(requests, MOST_REQUEST_BYTES))

    def say(frame: bytes) -> None:
        write_frame(answers, frame)

    try:
        import sane  # noqa: PLC0415 - it may be missing, and then that is the answer
    except ImportError:
        missing = {SaneTask.SCAN: pack_outcome(ScanOutcome.FAILED)}
        say(missing.get(request.task, pack_condition(Condition.DRIVER_MISSING)))
        return 0
    sane.init()
    match request.task:
        case SaneTask.LIST:
            found = sane.get_devices()
            say(pack_devices(tuple(SaneDevice(name, f"{maker} {model}") for name, maker, model, _ in found)))
        case SaneTask.PROBE:
            say(pack_condition(_probe(sane, request)))
        case SaneTask.SCAN:
            _scan(sane, request, requests, say)
    return 0


def _probe(sane: Any, request: SaneRequest) -> Condition:
    device = _open(sane, request.device)
    if isinstance(device, ScanOutcome):
        return _CONDITIONS.get(device, Condition.FAULTY)
    device.close()
    return Condition.READY


def _open(sane: Any, name: str) -> Any:
    """The open device, or the outcome that stands for why not."""
    try:
        return sane.open(name)
    except sane._sane.error as fault:  # noqa: SLF001 - the only name python-sane gives its error
        if str(fault) == "Invalid argument":  # SANE's word for a device that is not there
            return ScanOutcome.DISAPPEARED
        return _OUTCOMES.get(str(fault), ScanOutcome.FAILED)


def _scan(sane: Any, request: SaneRequest, steps: IO[bytes], say: Say) -> None:
    device = _open(sane, request.device)
    if isinstance(device, ScanOutcome):
        say(pack_outcome(device))
        return
    say(pack_outcome(_feed(sane, device, request, _Line(steps, say))))
    device.cancel()
    device.close()


def _feed(sane: Any, device: Any, request: SaneRequest, line: "_Line") -> ScanOutcome:
    pages = 0
    try:
        has_feeder = prepare(device, request.profile, request.options)
        while pages < request.profile.most_pages:
            device.start()
            line.say(_page_frame(device, request.profile))
            pages += 1
            if read_frame(line.steps, 1) != Step.GO_ON.value:
                return ScanOutcome.CANCELLED
            if not has_feeder:
                break
    except FrameBroken:
        return ScanOutcome.CANCELLED  # the program has gone
    except sane._sane.error as fault:  # noqa: SLF001 - the only name python-sane gives its error
        outcome = _OUTCOMES.get(str(fault), ScanOutcome.FAILED)
        return ScanOutcome.DONE if outcome is ScanOutcome.EMPTY and pages else outcome
    return ScanOutcome.DONE


def _page_frame(device: Any, profile: ScanProfile) -> bytes:
    picture = device.snap(no_cancel=True)
    if profile.colour is Colour.GREY and picture.mode != "L":
        picture = picture.convert("L")  # a device without modes
    dpi = round(device.resolution) if "resolution" in device.optlist else profile.dpi
    return pack_page(encode_page(picture, dpi, profile.dpi, profile.quality))


if __name__ == "__main__":
    sys.exit(main())
