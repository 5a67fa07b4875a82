"""Prepares a paper for signature in a sandbox child: writes number and date, finds the place, appends stamp and gap.

What comes back is only what was appended: the caller keeps the paper's own bytes, and makes the digest himself.
"""

from __future__ import annotations

import logging

from .faults import PaperFault
from .find_place import find_place
from .lay_fields import write_issue
from .prepare import prepare
from .prepare_wire import decode_order, encode_answer, encode_fault
from .values import StampFonts


def prepare_paper(payload: bytes) -> bytes:
    """Entry of the sandbox child: an order in, the appended bytes and the gap out (see `prepare_wire`)."""
    logging.disable(logging.CRITICAL)
    order = decode_order(payload)
    try:
        pdf = order.pdf
        if order.issue is not None:
            pdf = write_issue(pdf, order.issue, StampFonts(order.font, order.font))
        place = find_place(pdf, order.placing)
        prepared = prepare(pdf, place, order.stamp, order.display, order.room)
    except PaperFault as fault:
        return encode_fault(fault.code)
    return encode_answer(order.pdf, prepared)
