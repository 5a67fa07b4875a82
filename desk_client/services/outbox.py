"""Counts and lists what has not reached the centre and what waits for a human; closes a task with a note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from central_sync.protocol.codec import decode_act
from desk_client.ports import DeskFault
from desk_client.services.parts import Parts
from desk_client.store import meta
from desk_client.store.rows import load
from desk_client.store.tasks import KeptTask, close_task, count_open, open_tasks
from desk_client.store.writer import Priority
from dossier.acts import Act, ActKind
from dossier.events import Stage
from dossier.identifiers import PersonId
from dossier.state import Dossier

_FILES_WAITING = "state = 'local' AND act_seq > 0"


@dataclass(frozen=True, slots=True)
class Counts:
    """What the sync line depends on, counted in one read of the store."""

    unsent_acts: int
    unsent_dossiers: int
    unproved_files: int
    tasks: int
    last_round: datetime | None
    frozen: bool

    @property
    def all_sent(self) -> bool:
        """Whether nothing waits to be sent."""
        return self.unsent_acts == 0 and self.unproved_files == 0


@dataclass(frozen=True, slots=True)
class UnsentDossier:
    """A dossier with something the centre has not acknowledged; `share` is (leaves sent, leaves) of its files."""

    dossier: str
    code: str
    name: str
    procedure: str
    stage: Stage | None
    acts: int
    last_act: ActKind
    files_proved: int
    files: int
    share: tuple[int, int]
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with what is known of the act that raised it, who did it, and how its dossier stands now.

    `state` is what this desk shows, `there` what the centre has confirmed (None: it does not have the dossier).
    """

    task: KeptTask
    code: str
    name: str
    procedure: str
    act: Act | None
    actor: str
    state: Dossier | None
    there: Dossier | None


