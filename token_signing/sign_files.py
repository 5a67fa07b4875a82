"""Signs files of this machine in an opened token, in one batch, each kept in a folder only after the whole check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sandbox.limits import Limits
from sandbox.runner import Sandbox

from .ask_line import HttpLine
from .batch import BatchDesk, BatchOutcome, Draft, Unsigned, sign_batch
from .certificate_reader import read_certificate
from .devices.port import TokenSession
from .faults import PaperFault, PaperFaultCode
from .keep_files import FolderKeeper
from .kinds import SigningRule
from .levels import Level, Proofs
from .looks import draw_look, read_mask
from .placing import Corner
from .prepare_wire import Order
from .raise_level import raise_level
from .values import Issue, SignerDisplay, StampFonts
from .verdict import Integrity, Verdict
from .verify import LIMITS, WARM, TrustedBy, verify
from .verify_files import read_chosen

WORKERS = 2
_LIMITS = Limits(seconds=20.0)


@dataclass(frozen=True, slots=True)
class Job:
    """What to sign and how: the files, the folder for the signed ones, the rule of the kind, the moment.

    `picture` is that of the hand or the seal (b"" = none), `head` the first line of a copy or an attachment, `issue`
    the number and date that văn thư writes. A level above B-B needs `proofs`.
    """

    files: tuple[Path, ...]
    out: Path
    rule: SigningRule
    at: datetime
    picture: bytes = b""
    head: str = ""
    issue: Issue | None = None
    level: Level = Level.B_B
    proofs: Proofs | None = None


@dataclass(frozen=True, slots=True)
class FileSigned:
    """One file and what became of it; `outcome` is None when the batch ended before it.

    `level` is what the signed file holds; below the level asked for when the line or the authority did not answer.
    """

    path: Path
    out: Path
    outcome: BatchOutcome | None
    level: Level = Level.B_B


def sign_files(job: Job, session: TokenSession, fonts: StampFonts) -> Iterator[FileSigned]:
    """One line a file in the order given; files the batch did not reach come last.

    PaperFault when two files would have one name, or for a picture that is none.
    """
    names = [path.name for path in job.files]
    if len(set(names)) < len(names):
        raise PaperFault(PaperFaultCode.NAME_TAKEN)
    keeper, reached = FolderKeeper(job.out), 0
    with Sandbox(_LIMITS, workers=WORKERS) as sandbox, Sandbox(LIMITS, workers=WORKERS, warm=WARM) as checking:
        order = _order(job, session, fonts, sandbox)

        def stands(_paper: str, pdf: bytes) -> bool:
            found = verify(checking, pdf, TrustedBy(), job.at)
            return found.integrity is Integrity.INTACT and found.verdict is not Verdict.RED

        desk = BatchDesk(sandbox, session, keeper, lambda room: replace(order, room=room), stands)
        drafts = [Draft(path.name, partial(_read, path)) for path in job.files]
        for path, outcome in zip(job.files, sign_batch(drafts, desk), strict=False):
            reached += 1
            yield FileSigned(path, keeper.path(path.name), outcome, _raised(path.name, outcome, desk, job))
    for path in job.files[reached:]:
        yield FileSigned(path, keeper.path(path.name), None)


def _read(path: Path) -> bytes:
    """The file to sign; OSError where there is none that can be read."""
    pdf = read_chosen(path)
    if pdf is None:
        raise OSError(path.name)
    return pdf


def _raised(paper: str, outcome: BatchOutcome, desk: BatchDesk, job: Job) -> Level:
    """The level of the kept file, after an attempt to raise it; what cannot be reached now is left for another run."""
    kept = None if isinstance(outcome, Unsigned) else desk.keeper.kept(paper)
    if kept is None or job.proofs is None:
        return Level.B_B
    raised = raise_level(desk.sandbox, HttpLine(), kept, job.level, job.proofs)
    if raised.pdf != kept:
        desk.keeper.keep(paper, raised.pdf, lambda read: read == raised.pdf)
    return raised.level


def _order(job: Job, session: TokenSession, fonts: StampFonts, sandbox: Sandbox) -> Order:
    facts = read_certificate(session.certificate_der)
    display = SignerDisplay(facts.common_name, facts.title, facts.organisation, job.at)
    placing = job.rule.placing
    mask = read_mask(sandbox, job.picture, placing.width, placing.height) if job.picture else None
    stamp = draw_look(job.rule, display, mask, job.head, fonts)
    by_name = placing.corner is Corner.END and not placing.beside
    above = replace(placing, above=facts.common_name) if by_name else placing
    return Order(b"", above, stamp, display, 0, job.issue, fonts.regular if job.issue else b"")
