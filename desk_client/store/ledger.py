"""Writes one act with its local effect and its place in the outbox in one transaction; the strict face of the core."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from central_sync.protocol.chain import link
from central_sync.protocol.codec import decode_act, encode_act
from desk_client.store import meta, rows
from desk_client.store.rulebook import Rulebook
from dossier.acts import Act, Assign, files_of
from dossier.decide import Claimed, Facts, decide, record
from dossier.events import Event, Outcome
from dossier.evolve import evolve
from dossier.identifiers import NumberSlice
from dossier.numbers import claims_of, lies_in
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Grant, Role, roles_on
from dossier.rules import Rules
from dossier.state import Dossier


@dataclass(frozen=True, slots=True)
class Written:
    """An act that is durable once the transaction returns: the shown state after it."""

    act: Act
    state: Dossier


class Ledger:
    """The acts of this desk inside one write transaction."""

    def __init__(self, connection: Connection, rulebook: Rulebook, known: meta.Identity) -> None:
        kept = meta.some(connection, "grants", "rules", "last_seq", "last_hash", "hlc")
        self.rules: Rules = rulebook.named(connection, kept.get("rules", ""))
        """The rules in force."""
        self._connection = connection
        self._slices: tuple[NumberSlice, ...] = known.slices
        self._grants: tuple[Grant, ...] = meta.grants_in(kept["grants"])
        self._last_seq = int(kept["last_seq"])
        self._last_hash = bytes.fromhex(kept["last_hash"])
        self.clock = kept.get("hlc", "0.0")
        """Hybrid clock of the last act: "<ms since 1970>.<counter>"."""

    def last_number(self, book: str, first: int, last: int) -> int | None:
        """The highest number of a book inside a slice that was already used, or None."""
        value = self._connection.execute(_LAST_NUMBER, {"b": book, "f": first, "l": last}).scalar()
        return None if value is None else int(value)

    def write(self, act: Act, held: rows.Held | None) -> Written | Refusal:
        """Decide strictly on the stored dossier (None: there is none), then write act, outbox and dossier row.

        Nothing is written after a refusal.
        """
        shown = None if held is None else held.shown
        decision = decide(shown, act, self.rules, self.facts(act))
        if isinstance(decision, Refusal):
            return decision
        self._append(act)
        state = evolve(shown, decision)
        after = rows.Held(state, None, 1) if held is None else replace(held, shown=state, pending=held.pending + 1)
        rows.save(self._connection, after, shown)
        claim(self._connection, act)
        return Written(act, state)

    def facts(self, act: Act) -> Facts:
        """What lies outside the dossier at the act's moment, from this desk's own tables."""
        return facts_of(self._connection, act, self._grants, self._slices)

    def next_seq(self) -> int:
        """The sequence of the next act of this device (gapless)."""
        return self._last_seq + 1

    def _append(self, act: Act) -> None:
        line = encode_act(act)
        head = link(self._last_hash, line)
        at = act.at.isoformat(timespec="milliseconds")
        row = {
            "seq": act.seq,
            "id": act.id,
            "dossier": act.dossier,
            "kind": act.kind.value,
            "grp": act.group,
            "at": at,
            "hash": head,
            "body": line,
        }
        self._connection.execute(_APPEND, row)
        self._last_seq, self._last_hash = act.seq, head
        self.clock = act.clock.removesuffix(f".{act.device}")
        standing = {"last_seq": str(act.seq), "last_hash": head.hex(), "last_at": at, "hlc": self.clock}
        meta.put_some(self._connection, standing)
        for file in files_of(act.data):
            self._connection.execute(_NAME_FILE, {"d": act.dossier, "s": act.seq, "h": file.sha256})


def facts_of(connection: Connection, act: Act, grants: tuple[Grant, ...], slices: tuple[NumberSlice, ...]) -> Facts:
    """Facts of an act of this office; a number already held by the same dossier counts as free."""
    day = act.at.date()
    claims = [(wanted.book, wanted.number) for wanted in claims_of(act)]
    taken = (
        bool(claims) and connection.execute(_TAKEN, {"c": json.dumps(claims), "d": act.dossier}).scalar() is not None
    )
    code = getattr(act.data, "code", "")
    fit = True
    if isinstance(act.data, Assign):
        fit = Role.OFFICER in roles_on(grants, act.data.person, act.office, day)
    return Facts(
        roles=roles_on(grants, act.actor, act.office, day),
        number_free=not taken,
        number_ours=not code or lies_in(slices, code),
        assignee_fit=fit,
    )


_APPEND = text(
    "INSERT INTO act(seq, id, dossier, kind, state, grp, at, hash, body)"
    " VALUES (:seq, :id, :dossier, :kind, 'pending', :grp, :at, :hash, :body)"
)
_NAME_FILE = text("UPDATE file SET dossier = :d, act_seq = :s WHERE sha256 = :h AND act_seq = 0")
_LAST_NUMBER = text("SELECT max(number) FROM number WHERE book = :b AND number BETWEEN :f AND :l")
_TAKEN = text(
    "SELECT 1 FROM json_each(:c) AS wanted CROSS JOIN number ON number.book = wanted.value ->> 0"
    " AND number.number = wanted.value ->> 1 WHERE number.dossier != :d LIMIT 1"
)
_CLAIM = text("INSERT INTO number(book, number, dossier) VALUES (:b, :n, :d) ON CONFLICT DO NOTHING")
_OWNER = text("SELECT dossier FROM number WHERE book = :b AND number = :n")
_TAKE_OVER = text("UPDATE number SET dossier = :d WHERE book = :b AND number = :n")
_OPEN = text("SELECT body FROM act WHERE dossier = :d AND state IN ('pending', 'sent') ORDER BY seq")


def claim(connection: Connection, act: Act) -> None:
    """Use up the numbers that the act put on paper."""
    wanted = [{"b": one.book, "n": one.number, "d": act.dossier} for one in claims_of(act)]
    if wanted:
        connection.execute(_CLAIM, wanted)


def claim_confirmed(connection: Connection, act: Act) -> list[str]:
    """Give the act's numbers to its dossier, since the centre did; the other dossiers that had them here."""
    losers = []
    for wanted in claims_of(act):
        key = {"b": wanted.book, "n": wanted.number, "d": act.dossier}
        if connection.execute(_CLAIM, key).rowcount:
            continue
        owner = str(connection.execute(_OWNER, key).scalar_one())
        if owner != act.dossier:
            connection.execute(_TAKE_OVER, key)
            losers.append(owner)
    return losers


