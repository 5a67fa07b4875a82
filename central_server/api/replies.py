"""Turns what services raise into complaints with stable codes; no answer ever quotes the request or a fault's text."""

import logging
from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from central_server.ports.faults import DISK_FULL, CentreFault
from central_server.services.complaints import Complain
from central_sync.protocol.codec import WireFault
from central_sync.protocol.exchange import complain
from central_sync.protocol.faults import Fault, FaultCode

type_of_request = Request[Any, Any, Any]
BINARY = "application/octet-stream"
_LOG = "motcua.centre"


def packed(body: bytes) -> Response[bytes]:
    """A served answer."""
    return Response(body, status_code=200, media_type=BINARY, headers={"Cache-Control": "no-store"})


def complaint_handlers(clock_ms: Callable[[], int]) -> dict[int | type[Exception], Callable[..., Response[bytes]]]:
    """Handlers for the desks' routes; `clock_ms` tells the desk the centre's time, which mends a wrong clock."""

    def answer(code: FaultCode, detail: str, status: int | None = None) -> Response[bytes]:
        told = complain(Fault(code, detail, clock_ms()))
        return Response(told.body, status_code=status or told.status, media_type=BINARY)

    def on_complain(_: type_of_request, fault: Complain) -> Response[bytes]:
        return answer(fault.code, fault.detail)

    def on_wire(_: type_of_request, fault: WireFault) -> Response[bytes]:
        code = FaultCode.TOO_BIG if fault.code == "too_big" else FaultCode.REQUEST_REFUSED
        return answer(code, fault.code)

    def on_centre(_: type_of_request, fault: CentreFault) -> Response[bytes]:
        logging.getLogger(_LOG).error("centre fault %s", fault.code)
        return answer(_told(fault), fault.code)

    def on_http(_: type_of_request, fault: HTTPException) -> Response[bytes]:
        code = FaultCode.TOO_BIG if fault.status_code == 413 else FaultCode.REQUEST_REFUSED
        return answer(code, "http", fault.status_code)

    def on_anything(_: type_of_request, fault: Exception) -> Response[bytes]:
        # The type alone: the text of an unexpected fault may quote a citizen's data.
        logging.getLogger(_LOG).error("unexpected %s", type(fault).__name__)
        return answer(FaultCode.CENTRE_FAULT, "")

    return {
        Complain: on_complain,
        WireFault: on_wire,
        CentreFault: on_centre,
        HTTPException: on_http,
        Exception: on_anything,
    }


def _told(fault: CentreFault) -> FaultCode:
    if fault.code == DISK_FULL:
        return FaultCode.CENTRE_FULL
    return FaultCode.CENTRE_BUSY if fault.retry else FaultCode.CENTRE_FAULT
