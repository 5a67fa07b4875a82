"""Says why a request is not served, with a code the desk knows; carries no content of the request."""

from typing import TypeVar

from central_sync.protocol.faults import Fault, FaultCode

T = TypeVar("T")


class Complain(Exception):
    """The request is not served; the API answers it as a Complaint with the status that belongs to the code."""

    def __init__(self, code: FaultCode, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail


def served(answer: T | Fault) -> T:
    """The answer, or raise Complain for a fault."""
    if isinstance(answer, Fault):
        raise Complain(answer.code, answer.detail)
    return answer
