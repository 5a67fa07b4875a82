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
        self._connection = connection
        self._rulebook = rulebook
        self._slices: tuple[NumberSlice, ...] = known.slices
        self._grants: tuple[Grant, ...] = meta.people(connection).grants

    def rules(self) -> Rules:
        """The rules in force."""
        return self._rulebook.current(self._connection)

    def last_number(self, book: str, first: int, last: int) -> int | None:
        """The highest number of a book inside a slice that was already used, or None."""
        query = text("SELECT max(number) FROM number WHERE book = :b AND number BETWEEN :f AND :l")
        value = self._connection.execute(query, {"b": book, "f": first, "l": last}).scalar()
        return None if value is None else int(value)

    def write(self, act: Act) -> Written | Refusal:
        """Decide strictly, then write act, outbox and dossier row; nothing is written after a refusal."""
        held = rows.load(self._connection, act.dossier)
        shown = None if held is None else held.shown
        decision = decide(shown, act, self.rules(), self.facts(act))
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
        return int(meta.get(self._connection, "last_seq", "0")) + 1

    def _append(self, act: Act) -> None:
        line = encode_act(act)
        head = link(bytes.fromhex(meta.get(self._connection, "last_hash")), line)
        self._connection.execute(
            text(
                "INSERT INTO act(seq, id, dossier, kind, state, grp, at, hash, body)"
                " VALUES (:seq, :id, :dossier, :kind, 'pending', :grp, :at, :hash, :body)"
            ),
            {
                "seq": act.seq,
                "id": act.id,
                "dossier": act.dossier,
                "kind": act.kind.value,
                "grp": act.group,
                "at": act.at.isoformat(timespec="milliseconds"),
                "hash": head,
                "body": line,
            },
        )
        meta.put(self._connection, "last_seq", str(act.seq))
        meta.put(self._connection, "last_hash", head.hex())
        meta.put(self._connection, "last_at", act.at.isoformat(timespec="milliseconds"))
        for file in files_of(act.data):
            self._connection.execute(
                text("UPDATE file SET dossier = :d, act_seq = :s WHERE sha256 = :h AND act_seq = 0"),
                {"d": act.dossier, "s": act.seq, "h": file.sha256},
            )


def facts_of(connection: Connection, act: Act, grants: tuple[Grant, ...], slices: tuple[NumberSlice, ...]) -> Facts:
    """Facts of an act of this office; a number already held by the same dossier counts as free."""
    day = act.at.date()
    taken = False
    for wanted in claims_of(act):
        owner = connection.execute(_OWNER, {"b": wanted.book, "n": wanted.number}).scalar()
        taken = taken or (owner is not None and owner != act.dossier)
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


_CLAIM = text("INSERT INTO number(book, number, dossier) VALUES (:b, :n, :d) ON CONFLICT DO NOTHING")
_OWNER = text("SELECT dossier FROM number WHERE book = :b AND number = :n")
_TAKE_OVER = text("UPDATE number SET dossier = :d WHERE book = :b AND number = :n")
_OPEN = text("SELECT body FROM act WHERE dossier = :d AND state IN ('pending', 'sent') ORDER BY seq")


def claim(connection: Connection, act: Act) -> None:
    """Use up the numbers that the act put on paper."""
    for wanted in claims_of(act):
        connection.execute(_CLAIM, {"b": wanted.book, "n": wanted.number, "d": act.dossier})


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
