"""A centre on paper for one desk's store: decides acts as the real one does and hands its rows to the journal."""

from dataclasses import dataclass, field
from pathlib import Path

from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import decode_act, encode_act, encode_row, encode_state
from central_sync.protocol.messages import EventRow, FeedHead, GrantRow, Row, Verdict, VerdictKind, VerdictRow
from central_sync.protocol.ports import Cursor
from desk_client.bootstrap import Machine, open_machine
from desk_client.services.acting import Acting
from desk_client.services.intake import Intake, IntakeForm, Received
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta, rows
from desk_client.store.drafts import Drafts
from desk_client.store.queries import Queries
from desk_client.store.shelf import Sealer, Shelf
from desk_client.store.tasks import KeptTask, open_tasks
from dossier.acts import Act, Payload
from dossier.decide import record
from dossier.events import Event
from dossier.evolve import evolve
from dossier.state import Dossier
from tests.fakes.office import enrolment, make_machine
from tests.fakes.people import CITIZEN, CLERK, GRANTS, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, PEOPLE, facts_for
from tests.fakes.rules import shipped_rules

FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
SESSIONS = {person.login: Session(person, OFFICE, GRANTS) for person in PEOPLE}


@dataclass
class Counter:
    """A desk's store with its use cases, without screens and devices."""

    machine: Machine
    parts: Parts
    acting: Acting
    intake: Intake

    @classmethod
    def over(cls, machine: Machine) -> "Counter":
        """The use cases over an enrolled machine."""
        known = machine.identity()
        assert known is not None
        engine, writer = machine.engine, machine.writer
        shelf = Shelf(machine.folder / "files", Sealer(b"f" * 32, machine.chance), engine, writer, machine.clock)
        parts = Parts(
            engine=engine,
            writer=writer,
            rulebook=machine.rulebook,
            shelf=shelf,
            drafts=Drafts(engine, writer),
            queries=Queries(engine),
            clock=machine.clock,
            chance=machine.chance,
            identity=known,
        )
        acting = Acting(parts)
        return cls(machine, parts, acting, Intake(parts, acting))

    @classmethod
    def open(cls, folder: Path) -> "Counter":
        """A freshly enrolled counter."""
        return cls.over(make_machine(folder, enrolment()))

    def close(self) -> None:
        """End the writer and the connections, as a clean exit does."""
        self.machine.writer.close()
        self.machine.engine.dispose()

    def again(self) -> "Counter":
        """The same store opened by a new process."""
        self.close()
        return Counter.over(open_machine(self.machine.settings))

    def receive(self, login: str = "hoa") -> Dossier:
        """One reception that must succeed."""
        done = self.intake.receive(SESSIONS[login], FORM)
        assert isinstance(done, Received), done
        return done.state

    def do(self, payload: Payload, dossier: str, login: str = "hoa") -> Dossier:
        """One act that must succeed."""
        done = self.acting.do(SESSIONS[login], payload, dossier)
        assert isinstance(done, Dossier), done
        return done

    def held(self, dossier: str) -> rows.Held | None:
        """The stored row of a dossier."""
        with self.parts.engine.connect() as connection:
            return rows.load(connection, dossier)

    def shown(self, dossier: str) -> Dossier:
        """What the screens show; it must be there."""
        state = self.parts.queries.dossier(dossier)
        assert state is not None
        return state

    def lines(self) -> list[bytes]:
        """Every own act's line, in order."""
        return [act.line for act in self.machine.journal.outbox(0, 1000)]

    def act_states(self) -> list[str]:
        """How each own act stands, in order."""
        with self.parts.engine.connect() as connection:
            return list(connection.exec_driver_sql("SELECT state FROM act ORDER BY seq").scalars())

    def meta(self, key: str) -> str:
        """A small value."""
        with self.parts.engine.connect() as connection:
            return meta.get(connection, key)

    def tasks(self) -> list[KeptTask]:
        """Open tasks."""
        return open_tasks(self.parts.engine)

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table of the store, to compare before and after."""
        tables = ("act", "dossier", "event", "number", "task", "file", "meta", "draft")
        with self.parts.engine.connect() as connection:
            return {
                name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY 1, 2")]
                for name in tables
            }


@dataclass
class PaperCentre:
    """States of record and the rows of the office's feed; every act is decided with full rights."""

    states: dict[str, Dossier] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def accept(self, line: bytes, **facts: bool) -> EventRow:
        """Decide an act that must make an event, and put it on the feed."""
        act = decode_act(line)
        assert isinstance(act, Act)
        event = record(self.states.get(act.dossier), act, shipped_rules(), facts_for(act, **facts))
        assert isinstance(event, Event), event
        self.states[act.dossier] = evolve(self.states.get(act.dossier), event)
        row = EventRow(len(self.rows) + 1, act.dossier, event.rev, line.decode(), event.ruling)
        self.rows.append(row)
        return row

    def grant(self, state: Dossier) -> GrantRow:
        """Put a whole state on the feed."""
        import msgspec

        row = GrantRow(len(self.rows) + 1, state.id, state.rev, msgspec.Raw(encode_state(state)))
        self.rows.append(row)
        return row

    def say(self, line: bytes, kind: VerdictKind, code: str) -> VerdictRow:
        """Put an act without an event on the feed; the line need not be readable."""
        try:
            act = decode_act(line)
            place = (act.dossier, act.device, act.seq, act.id)
        except Exception:
            place = ("", "dev-2", 7, "")
        dossier, device, seq, name = place
        row = VerdictRow(len(self.rows) + 1, dossier, Verdict(seq, name, kind, code), device, line.decode())
        self.rows.append(row)
        return row

    def tell(self, counter: Counter, after: int = 0) -> list[str]:
        """Give the desk every row after a number as one page."""
        lines = [encode_row(row) for row in self.rows]
        upto, reached = len(lines), [ZERO, *links(ZERO, lines)][-1]
        head, cursor = FeedHead("epoch-1", OFFICE, upto, reached.hex(), ""), Cursor("epoch-1", upto, reached)
        return list(counter.machine.journal.apply(self.rows[after:], lines[after:], head, cursor))


def verdict_of(line: bytes, kind: VerdictKind, code: str = "") -> Verdict:
    """The answer to an own act."""
    act = decode_act(line)
    return Verdict(act.seq, act.id, kind, code)


def line_of(act: Act) -> bytes:
    """The line of an act of another desk."""
    return encode_act(act)


__all__ = ["CLERK", "FORM", "SESSIONS", "Counter", "PaperCentre", "line_of", "verdict_of"]
