"""Makes the pages that a copy shows; the document is parsed in the sandbox alone."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sandbox.outcome import Done

from .faults import PaperFault, PaperFaultCode
from .verify import SandboxDoor

FUNCTION = "token_signing.copy_pages_child:copy_pages"


@dataclass(frozen=True, slots=True)
class CopiedPages:
    """A new document of plain pages; `width` and `height` are those of its first page in points."""

    pdf: bytes
    pages: int
    width: float
    height: float


def copy_pages(sandbox: SandboxDoor, pdf: bytes, pages: tuple[int, ...] = ()) -> CopiedPages:
    """These pages (from 1; none named: all) as they show, without fields and signatures; the same bytes every time.

    PaperFault for a document that cannot be read so.
    """
    line = json.dumps({"pages": pages}).encode("ascii")
    outcome = sandbox.run(FUNCTION, line + b"\n" + pdf)
    if not isinstance(outcome, Done):
        raise PaperFault(PaperFaultCode.UNREADABLE, outcome.detail)
    head, _, made = outcome.answer.partition(b"\n")
    size = json.loads(head)
    return CopiedPages(made, int(size["pages"]), float(size["width"]), float(size["height"]))