def open_acts(connection: Connection, dossier: str) -> list[Act]:
    """Own acts of a dossier whose events have not come yet, in order."""
    acts = (decode_act(bytes(body)) for body in connection.execute(_OPEN, {"d": dossier}).scalars())
    return [act for act in acts if isinstance(act, Act)]


def rebase(
    confirmed: Dossier | None, acts: Sequence[Act], rules: Sequence[Rules | None], facts: Sequence[Facts]
) -> tuple[Dossier | None, list[tuple[Act, Refusal]]]:
    """What a person sees: own unanswered acts decided again over what is confirmed, and those that clash now."""
    state = confirmed
    clashes: list[tuple[Act, Refusal]] = []
    for act, version, outside in zip(acts, rules, facts, strict=True):
        if version is None:
            continue
        decision = record(state, act, version, outside)
        match decision:
            case Event():
                state = evolve(state, decision)
                if decision.ruling.outcome is Outcome.NOTED:
                    clashes.append((act, _why_noted(decision)))
            case Claimed(refusal=refusal):
                clashes.append((act, refusal))
            case Refusal():
                clashes.append((act, decision))
    return state, clashes


def _why_noted(event: Event) -> Refusal:
    task = event.ruling.tasks[0]
    return Refusal(RefusalCode(task.code.removeprefix("noted_")), "", task.params)


def params_json(params: tuple[tuple[str, str], ...]) -> str:
    """Parameters of a sentence as JSON."""
    return json.dumps(params, ensure_ascii=False)
