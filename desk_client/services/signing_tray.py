"""Lists what waits for a signature, or for number and seal, and what to know of each before; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from desk_client.services.acting import Acting
from desk_client.services.drafting import seal_beside
from desk_client.services.listing import Standing, standing_of_state
from desk_client.services.parts import Parts
from desk_client.services.results import Results
from desk_client.services.session import Session, Sessions
from desk_client.services.signing_pens import draft_of, spot_of
from desk_client.store import meta
from dossier.acts import ActKind, FileRef, SignatureSpot
from dossier.events import Stage
from dossier.identifiers import PersonId
from dossier.moving_on import bare_on
from dossier.roles import Person, Role, SigningFor, acting_for
from dossier.state import Dossier, TrailLine
from token_signing.values import SignatureBox

_HERE = frozenset({ActKind.SIGN, ActKind.SIGN_ON_PAPER, ActKind.NUMBER})
"""What is done on this screen."""
_KNOWN = frozenset(
    {
        ActKind.NUMBER,
        ActKind.SIGN,
        ActKind.SIGN_ON_PAPER,
        ActKind.PROPOSE,
        ActKind.APPROVE,
        ActKind.NOTE,
        ActKind.SEND_BACK,
    }
)
"""What others did or said that bears on the signature."""


@dataclass(frozen=True, slots=True)
class Before:
    """One thing to know before signing: what was done, its words, who and with which title, when."""

    kind: ActKind
    text: str
    who: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrayLine:
    """One paper that waits: its file (None while nothing was drawn or scanned), acts open to this person, due.

    `bare` names the papers beside it that have no pages, where signing takes them on.
    """

    state: Dossier
    procedure: str
    file: FileRef | None
    spot: SignatureSpot
    acts: tuple[ActKind, ...]
    standing: Standing
    days: int
    before: tuple[Before, ...]
    bare: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Id of the dossier."""
        return self.state.id

    @property
    def to_sign(self) -> bool:
        """Whether this person signs it in a token."""
        return ActKind.SIGN in self.acts

    @property
    def to_issue(self) -> bool:
        """Whether this person numbers it and seals it for the agency."""
        return ActKind.NUMBER in self.acts

    @property
    def by_token(self) -> bool:
        """Whether a token signs it: what was signed by hand is stamped on paper."""
        return self.to_sign or (self.to_issue and not self.state.result.on_paper)

    @property
    def sha256(self) -> str:
        """Hash of the file that would be signed, or nothing."""
        return "" if self.file is None else self.file.sha256


@dataclass(frozen=True, slots=True)
class Ticked:
    """A paper that its signer ticked as read: dossier, hash of the file, how many of its pages were not read here.

    `person` and `at` say who and when; they are empty until it is kept.
    """

    dossier: str
    sha256: str
    unread: int
    person: str = ""
    at: str = ""


_TICKED = msgspec.json.Decoder(Ticked)


@dataclass(frozen=True, slots=True)
class StandsFor:
    """For whom a person signs who has not the right by himself: his title and name, how, by which document, until when.

    `until` is None where no last day was written.
    """

    signing: SigningFor
    title: str
    name: str
    basis: str
    until: date | None


@dataclass(frozen=True, slots=True)
class TraySight:
    """All that waits, by procedure and due date, as read at a moment; for whom this person signs, if for another."""

    lines: tuple[TrayLine, ...]
    at: datetime
    stands_for: StandsFor | None = None


