"""Lets desks in: enrolment by a one-time code, session tokens; a token is proof of the device, never of a person."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.storage import Storage, Work
from central_server.ports.values import Device, DeviceState, EnrolmentCode
from central_server.ports.world import Chance, Clock, Key
from central_server.services.complaints import Complain, served
from central_server.services.people import accounts_of, bindings_of
from central_sync.protocol.chain import ZERO
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.keys import from_hex
from central_sync.protocol.messages import EnrolReply, EnrolRequest, TokenReply, TokenRequest
from central_sync.protocol.tokens import TokenDesk, bearer_of
from dossier.identifiers import DeviceId, OfficeId, uuid7

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Introduction:
    """What every enrolled desk is told besides who it is."""

    secret_salt: str
    trust_anchors: tuple[str, ...]
    portal: str


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    chance: Chance
    key: Key
    tokens: TokenDesk
    introduction: Introduction


class Desks:
    """Enrols desks and gives them tokens."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Use up a code and make the device; raises Complain `code_refused` for a code that does not count.

        A desk that never heard the reply asks again with the same code and key and becomes the same device.
        """
        public = from_hex(request.public_key, 32)
        if public is None:
            raise Complain(FaultCode.SIGNATURE_BAD, "public_key")
        ms = self._parts.clock.milliseconds()
        device_id = DeviceId(uuid7(ms, self._parts.chance.take(10)))

        def work(unit: Work) -> EnrolReply:
            code = self._usable(unit, request.code, ms)
            made = None if code.used_by is None else unit.registry.device(code.used_by)
            if made is not None and _waits_for_reply(made, public):
                return self._introduce(unit, made)
            if not unit.registry.use_code(code.hash, device_id, ms):
                raise Complain(FaultCode.CODE_REFUSED, "used")
            number = len(unit.registry.devices_of(code.office)) + 1
            name = request.desk_name[:_LONGEST_NAME]
            device = Device(device_id, code.office, public, DeviceState.OK, 0, ZERO, number, name)
            unit.registry.add_device(device, code.slices, ms)
            return self._introduce(unit, device)

        return self._parts.storage.write(work)

    def _usable(self, unit: Work, code: str, ms: int) -> EnrolmentCode:
        found = unit.registry.code(code_hash(code))
        if found is None:
            raise Complain(FaultCode.CODE_REFUSED, "unknown")
        if ms > found.expires_ms:
            raise Complain(FaultCode.CODE_REFUSED, "expired")
        return found

    def _introduce(self, unit: Work, device: Device) -> EnrolReply:
        told = self._parts.introduction
        return EnrolReply(
            device=device.id,
            office=device.office,
            desk_number=device.desk_number,
            centre_key=self._parts.key.public().hex(),
            epoch=unit.registry.meta("epoch"),
            rules=unit.registry.current_rules(),
            slices=unit.registry.slices_of(device.id),
            accounts=accounts_of(unit, device.office),
            grants=unit.registry.grants_of(device.office),
            secret_salt=told.secret_salt,
            trust_anchors=told.trust_anchors,
            portal=told.portal,
            certificates=bindings_of(unit, device.office),
        )

    def token(self, request: TokenRequest) -> TokenReply:
        """A token for a device that signed the moment; raises Complain. A frozen device gets one too: its acts
        must reach quarantine.
        """
        device = self._parts.storage.read(lambda unit: unit.registry.device(DeviceId(request.device)))
        if device is None:
            raise Complain(FaultCode.DEVICE_UNKNOWN)
        return served(self._parts.tokens.issue(request, device.public_key.hex()))

    def name_of(self, authorization: str) -> DeviceId:
        """The device that the header of a request was given to; raises Complain. Asks no database."""
        return DeviceId(served(self._parts.tokens.check(bearer_of(authorization))))

    def standing(self, names: Sequence[DeviceId]) -> Mapping[DeviceId, Device]:
        """Those of the devices that are known, as they stand now."""
        return self._parts.storage.read(lambda unit: unit.registry.devices(names))

    def device_of(self, authorization: str) -> Device:
        """The device behind the header of a request, as it stands now; raises Complain.

        A frozen or revoked device still passes: what it may do is decided by each service.
        """
        name = self.name_of(authorization)
        device = self._parts.storage.read(lambda unit: unit.registry.device(name))
        if device is None:
            raise Complain(FaultCode.DEVICE_UNKNOWN)
        return device


def _waits_for_reply(device: Device, public: bytes) -> bool:
    """Whether this key made the device and has sent nothing since: then it may be told once more who it is."""
    return device.public_key == public and device.state is DeviceState.OK and device.last_seq == 0


def code_hash(code: str) -> str:
    """What is kept of a one-time code: its SHA-256, however a person typed it."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"motcua-enrol-1\n{kept}".encode()).hexdigest()


def allowed(device: Device) -> OfficeId:
    """The office whose feed and files the device may read; raises Complain `frozen` for one that was cut off."""
    if device.state is not DeviceState.OK:
        raise Complain(FaultCode.FROZEN, device.state.value)
    return device.office
