"""Looks whether a desk's store and a centre's record are whole and hold what was acknowledged; mends nothing."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from central_server.bootstrap.build import Centre
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import decode_act
from desk_client.bootstrap import Machine
from desk_client.ports import DeskFault
from desk_client.store import meta
from desk_client.store.shelf import Shelf
from dossier.acts import Act, FileRef, Receive, files_of


@dataclass
class Findings:
    """What is wrong, one line each; the two counts are the ones that must stay 0."""

    lost: int = 0
    twice: int = 0
    broken: list[str] = field(default_factory=list)

    def weigh(self, place: str, acknowledged: Collection[str], found: Counter[str]) -> None:
        """Every acknowledged code is there, and none is there twice."""
        missing = [code for code in acknowledged if not found[code]]
        doubled = [code for code, times in found.items() if times > 1]
        self.lost += len(missing)
        self.twice += len(doubled)
        self.broken += [f"{place}: {code} is lost" for code in missing]
        self.broken += [f"{place}: {code} is there twice" for code in doubled]

    def add(self, what: str) -> None:
        """One more thing that should not be."""
        self.broken.append(what)


@dataclass(frozen=True, slots=True)
class Held:
    """What the desk holds: its device, hash by sequence, the codes it printed, the files its acts name."""

    device: str
    hashes: dict[int, bytes]
    codes: Counter[str]
    files: frozenset[FileRef]


def look_at_desk(machine: Machine, shelf: Shelf, findings: Findings, *, files: bool = True) -> Held:
    """Pages, chain, register and files of a desk's store; `files` False leaves the bytes of the files unread."""
    with machine.engine.connect() as connection:
        for pragma in ("cipher_integrity_check", "integrity_check"):
            said = [str(row[0]) for row in connection.execute(text(f"PRAGMA {pragma}")) if row[0] != "ok"]
            findings.broken += [f"desk: {pragma}: {line}" for line in said]
        found = connection.execute(text("SELECT seq, hash, body FROM act ORDER BY seq")).all()
        last = int(meta.get(connection, "last_seq", "0"))
        identity = meta.identity(connection)
    assert identity is not None
    before, codes, named = ZERO, Counter[str](), set[FileRef]()
    books: Counter[int] = Counter()
    for place, row in enumerate(found, 1):
        before = link(before, bytes(row.body))
        if row.seq != place or before != bytes(row.hash):
            findings.add(f"desk: the chain is broken at {row.seq}")
            break
        act = decode_act(bytes(row.body))
        if not isinstance(act, Act):
            findings.add(f"desk: act {row.seq} cannot be read")
            continue
        named.update(files_of(act.data))
        if isinstance(act.data, Receive):
            codes[act.data.code] += 1
            books[act.data.book_number] += 1
    if last != len(found):
        findings.add(f"desk: {len(found)} acts, the last should be {last}")
    if sorted(books.elements()) != list(range(1, len(books) + 1)):
        findings.add("desk: the register has a hole or a number twice")
    if files:
        for file in named:
            _read_back(shelf, file, findings)
    hashes = {int(row.seq): bytes(row.hash) for row in found}
    return Held(identity.device, hashes, codes, frozenset(named))


def look_at_centre(centre: Centre, held: Held, findings: Findings) -> None:
    """Every act of the desk is at the centre exactly once with its own hash, no code twice, every file whole."""
    with centre.store.engine.connect() as connection:
        query = text("SELECT seq, hash FROM act WHERE device = :d ORDER BY seq")
        there = {int(row.seq): bytes(row.hash) for row in connection.execute(query, {"d": held.device})}
        codes = Counter(str(code) for code in connection.execute(text("SELECT code FROM dossier")).scalars() if code)
        whole = set(connection.execute(text("SELECT sha256 FROM blob")).scalars())
    if there != held.hashes:
        findings.add(f"centre: {len(there)} acts of the desk's {len(held.hashes)}")
    findings.weigh("centre", held.codes, codes)
    if set(codes) - set(held.codes):
        findings.add("centre: codes that the desk never printed")
    missing = [file.sha256 for file in held.files if file.sha256 not in whole]
    findings.broken += [f"centre: file {sha256[:8]} is not whole" for sha256 in missing]


def acknowledged_by_centre(machine: Machine) -> int:
    """The sequence up to which the desk believes the centre to have its acts."""
    with machine.engine.connect() as connection:
        return int(meta.get(connection, "acked", "0"))


def last_at_centre(centre: Centre, device: str) -> tuple[int, int]:
    """Number of acts of a device at the centre, and the last of them."""
    with centre.store.engine.connect() as connection:
        query = text("SELECT count(*), coalesce(max(seq), 0) FROM act WHERE device = :d")
        count, last = connection.execute(query, {"d": device}).one()
    return int(count), int(last)


def leftovers(folder: Path) -> int:
    """Files on the shelf that are no finished ones."""
    return sum(1 for path in (folder / "files").iterdir() if path.suffix)


def _read_back(shelf: Shelf, file: FileRef, findings: Findings) -> None:
    try:
        body = shelf.read(file.sha256)
    except DeskFault as fault:
        findings.add(f"desk: file {file.sha256[:8]}: {fault.code}")
        return
    if hashlib.sha256(body).hexdigest() != file.sha256 or len(body) != file.size:
        findings.add(f"desk: file {file.sha256[:8]} is another one")
