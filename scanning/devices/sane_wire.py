"""The words between the program and the child process that alone talks to SANE; talks to no device itself."""

import json
import struct
from dataclasses import dataclass
from enum import Enum

from scanning.devices.port import Colour, Condition, ScanOutcome, ScanProfile, Source
from scanning.pages import Page, page_from_image

MOST_REQUEST_BYTES = 64 * 1024
MOST_ANSWER_BYTES = 256 * 1024 * 1024
_DPI = struct.Struct(">H")


class SaneTask(Enum):
    """What the child is started for; one child does one task."""

    LIST = "list"
    PROBE = "probe"
    SCAN = "scan"


class AnswerKind(Enum):
    """First byte of each frame from the child."""

    PAGE = b"P"
    ENDED = b"E"
    CONDITION = b"C"
    DEVICES = b"L"


class Step(Enum):
    """The program's word after each page: the child moves no paper before it has one."""

    GO_ON = b"G"
    STOP = b"S"


@dataclass(frozen=True, slots=True)
class SaneDevice:
    """A scanner that SANE found: its name for SANE, and what its maker calls it."""

    device: str
    model: str


@dataclass(frozen=True, slots=True)
class SaneRequest:
    """The task, the device, options set beside those of the profile, and the profile."""

    task: SaneTask
    device: str
    options: tuple[tuple[str, str], ...]
    profile: ScanProfile


def pack_request(request: SaneRequest) -> bytes:
    """The request as JSON."""
    profile = request.profile
    return json.dumps(
        {
            "task": request.task.value,
            "device": request.device,
            "options": request.options,
            "dpi": profile.dpi,
            "colour": profile.colour.value,
            "source": profile.source.value,
            "size_mm": [profile.width_mm, profile.height_mm],
            "quality": profile.quality,
            "most_pages": profile.most_pages,
        }
    ).encode()


def unpack_request(text: bytes) -> SaneRequest:
    """The reverse, in the child."""
    fields = json.loads(text)
    width, height = fields["size_mm"]
    profile = ScanProfile(
        dpi=fields["dpi"],
        colour=Colour(fields["colour"]),
        source=Source(fields["source"]),
        width_mm=width,
        height_mm=height,
        quality=fields["quality"],
        most_pages=fields["most_pages"],
    )
    options = tuple((name, value) for name, value in fields["options"])
    return SaneRequest(SaneTask(fields["task"]), fields["device"], options, profile)


def pack_page(page: Page) -> bytes:
    """A page frame."""
    return AnswerKind.PAGE.value + _DPI.pack(page.dpi) + page.image


def unpack_page(frame: bytes) -> Page | None:
    """The page of a page frame; `None` when it is none."""
    dpi = _DPI.unpack(frame[1:3])[0] if len(frame) > 3 else 0
    return page_from_image(frame[3:], dpi)


def pack_outcome(outcome: ScanOutcome) -> bytes:
    """The last frame of a scan."""
    return AnswerKind.ENDED.value + outcome.value.encode()


def unpack_outcome(frame: bytes) -> ScanOutcome:
    """How the child says the scan ended."""
    return ScanOutcome(frame[1:].decode())


def pack_condition(condition: Condition) -> bytes:
    """The answer to a probe."""
    return AnswerKind.CONDITION.value + condition.value.encode()


def unpack_condition(frame: bytes) -> Condition:
    """What the child saw."""
    return Condition(frame[1:].decode())


def pack_devices(devices: tuple[SaneDevice, ...]) -> bytes:
    """The answer to a listing."""
    return AnswerKind.DEVICES.value + json.dumps([[one.device, one.model] for one in devices]).encode()


def unpack_devices(frame: bytes) -> tuple[SaneDevice, ...]:
    """What the child found."""
    return tuple(SaneDevice(str(device), str(model)) for device, model in json.loads(frame[1:]))