class Outbox:
    """Read side of the outbox and the tasks; every method opens its own short read."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def counts(self) -> Counts:
        """What is unsent, unproved and open now."""
        with self._parts.engine.connect() as connection, connection.begin():
            return _counts(connection)

    def unsent(self, limit: int = 200) -> tuple[UnsentDossier, ...]:
        """Dossiers with unsent acts or unproved files, oldest first."""
        with self._parts.engine.connect() as connection, connection.begin():
            acked, names = _acked(connection), self._procedures(connection)
            found = connection.execute(text(_UNSENT), {"a": acked, "l": limit}).scalars().all()
            return tuple(_unsent_dossier(connection, str(dossier), acked, names) for dossier in found)

    def tasks(self, limit: int = 200) -> tuple[OpenTask, ...]:
        """Open tasks, oldest first."""
        kept = open_tasks(self._parts.engine, limit)
        with self._parts.engine.connect() as connection, connection.begin():
            names = self._procedures(connection)
            people = {account.person.id: account.person.name for account in meta.people(connection).accounts}
            return tuple(_open_task(connection, task, names, people) for task in kept)

    def close_task(self, task: str, note: str) -> None:
        """Close a task with what was done about it; it stays in the store."""
        now = self._parts.clock.now()
        self._parts.writer.run(lambda connection: close_task(connection, task, note, now))

    def keep_round(self, when: datetime) -> None:
        """Remember that the centre answered a round to its end."""
        kept = when.isoformat("T", "seconds")
        self._parts.writer.run(lambda connection: meta.put(connection, "last_round", kept), Priority.FEED)

    def _procedures(self, connection: Connection) -> Mapping[str, str]:
        """Names of procedures by code; empty before the first download of the rules."""
        try:
            bundle = self._parts.rulebook.current(connection).bundle
        except DeskFault:
            return {}
        return {procedure.code: procedure.short_name or procedure.name for procedure in bundle.procedures}


_UNSENT = f"""
SELECT dossier FROM (
    SELECT dossier, min(seq) AS first FROM act WHERE seq > :a GROUP BY dossier
    UNION ALL
    SELECT dossier, min(act_seq) AS first FROM file WHERE {_FILES_WAITING} GROUP BY dossier
) GROUP BY dossier ORDER BY min(first) LIMIT :l
"""  # noqa: S608 - the condition is a literal of this file


def _acked(connection: Connection) -> int:
    return int(meta.get(connection, "acked", "0"))


def _counts(connection: Connection) -> Counts:
    acted = connection.execute(
        text("SELECT count(*) AS acts, count(DISTINCT dossier) AS dossiers FROM act WHERE seq > :a"),
        {"a": _acked(connection)},
    ).one()
    files = connection.execute(text(f"SELECT count(*) FROM file WHERE {_FILES_WAITING}"))  # noqa: S608 - as above
    last = meta.get(connection, "last_round")
    return Counts(
        unsent_acts=acted.acts,
        unsent_dossiers=acted.dossiers,
        unproved_files=int(files.scalar_one()),
        tasks=count_open(connection),
        last_round=datetime.fromisoformat(last) if last else None,
        frozen=bool(meta.get(connection, "frozen")),
    )


def _unsent_dossier(connection: Connection, dossier: str, acked: int, names: Mapping[str, str]) -> UnsentDossier:
    query = text("SELECT code, name, stage, procedure FROM dossier WHERE id = :d")
    row = connection.execute(query, {"d": dossier}).one_or_none()
    acts = connection.execute(
        text(
            "SELECT count(*) FILTER (WHERE seq > :a) AS waiting, max(seq) AS newest,"
            " coalesce(min(at) FILTER (WHERE seq > :a), min(at)) AS since FROM act WHERE dossier = :d"
        ),
        {"d": dossier, "a": acked},
    ).one()
    kind = connection.execute(text("SELECT kind FROM act WHERE seq = :s"), {"s": acts.newest}).scalar_one()
    files = connection.execute(
        text(
            "SELECT count(*) AS whole, count(*) FILTER (WHERE state = 'proved') AS proved,"
            " coalesce(sum((size + 65535) / 65536), 0) AS leaves,"
            " coalesce(sum(CASE state WHEN 'proved' THEN (size + 65535) / 65536 ELSE sent END), 0) AS sent"
            " FROM file WHERE dossier = :d AND act_seq > 0"
        ),
        {"d": dossier},
    ).one()
    return UnsentDossier(
        dossier=dossier,
        code="" if row is None else row.code,
        name="" if row is None else row.name,
        procedure="" if row is None else names.get(row.procedure, row.procedure),
        stage=None if row is None else Stage(row.stage),
        acts=acts.waiting,
        last_act=ActKind(kind),
        files_proved=files.proved,
        files=files.whole,
        share=(int(files.sent), int(files.leaves)),
        since=datetime.fromisoformat(acts.since),
    )


def _open_task(
    connection: Connection, task: KeptTask, names: Mapping[str, str], people: Mapping[PersonId, str]
) -> OpenTask:
    held, act = load(connection, task.dossier), _act_of(connection, task)
    state = None if held is None else held.shown
    applicant = getattr(act.data, "applicant", None) if act is not None else None
    procedure = getattr(act.data, "procedure", "") if act is not None and state is None else ""
    if state is not None:
        procedure = state.procedure
    return OpenTask(
        task=task,
        code=state.code if state is not None else getattr(act.data, "code", "") if act is not None else "",
        name=state.applicant.name if state is not None else "" if applicant is None else applicant.name,
        procedure=names.get(procedure, procedure),
        act=act,
        actor="" if act is None else people.get(act.actor, ""),
        state=state,
        there=None if held is None else held.confirmed,
    )


def _act_of(connection: Connection, task: KeptTask) -> Act | None:
    """The act that raised a task: an own one, or one of another desk inside an event."""
    body = connection.execute(text("SELECT body FROM act WHERE id = :a"), {"a": task.act}).scalar()
    if body is not None:
        own = decode_act(bytes(body))
        return own if isinstance(own, Act) else None
    lines = connection.execute(text("SELECT line FROM event WHERE dossier = :d"), {"d": task.dossier}).scalars()
    acts = (decode_act(bytes(line)) for line in lines)
    return next((act for act in acts if isinstance(act, Act) and act.id == task.act), None)
