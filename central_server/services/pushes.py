"""Answers pushed requests whole, those of several desks in one go: from the body that came to the body that goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.values import Appended, Device
from central_server.services.accept import Acceptance, Answer, Pushed
from central_server.services.complaints import Complain
from central_server.services.desks import Desks, allowed
from central_server.services.pages import FeedPages, Place
from central_sync.protocol.centre import push_body, read_batch
from central_sync.protocol.codec import WireFault
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import PushReply
from dossier.identifiers import DeviceId, OfficeId

_PAGE_ROWS = 200
Told = bytes | Complain | CentreFault | WireFault
"""The body of a reply, or why there is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A pushed request: the device that its token was given to, and its body."""

    device: DeviceId
    body: bytes


class Pushes:
    """Takes batches up and gives each desk its answers and the first page of the feed behind them."""

    def __init__(self, desks: Desks, acceptance: Acceptance, pages: FeedPages) -> None:
        self._desks = desks
        self._acceptance = acceptance
        self._pages = pages

    def answer(self, asked: Sequence[Asked]) -> list[Told]:
        """What each of these requests of different devices is told, in order; all acts in them are durable then."""
        devices = self._desks.standing([one.device for one in asked])
        read = [_read(one, devices.get(one.device)) for one in asked]
        taken = self._acceptance.take([one for one in read if isinstance(one, Pushed)])
        answers = iter(taken.answers)
        return [self._told(one, next(answers), taken.appended) if isinstance(one, Pushed) else one for one in read]

    def _told(self, pushed: Pushed, answer: Answer, appended: Mapping[OfficeId, Appended]) -> Told:
        if not isinstance(answer, PushReply):
            return answer
        if answer.frozen or answer.send_from is not None:
            return push_body(answer)
        head = pushed.batch.head
        try:
            place = Place(allowed(pushed.device), head.epoch, head.after)
            fresh = appended.get(place.office)
            page = None if fresh is None else self._pages.following(place, fresh, _PAGE_ROWS)
            answer.page = True
            return push_body(answer, page or self._pages.page(place, _PAGE_ROWS))
        except (Complain, CentreFault) as fault:
            return fault


def _read(asked: Asked, device: Device | None) -> Pushed | Complain | WireFault:
    if device is None:
        return Complain(FaultCode.DEVICE_UNKNOWN)
    try:
        return Pushed(device, read_batch(asked.body), asked.body)
    except WireFault as fault:
        return fault
