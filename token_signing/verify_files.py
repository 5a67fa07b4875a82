"""Checks files of this machine one after another in warm sandbox children, and says what was found in plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.runner import Sandbox

from .verdict import SignatureFinding, Verification
from .verify import LIMITS, WARM, TrustedBy, verify

WORKERS = 2
_MOST_BYTES = LIMITS.memory_bytes // 8

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FileFound:
    """One file and what its signatures are; `found` is None when the file could not be read from the disk."""

    path: Path
    found: Verification | None


def verify_files(paths: Iterable[Path], trusted: TrustedBy, at: datetime) -> Iterator[FileFound]:
    """What each file is, in the order given; two are judged at a time."""
    with Sandbox(LIMITS, workers=WORKERS, warm=WARM) as sandbox, ThreadPoolExecutor(WORKERS) as pool:

        def look(path: Path) -> FileFound:
            pdf = read_chosen(path)
            return FileFound(path, None if pdf is None else verify(sandbox, pdf, trusted, at))

        yield from pool.map(look, paths)


def file_facts(one: FileFound, say: Say) -> Mapping[str, object]:
    """One line for programs; a file that cannot be read is `unverifiable` and says so."""
    if one.found is None:
        text = say("signature.file_unreadable")
        unread = {"verdict": "unverifiable", "integrity": "unknown", "indication": "FILE_NOT_READ", "text": text}
        return {"file": str(one.path), **unread, "signatures": []}
    return {"file": str(one.path), **verification_facts(one.found, say)}


def verification_facts(found: Verification, say: Say) -> dict[str, object]:
    """A verification as plain values for JSON; texts in the words of `say`."""
    return {
        "verdict": found.verdict.value,
        "integrity": found.integrity.value,
        "indication": found.indication,
        "text": say(found.message),
        "level": found.level.value if found.level else None,
        "stamped_at": found.stamped_at.isoformat() if found.stamped_at else None,
        "signatures": [_signature_facts(one, say) for one in found.signatures],
    }


def file_lines(one: FileFound, say: Say) -> Iterator[str]:
    """The same for a person: the file with its sentence, then one line for each signature."""
    if one.found is None:
        yield f"{one.path}: {say('signature.file_unreadable')}"
        return
    verdict, sentence = say(one.found.verdict.message), say(one.found.message)
    yield f"{one.path}: {sentence if sentence.startswith(verdict) else f'{verdict}. {sentence}'}"
    if one.found.level is not None:
        yield f"  {say(one.found.level.message)}{f' ({one.found.stamped_at:%d/%m/%Y})' if one.found.stamped_at else ''}"
    for number, signature in enumerate(one.found.signatures, start=1):
        when = f"{signature.claimed_at:%H:%M %d/%m/%Y}" if signature.claimed_at else "–"
        yield f"  {number}. {signature.signer_name or '–'} · {when} · {say(signature.message)}"


def _signature_facts(one: SignatureFinding, say: Say) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "verdict": one.verdict.value,
        "integrity": one.integrity.value,
        "indication": one.indication,
        "indications": [reason.indication for reason in one.reasons],
        "text": say(one.message),
        "signer": one.signer_name,
        "title": one.signer_title,
        "subject": one.subject,
        "issuer": one.issuer,
        "certificate_sha256": one.certificate_sha256,
        "claimed_at": one.claimed_at.isoformat() if one.claimed_at else None,
        "proven_at": one.proven_at.isoformat() if one.proven_at else None,
        "covers_whole_file": one.covers_whole_file,
    }


def read_chosen(path: Path) -> bytes | None:
    """A file that a person named; None where it cannot be read, is too large, or is a pipe that would never end."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None