class Tray:
    """Read side of the sign screen."""

    def __init__(self, parts: Parts, acting: Acting, sessions: Sessions, results: Results) -> None:
        self._parts = parts
        self._acting = acting
        self._sessions = sessions
        self._results = results
        self._looked: set[PersonId] = set()

    def look(self, session: Session) -> TraySight:
        """What this person may sign, seal, or record as done on paper; nearest due date first in each procedure.

        What this person numbers comes before what others sign.

        The first look of a person finishes what a crash cut off between a signature and its act.
        """
        if session.person.id not in self._looked:
            self._results.take_up(session)
            self._looked.add(session.person.id)
        now = self._parts.clock.now()
        people = {person.id: person for person in self._sessions.accounts()}
        lines = []
        for state in self._results.tray():
            acts = self._acting.open_acts(session, state)
            if _HERE & set(acts):
                before = tuple(
                    Before(line.kind, line.text, *_person(people.get(line.actor), line), line.at)
                    for line in _bearing(state)
                )
                line = self._line(state, acts, before, now)
                lines.append(replace(line, bare=bare_on(state, self._acting.row(session, state, ActKind.SIGN))))
        first: dict[str, int] = {}
        for place, line in enumerate(lines):
            first.setdefault(line.state.procedure, place)
        lines.sort(key=lambda line: (not line.to_issue, first[line.state.procedure]))
        return TraySight(tuple(lines), now, _stands_for(session, people, now.date()))

    def keep_ticked(self, session: Session, papers: Sequence[Ticked]) -> None:
        """Write down what this person signs though it was ticked and not read; durable when it returns."""
        at = self._parts.clock.now().isoformat(timespec="seconds")
        kept = [replace(one, person=session.person.id, at=at) for one in papers]
        if kept:
            values = {_ticked_key(one.dossier): msgspec.json.encode(one).decode() for one in kept}
            self._parts.writer.run(lambda connection: meta.put_some(connection, values))

    def ticked(self, dossier: str) -> Ticked | None:
        """What was last ticked of a dossier before it was signed, None for nothing."""
        key = _ticked_key(dossier)
        body = meta.look(self._parts.engine, key).get(key, "")
        return _TICKED.decode(body) if body else None

    def _line(self, state: Dossier, acts: tuple[ActKind, ...], before: tuple[Before, ...], now: datetime) -> TrayLine:
        rules = self._parts.rules()
        procedure = rules.procedure(state.procedure, state.version_day)
        standing, days = standing_of_state(state, rules, now)
        return TrayLine(
            state=state,
            procedure=state.procedure if procedure is None else procedure.short_name,
            file=_file_of(state),
            spot=_spot_of(state),
            acts=acts,
            standing=standing,
            days=days,
            before=before,
        )


def _ticked_key(dossier: str) -> str:
    return f"ticked:{dossier}"


def _stands_for(session: Session, people: dict[PersonId, Person], day: date) -> StandsFor | None:
    lent = acting_for(session.grants, (session.person.id, session.office, day), frozenset({Role.LEADER}))
    lender = None if lent is None or lent.on_behalf_of is None else people.get(lent.on_behalf_of)
    if lent is None or lender is None:
        return None
    return StandsFor(lent.signing or SigningFor.TUQ, lender.title, lender.name, lent.basis, lent.valid_until)


def _file_of(state: Dossier) -> FileRef | None:
    """What is looked at: the draft, or what the leader signed."""
    return state.result.file if state.stage is Stage.LEADER_SIGNED else draft_of(state)


def _spot_of(state: Dossier) -> SignatureSpot:
    """Where this signature goes: the leader's, or the seal beside it."""
    spot = spot_of(state)
    if state.stage is not Stage.LEADER_SIGNED:
        return spot
    seal = seal_beside(SignatureBox(spot.page, spot.x0, spot.y0, spot.x1, spot.y1))
    return SignatureSpot(seal.page, seal.x0, seal.y0, seal.x1, seal.y1)


def _person(known: Person | None, line: TrailLine) -> tuple[str, str]:
    return (str(line.actor), "") if known is None else (known.name, known.title)


def _bearing(state: Dossier) -> tuple[TrailLine, ...]:
    """The newest number and proposal, and every opinion since the last time it was sent back."""
    found: list[TrailLine] = []
    for line in state.trail:
        if line.kind is ActKind.SEND_BACK:
            found = []
        if line.kind in _KNOWN:
            found.append(line)
    return tuple(reversed(found))
