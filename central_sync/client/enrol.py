"""Shows a one-time code and a public key to the centre and takes what makes this machine a desk; stores nothing."""

from central_sync.protocol.codec import WireFault, decode, encode, pack
from central_sync.protocol.exchange import ENROL, Request, Transport, read_reply
from central_sync.protocol.faults import Fault, FaultCode, TransportFault
from central_sync.protocol.keys import from_hex
from central_sync.protocol.messages import EnrolReply, EnrolRequest
from dossier.identifiers import is_office


def enrol(transport: Transport, code: str, public_key: str, desk_name: str) -> EnrolReply | Fault:
    """The centre's answer to the code of a ticket; `public_key` is Ed25519 in hex.

    A code works once, for one key: who lost the reply on the way asks again with both and becomes the same desk, so
    the key must be stored before this.
    """
    body = pack(encode(EnrolRequest(code=code, public_key=public_key, desk_name=desk_name)))
    try:
        response = transport.send(Request("POST", ENROL, body))
    except TransportFault as fault:
        return Fault(fault.code, fault.detail)
    reply = read_reply(response)
    if isinstance(reply, Fault):
        return reply
    try:
        return _checked(decode(reply, EnrolReply))
    except WireFault as fault:
        return Fault(FaultCode.REPLY_MALFORMED, fault.code)


def _checked(reply: EnrolReply) -> EnrolReply | Fault:
    sound = (
        bool(reply.device)
        and is_office(reply.office)
        and from_hex(reply.centre_key, 32) is not None
        and bool(reply.epoch)
        and all(one.first <= one.last for one in reply.slices)
    )
    return reply if sound else Fault(FaultCode.REPLY_MALFORMED, "enrolment")
