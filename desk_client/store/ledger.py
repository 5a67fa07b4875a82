"""Writes one act with its local effect and its place in the outbox in one transaction; the strict face of the core."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from central_sync.protocol.chain import link
from central_sync.protocol.codec import decode_act, encode_act
from desk_client.store import meta, number_book, rows
from desk_client.store.query import Query
from desk_client.store.rulebook import Rulebook
from dossier.acts import Act, Assign, SignOnPaper, files_of, reused_files
from dossier.decide import Claimed, decide, record
from dossier.events import Event, Outcome
from dossier.evolve import evolve
from dossier.facts import Facts
from dossier.identifiers import ActId, NumberSlice
from dossier.numbers import lies_in
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Grant, Role, roles_on, seconded_on
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
        return number_book.last_number(self._connection, book, first, last)

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
        number_book.claim(self._connection, act)
        return Written(act, state)

    def facts(self, act: Act) -> Facts:
        """What lies outside the dossier at the act's moment, from this desk's own tables."""
        taken = number_book.not_free(self._connection, (act,))
        return facts_of(act, taken, self._grants, self._slices)

    def next_seq(self) -> int:
        """The sequence of the next act of this device (gapless)."""
        return self._last_seq + 1

    def _append(self, act: Act) -> None:
        line = encode_act(act)
        head = link(self._last_hash, line)
        at = act.at.isoformat(timespec="milliseconds")
        row = (act.seq, act.id, act.dossier, act.kind.value, act.group, at, head, line)
        _APPEND.run(self._connection, row)
        self._last_seq, self._last_hash = act.seq, head
        self.clock = act.clock.removesuffix(f".{act.device}")
        standing = {"last_seq": str(act.seq), "last_hash": head.hex(), "last_at": at, "hlc": self.clock}
        meta.put_some(self._connection, standing)
        for file in files_of(act.data):
            _NAME_FILE.run(self._connection, (act.dossier, act.seq, file.sha256))
        for file in reused_files(act.data):
            _NAME_AGAIN.run(self._connection, (act.seq, file.sha256))


def facts_of(act: Act, taken: frozenset[ActId], grants: tuple[Grant, ...], slices: tuple[NumberSlice, ...]) -> Facts:
    """Facts of an act of this office; `taken` are acts whose numbers another dossier holds."""
    day = act.at.date()
    code = getattr(act.data, "code", "")
    fit = signer = True
    if isinstance(act.data, Assign):
        fit = Role.OFFICER in roles_on(grants, act.data.person, act.office, day)
    if isinstance(act.data, SignOnPaper):
        signer = Role.LEADER in roles_on(grants, act.data.signer, act.office, day)
    return Facts(
        roles=roles_on(grants, act.actor, act.office, day),
        number_free=act.id not in taken,
        number_ours=not code or lies_in(slices, code),
        assignee_fit=fit,
        signer_fit=signer,
        seconded=seconded_on(grants, act.actor, act.office, day),
    )


_APPEND = Query(
    "INSERT INTO act(seq, id, dossier, kind, state, grp, at, hash, body) VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?)"
)
_NAME_FILE = Query("UPDATE file SET dossier = ?, act_seq = ? WHERE sha256 = ? AND act_seq = 0")
_NAME_AGAIN = Query("UPDATE file SET state = 'local', act_seq = max(act_seq, ?) WHERE sha256 = ? AND state = 'proved'")
"""A file that another office sent is proved for this one too: the lane asks first and sends nothing that is there."""
_OPEN = Query(
    "SELECT dossier, body FROM act WHERE state IN ('pending', 'sent')"
    " AND dossier IN (SELECT value FROM json_each(?)) ORDER BY seq"
)


def open_acts(connection: Connection, dossiers: Iterable[str]) -> dict[str, list[Act]]:
    """Own acts of these dossiers whose events have not come yet, in order; a dossier without any is missing."""
    found: dict[str, list[Act]] = {}
    for dossier, line in _OPEN.rows(connection, (json.dumps(list(dossiers)),)):
        act = decode_act(line)
        if isinstance(act, Act):
            found.setdefault(dossier, []).append(act)
    return found


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
