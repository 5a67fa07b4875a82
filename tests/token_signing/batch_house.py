"""A batch in a house of its own: papers of one or two pages, tokens of every temper, a keeper that counts."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from sandbox.runner import Sandbox
from token_signing.batch import BatchDesk, Draft
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.keep_files import FolderKeeper
from token_signing.placing import Placing
from token_signing.prepare_wire import Order
from token_signing.values import SignerDisplay


def result_pdf(number: int) -> bytes:
    """A result of one or two pages that ends with its leader's name."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in range(1 + number % 2):
        canvas.drawString(100, 700, f"Ket qua so {number}, trang {page + 1}")
        canvas.drawString(360, 120, "Tran Van Minh")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def drafts(count: int) -> list[Draft]:
    """Papers `0.pdf`, `1.pdf` …"""
    return [Draft(f"{number}.pdf", lambda number=number: result_pdf(number)) for number in range(count)]


def desk_with(sandbox: Sandbox, session: TokenSession, folder: Path, stamp: bytes, display: SignerDisplay) -> BatchDesk:
    """What a batch works with: the stamp above the leader's name, papers kept in a folder."""
    placing = Placing(180, 68, above="Tran Van Minh")
    return BatchDesk(sandbox, session, FolderKeeper(folder), lambda room: Order(b"", placing, stamp, display, room))


class Watched:
    """A session that counts its signatures, and can be slow, or break at the n-th."""

    def __init__(
        self, inner: TokenSession, *, seconds: float = 0.0, fails_at: int = 0, with_: TokenTrouble | None = None
    ) -> None:
        self._inner = inner
        self._seconds = seconds
        self._fails_at = fails_at
        self._trouble = with_
        self.asked = 0
        self.certificate_der = inner.certificate_der
        self.chain = inner.chain
        self.pin_each_time = False
        self.threads: set[int] = set()

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Count, wait, then sign or break."""
        self.asked += 1
        self.threads.add(threading.get_ident())
        time.sleep(self._seconds)
        if self.asked == self._fails_at and self._trouble is not None:
            return self._trouble
        return self._inner.sign(tbs)

    def close(self) -> None:
        """End the session."""
        self._inner.close()
