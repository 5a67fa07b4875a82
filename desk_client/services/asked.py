"""What a person asks of the centre from here with his password: its answer in words; nothing is decided here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from central_sync.client.asking import Asker
from central_sync.protocol.administering import AccountReply, ProceduresReply
from central_sync.protocol.deputies import DeputyReply
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.own_password import PasswordReply
from dossier.messages import Message, message

R = TypeVar("R", AccountReply, DeputyReply, PasswordReply, ProceduresReply)

_UNSURE = frozenset(
    {
        FaultCode.STALLED,
        FaultCode.CUT,
        FaultCode.CENTRE_FAULT,
        FaultCode.CENTRE_BUSY,
        FaultCode.CENTRE_FULL,
        FaultCode.REPLY_MALFORMED,
        FaultCode.TOKEN_REFUSED,
    }
)
"""The centre may have done it and only its answer is lost; unlike a round, nothing is tried again by itself."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the centre said: done and durable there, or why not; `secret` is to be shown once and kept nowhere."""

    done: bool
    message: Message
    secret: str = ""


def ask_centre(asker: Asker | None, about: str, ask: Callable[[Asker], R | Fault]) -> R | Message:
    """The centre's yes, or why there is none: `<about>.no_centre`, `.offline`, `.unsure`, `.refused.<code>`, or what
    the line itself says that was not the centre's.
    """
    if asker is None:
        return message(f"{about}.no_centre")
    reply = ask(asker)
    if isinstance(reply, Fault):
        return _no_answer(about, reply)
    found = "" if isinstance(reply, ProceduresReply) else reply.detail
    return message(f"{about}.refused.{reply.code}", found=found) if reply.code else reply


def _no_answer(about: str, fault: Fault) -> Message:
    if fault.code is FaultCode.OFFLINE:
        return message(f"{about}.offline")
    return message(f"{about}.unsure") if fault.code in _UNSURE else fault.message
