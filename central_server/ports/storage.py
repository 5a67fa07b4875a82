"""What services ask of the database: one unit of work at a time, each half by its noun."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from central_server.ports.notices import NoticeStore
from central_server.ports.proofs import ProofStore
from central_server.ports.values import (
    Addressee,
    AdministrationLine,
    Appended,
    Batch,
    ChainEnd,
    Claim,
    Counts,
    Device,
    DeviceState,
    EnrolmentCode,
    FeedStanding,
    FileClaim,
    FilePlace,
    Head,
    KeptDraft,
    KeptProposal,
    KeptPublication,
    NewRow,
    Official,
    Quarantined,
    Record,
    StoredAct,
    StoredEvent,
)
from central_sync.protocol.messages import Verdict
from dossier.identifiers import ActId, DeviceId, DossierId, NumberSlice, OfficeId, PersonId
from dossier.roles import Grant, Role
from dossier.signers import Binding
from dossier.state import Dossier

T = TypeVar("T")
Later = Callable[[], T]
"""What was asked and is taken when it is needed: questions that are asked together are waited for once."""


class Ledger(Protocol):
    """Devices, acts, events, dossiers and printed numbers; written in the order of the locks."""

    def lock_devices(self, devices: Sequence[DeviceId]) -> Mapping[DeviceId, Device]:
        """The devices that are known, their rows locked until the end in the order of their ids."""
        ...

    def last_moments(self, devices: Sequence[DeviceId]) -> Later[Mapping[DeviceId, datetime]]:
        """The moment of each device's last act, where there is a readable one."""
        ...

    def advance(self, ends: Sequence[ChainEnd]) -> None:
        """Move the ends of devices' chains."""
        ...

    def set_state(self, device: DeviceId, state: DeviceState) -> None:
        """Freeze, revoke or allow a device."""
        ...

    def link_at(self, device: DeviceId, seq: int) -> bytes | None:
        """The stored link after that act, or None when it is not kept."""
        ...

    def acts(self, device: DeviceId, first: int, last: int) -> Sequence[StoredAct]:
        """The device's acts in that range, in order."""
        ...

    def act(self, name: ActId) -> StoredAct | None:
        """One act by its id."""
        ...

    def answers(self, ids: Sequence[ActId]) -> Later[Mapping[ActId, Verdict]]:
        """The answers to the acts that are known, by act."""
        ...

    def held_dossiers(self, devices: Sequence[DeviceId]) -> Mapping[DeviceId, Mapping[DossierId, int]]:
        """For each device the dossiers with held acts of it, with the first held sequence."""
        ...

    def any_held(self) -> Later[bool]:
        """Whether any act waits."""
        ...

    def held(self, limit: int, after: tuple[str, int] = ("", 0)) -> Sequence[StoredAct]:
        """Held acts by device and sequence, those after a place in that order."""
        ...

    def claim(self, claims: Sequence[Claim]) -> Later[frozenset[Claim]]:
        """Claim printed numbers, the first claim first; returns those that another dossier already has."""
        ...

    def lock_records(self, ids: Sequence[DossierId]) -> Later[Mapping[DossierId, Record]]:
        """States of record, locked in the order of their ids."""
        ...

    def keep_batches(self, batches: Sequence[Batch]) -> None:
        """Keep the signatures of batches."""
        ...

    def keep_acts(self, acts: Sequence[StoredAct]) -> None:
        """Keep new acts with their answers."""
        ...

    def answer_again(self, acts: Sequence[StoredAct]) -> None:
        """Replace the answers of acts that were held."""
        ...

    def keep_events(self, events: Sequence[StoredEvent]) -> None:
        """Append events."""
        ...

    def keep_records(self, records: Sequence[Record]) -> None:
        """Write the states of record."""
        ...

    def keep_audience(self, seen: Sequence[tuple[DossierId, OfficeId]]) -> None:
        """Remember which offices see dossiers from now on."""
        ...

    def quarantine(self, kept: Quarantined) -> None:
        """Keep bytes that did not count."""
        ...


