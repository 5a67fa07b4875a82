"""Measures how long the receipt's PDF takes once the fonts are known to the program."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import perf_counter

from reportlab.pdfgen.canvas import Canvas

from benchmarks.desk.clerk import Clerk
from benchmarks.desk.crowd import copy_of
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from printing.fonts import FontSet, register
from rehearsal.province import ready_world

_TIMES = 40


def measure(folder: Path) -> Iterator[Figure]:
    """Both copies of form 01 of one dossier after another; the first one, which loads what draws, is told beside it."""
    clerk = Clerk(copy_of(ready_world(folder.parent / "province", folder / "world", print), folder / "drawing"))
    try:
        taken = []
        for _ in range(_TIMES + 1):
            state = clerk.receive(clerk.form())
            secret = clerk.desk.intake.secret_of(state.id)
            began = perf_counter()
            clerk.desk.papers().receipt(state, secret, clerk.session.person.name)
            taken.append((perf_counter() - began) * 1000)
        p50, bare = quantile(taken[1:], 0.5), quantile([_bare(clerk.desk.fonts) for _ in range(_TIMES)], 0.5)
        beside = f"{p50 / bare:.1f} × a page of one line in that face ({bare:.1f} ms); the very first {taken[0]:.0f} ms"
        yield Figure("receipt PDF, both copies, fonts known, p95", quantile(taken[1:], 0.95), "ms", at_most(40), beside)
    finally:
        clerk.close()


def _bare(fonts: FontSet) -> float:
    face = register(fonts).serif
    began = perf_counter()
    canvas = Canvas(BytesIO(), pagesize=(420, 595))
    canvas.setFont(face, 11)
    canvas.drawString(40, 500, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    canvas.save()
    return (perf_counter() - began) * 1000


SUBJECT = Subject("desk receipt", measure)
