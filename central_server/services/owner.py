"""Does what the owner of a dossier asks for on the portal: pictures, the result, asked papers, withdrawal.

Who asks has shown the secret, or holds a pass for it; this service compares no secret. Each act has a name made from
what it does, so that sending it twice writes it once.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from central_server.ports.filing import PaperReader, PaperTrouble
from central_server.ports.storage import Storage, Work
from central_server.ports.values import FilePlace
from central_server.ports.world import ZONE, Clock, FileStore
from central_server.services.filing.leaves import put_whole, take_whole
from central_server.services.lookup import find_dossier
from central_server.services.lookup_view import delivered_online
from central_server.services.own_acts import OwnActs, Wanted
from central_server.services.rulebook import Rulebook
from dossier.acts import ActKind, FileRef, PaperEntry, PaperForm, Payload
from dossier.course import RequestWithdrawal, Supply
from dossier.identifiers import ActId, uuid7
from dossier.reasons import ReasonRow
from dossier.signing_checks import standing_form
from dossier.state import Dossier
from dossier.values import Reason

_Payload = Callable[[Work], Payload]

_PICTURES = 256
"""Kept in memory: some megabytes."""


@dataclass(frozen=True, slots=True)
class OwnerParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    rulebook: Rulebook
    files: FileStore
    own: OwnActs
    reader: PaperReader


class OwnerDesk:
    """The owner's own acts."""

    def __init__(self, parts: OwnerParts) -> None:
        self._parts = parts
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def asked(self, code: str) -> tuple[str, ...]:
        """Names of the papers that were asked for, in their order."""
        state = self._find(code)
        return () if state is None else tuple(item.name for item in state.asked)

    def picture(self, code: str, slot: int) -> bytes | None:
        """A small JPEG of the first page of a paper of the dossier."""
        state = self._find(code)
        papers = () if state is None else state.papers
        file = next((paper.file for paper in papers if paper.slot == slot), None)
        if state is None or file is None:
            return None
        with self._lock:
            known = self._pictures.get(file.sha256)
        if known is not None:
            return known
        pdf = self._whole(state, file)
        drawn = None if pdf is None else self._parts.reader.picture(pdf)
        if drawn is not None:
            with self._lock:
                self._pictures[file.sha256] = drawn
                while len(self._pictures) > _PICTURES:
                    self._pictures.popitem(last=False)
        return drawn

    def result(self, code: str) -> bytes | None:
        """The signed result, once it was delivered online; None before that and for any other way."""
        state = self._find(code)
        file = None if state is None else state.result.best_file
        if state is None or not delivered_online(state) or file is None:
            return None
        return self._whole(state, file)

    def form(self, code: str) -> bytes | None:
        """The form that a clerk signed for the owner, while it says what counts."""
        state = self._find(code)
        signed = None if state is None else standing_form(state)
        return None if state is None or signed is None else self._whole(state, signed.file)

    def supply(self, code: str, files: Mapping[int, Sequence[bytes]]) -> Mapping[int, PaperTrouble]:
        """Send asked papers, by their place in the list; what is wrong with which of them, nothing sent then.

        Raises NotTaken when papers are not awaited any more.
        """
        state = self._find(code)
        if state is None:
            return {}
        troubles: dict[int, PaperTrouble] = {}
        papers: list[PaperEntry] = []
        for place, item in enumerate(state.asked):
            sent = files.get(place)
            if not sent:
                continue
            read = self._parts.reader.read(sent)
            if isinstance(read, PaperTrouble):
                troubles[place] = read
                continue
            file = FileRef(put_whole(self._parts.files, state.office, read.pdf), len(read.pdf), read.pages)
            papers.append(replace(self._entry(state, place, item.name, file), signature=read.signature))
        if papers and not troubles:
            said = "".join(sorted(paper.file.sha256 for paper in papers if paper.file is not None))
            self._write(state, f"supply {len(state.way.supplements)} {said}", self._proving(state, tuple(papers)))
        return troubles

    def supplied_last(self, code: str) -> bool:
        """Whether the newest that happened to the dossier is that its owner sent papers."""
        state = self._find(code)
        return state is not None and state.trail[-1].kind is ActKind.SUPPLY

    def reasons(self) -> tuple[ReasonRow, ...]:
        """The reasons for a withdrawal that are in force."""
        rules, day = self._parts.rulebook.current(), self._parts.clock.now().date()
        rows = () if rules is None else rules.bundle.reasons
        return tuple(row for row in rows if row.is_for(ActKind.REQUEST_WITHDRAWAL, day))

    def withdraw(self, code: str, reason: Reason) -> None:
        """Ask for the dossier back; raises NotTaken when it can no longer be, `no_right` to who only helped to file."""
        state = self._find(code)
        if state is None:
            return
        decided = sum(line.kind is ActKind.DECIDE_WITHDRAWAL for line in state.trail)
        self._write(state, f"withdraw {decided}", lambda _: RequestWithdrawal(reason))

    def _write(self, state: Dossier, what: str, payload: _Payload) -> None:
        rules = self._parts.rulebook.current()
        assert rules is not None
        began = int(state.trail[0].at.replace(tzinfo=ZONE).timestamp() * 1000)
        name = uuid7(began, hashlib.sha256(f"{state.id}\n{what}".encode()).digest()[:10])
        wanted = Wanted(state.office, ActId(name), state.id, state.rev, rules.version, payload, state.owner_role)
        self._parts.own.write(wanted)

    def _proving(self, state: Dossier, papers: tuple[PaperEntry, ...]) -> _Payload:
        def payload(unit: Work) -> Payload:
            ms = self._parts.clock.milliseconds()
            for paper in papers:
                if paper.file is not None:
                    unit.files.proved(state.office, paper.file.sha256, paper.file.size, ms)
            return Supply(papers)

        return payload

    def _entry(self, state: Dossier, place: int, name: str, file: FileRef) -> PaperEntry:
        """The paper in its own slot of the procedure where it has one, else in a new one after all."""
        rules = self._parts.rulebook.find(state.rules)
        procedure = None if rules is None else rules.procedure(state.procedure, state.version_day)
        rows = () if procedure is None else procedure.papers
        for slot, row in enumerate(rows, 1):
            if row.name == name:
                return PaperEntry(slot, row.code, name, PaperForm.ELECTRONIC, 1, row.present_only, file)
        slots = [len(rows), *(paper.slot for paper in state.papers)]
        return PaperEntry(max(slots) + 1 + place, "", name, PaperForm.ELECTRONIC, 1, file=file)

    def _whole(self, state: Dossier, file: FileRef) -> bytes | None:
        place = self._parts.storage.read(lambda unit: self._place(unit, state, file))
        if place is None or not place.complete:
            return None
        return take_whole(self._parts.files, place.office, file.sha256, file.size)

    def _place(self, unit: Work, state: Dossier, file: FileRef) -> FilePlace | None:
        return unit.files.place(state.office, file.sha256)

    def _find(self, code: str) -> Dossier | None:
        return find_dossier(self._parts.storage, code)