class Feed(Protocol):
    """The offices' feeds."""

    def append(self, rows: Sequence[NewRow]) -> Mapping[OfficeId, Appended]:
        """Lock the heads in order, number the rows, move the heads; the last thing of a unit of work.

        What was put on each office's feed; it is there once the unit is committed.
        """
        ...

    def head(self, office: OfficeId) -> Head:
        """Head of an office's feed."""
        ...

    def standing(self, office: OfficeId, after: int) -> FeedStanding:
        """The feed's standing to a reader at row `after` (the link is ZERO before the first)."""
        ...

    def lines(self, office: OfficeId, after: int, limit: int) -> Sequence[bytes]:
        """Exact rows after a number, in order."""
        ...

    def offices(self) -> Sequence[OfficeId]:
        """Every office that has a feed."""
        ...

    def known(self, offices: Sequence[OfficeId]) -> Later[frozenset[OfficeId]]:
        """Those of the offices that have a feed."""
        ...

    def open(self, offices: Sequence[OfficeId]) -> None:
        """Begin the feeds of offices that have none."""
        ...


class Registry(Protocol):
    """Devices, people, codes and rules: what administrators keep."""

    def device(self, device: DeviceId) -> Device | None: ...

    def devices(self, ids: Sequence[DeviceId]) -> Mapping[DeviceId, Device]:
        """Those of the devices that are known."""
        ...

    def devices_of(self, office: OfficeId) -> Sequence[Device]:
        """The desks of an office; the centre's own hand is none."""
        ...

    def offices_with_desks(self) -> Sequence[OfficeId]:
        """Offices with a desk whose acts count."""
        ...

    def slices_of(self, device: DeviceId) -> tuple[NumberSlice, ...]: ...

    def slices_of_all(self, devices: Sequence[DeviceId]) -> Later[Mapping[DeviceId, tuple[NumberSlice, ...]]]: ...

    def slices_for(self, agency: OfficeId) -> Sequence[NumberSlice]:
        """Every slice of an agency's numbers that was ever given, open codes included."""
        ...

    def open_portal(self, device: Device, ms: int) -> None:
        """Enter the centre's own hand of an office, where it is not yet."""
        ...

    def add_device(self, device: Device, slices: Sequence[NumberSlice], enrolled_ms: int) -> None: ...

    def add_code(self, code: EnrolmentCode) -> None: ...

    def code(self, code_hash: str) -> EnrolmentCode | None: ...

    def use_code(self, code_hash: str, device: DeviceId, used_ms: int) -> bool:
        """Mark the code used; False when somebody was faster."""
        ...

    def add_official(self, official: Official) -> None: ...

    def officials(self, ids: Sequence[PersonId]) -> Sequence[Official]: ...

    def official_by_login(self, login: str) -> Official | None: ...

    def add_grant(self, grant: Grant) -> None: ...

    def remove_grant(self, grant: Grant) -> None:
        """Take one grant away, as it stands."""
        ...

    def end_grants(self, person: PersonId, office: OfficeId, last_day: date) -> int:
        """Let a person's open grants in an office end on a day, with what he lent there; how many were touched."""
        ...

    def grants_of(self, office: OfficeId) -> tuple[Grant, ...]: ...

    def grants_of_people(self, people: Sequence[PersonId]) -> Later[tuple[Grant, ...]]: ...

    def addressees(self, role: Role, day: date) -> Sequence[Addressee]:
        """Who holds a role on that day and has an address, by office."""
        ...

    def note_administration(self, line: AdministrationLine) -> None: ...

    def administration(self, office: OfficeId, most: int) -> Sequence[AdministrationLine]:
        """The newest lines of an office ("" = of all), newest first."""
        ...

    def bind_certificate(self, binding: Binding) -> None: ...

    def bindings(self, certificates: Sequence[str], owners: Sequence[str]) -> Later[tuple[Binding, ...]]:
        """Whose these certificates are, as far as they were bound, and all that are bound to these owners."""
        ...

    def names(self, people: Sequence[PersonId]) -> Later[Mapping[str, str]]:
        """The names of those of these people who are known."""
        ...

    def add_rules(self, version: str, body: bytes, loaded_ms: int) -> bool:
        """Keep a version and make it the current one; False when it already was."""
        ...

    def rules(self, version: str) -> bytes | None: ...

    def current_rules(self) -> str: ...

    def meta(self, name: str) -> str: ...

    def set_meta(self, name: str, value: str) -> None: ...

    def counts(self) -> Counts: ...


class Files(Protocol):
    """Which files acts named, and which are proved whole."""

    def name(self, claims: Sequence[FileClaim]) -> None:
        """Remember that acts named these files."""
        ...

    def place(self, office: OfficeId, sha256: str) -> FilePlace | None:
        """Where this office finds the file: brought by itself, or by another on a dossier it sees."""
        ...

    def own(self, office: OfficeId, sha256: str) -> FilePlace | None:
        """The file as named by this office's own acts: what it may bring."""
        ...

    def naming(self, sha256: str) -> Sequence[DossierId]:
        """The dossiers whose acts named a file, whichever office brought it."""
        ...

    def proved(self, office: OfficeId, sha256: str, size: int, proved_ms: int) -> None:
        """The whole file was hashed and is kept."""
        ...


class Search(Protocol):
    """Dossiers by what a person knows of them; reads only."""

    def by_code(self, code: str) -> Record | None: ...

    def by_id(self, dossier: DossierId) -> Record | None: ...

    def open_after(self, dossier: DossierId, limit: int) -> Sequence[Dossier]:
        """Open dossiers by id after one ("" for the first), as they stand."""
        ...

    def by_number(self, book: str, number: int) -> Record | None:
        """The dossier that has claimed a number."""
        ...

    def tries(self, code: str, since_ms: int) -> Sequence[int]:
        """Moments (ms) of wrong secrets for this code, oldest first."""
        ...

    def add_try(self, code: str, at_ms: int) -> None: ...

    def forget_tries(self, before_ms: int) -> None: ...


class Proposals(Protocol):
    """Procedures read from the national catalogue, the newest reading of each code; none is in force by being here."""

    def keep(self, proposals: Sequence[KeptProposal]) -> None:
        """Keep them in place of earlier readings of their codes."""
        ...

    def all(self) -> Sequence[KeptProposal]:
        """Every one, by code."""
        ...

    def publication(self, code: str) -> KeptPublication | None:
        """How far it is on its way into force; None when nobody has touched it."""
        ...

    def publications(self) -> Sequence[KeptPublication]: ...

    def publish(self, publication: KeptPublication) -> None:
        """Keep it in place of what was there."""
        ...

    def published(self) -> Sequence[KeptPublication]:
        """Those in force, in the order they came into force."""
        ...


class Drafts(Protocol):
    """Citizens' drafts, sealed; whoever reads the table alone learns nothing."""

    def get(self, draft: str) -> KeptDraft | None: ...

    def lock(self, draft: str) -> KeptDraft | None:
        """The draft, its row locked until the end."""
        ...

    def put(self, draft: KeptDraft) -> None:
        """Keep it in place of what was there."""
        ...

    def drop(self, draft: str) -> None: ...

    def over(self, now_ms: int, limit: int) -> Sequence[KeptDraft]:
        """Drafts whose time is over, the oldest first."""
        ...


class Work(Protocol):
    """One transaction and its halves."""

    def end_unwaited(self) -> None:
        """From here on only what decides acts is asked and written: what goes wrong is raised by a later call, at the
        latest by the commit.
        """
        ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def feed(self) -> Feed: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def files(self) -> Files: ...

    @property
    def search(self) -> Search: ...

    @property
    def proposals(self) -> Proposals: ...

    @property
    def notices(self) -> NoticeStore: ...

    @property
    def proofs(self) -> ProofStore: ...

    @property
    def drafts(self) -> Drafts: ...


class Storage(Protocol):
    """The database: a unit of work commits when it returns and leaves nothing behind when it raises."""

    def write(self, work: Callable[[Work], T]) -> T:
        """Run in one writing transaction; returns after the commit is durable."""
        ...

    def read(self, work: Callable[[Work], T]) -> T:
        """Run in one reading transaction."""
        ...
