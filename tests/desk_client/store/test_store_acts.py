"""Acts: with their effect, their numbers and their place in the outbox in one transaction, or not at all."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import decode_act
from desk_client.services.intake import Received
from desk_client.store.drafts import Draft
from desk_client.store.ledger import Ledger
from dossier.acts import Act, HandOver, Note
from dossier.numbers import register_book
from dossier.refusals import Refusal, RefusalCode
from tests.desk_client.store.feeding import FORM, SESSIONS, Counter
from tests.desk_client.store.statements import each_statement
from tests.fakes.people import OFFICE

COPY = replace(FORM, procedure="2.000815")


class Killed(BaseException):
    """The process dies here."""


@contextmanager
def dying(counter: Counter, at: int, when: str) -> Iterator[list[str]]:
    """Die at the n-th statement (before or after it ran) of whatever the writer does; gives what ran."""
    ran: list[str] = []

    def count(statement: str) -> None:
        ran.append(statement)
        if len(ran) == at:
            raise Killed

    with each_statement(counter.machine.engine, count, when):
        yield ran


def visit(counter: Counter) -> object:
    """Two dossiers of one visit, one of them from a draft, with a file, a fee receipt and a hand-over afterwards."""
    file = counter.parts.shelf.keep(b"%PDF-1.4 one scanned page", 1)
    papers = (replace(FORM.papers[0], file=file), *FORM.papers[1:])
    forms = (replace(FORM, papers=papers, draft="draft-1"), FORM)
    return counter.intake.receive_visit(SESSIONS["hoa"], forms)


def keep_draft(counter: Counter) -> None:
    """What the clerk typed before."""
    counter.parts.drafts.save(Draft("draft-1", "receive", "Ngọc", datetime(2019, 3, 14, 8, 1), "p-hoa", b"{}"))


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_dies_at_any_statement_leaves_nothing_half(counter: Counter, when: str) -> None:
    """Acts, rows, numbers, search words, draft and file marks: all as before, wherever it dies; then it works."""
    keep_draft(counter)
    counter.parts.shelf.keep(b"%PDF-1.4 one scanned page", 1)
    before, at, statements = counter.everything(), 0, 0
    while True:
        at += 1
        with dying(counter, at, when) as ran:
            try:
                done = visit(counter)
            except Killed:
                statements = len(ran)
            else:
                break
        assert counter.everything() == before, f"half a transaction after statement {at}: {ran[-1]}"
    assert statements > 20, "the fault was not injected into the whole transaction"
    assert isinstance(done, tuple)
    assert [one.state.book_number for one in done] == [1, 2]
    assert counter.parts.drafts.latest("receive") == []
    assert counter.act_states() == ["pending", "pending"]
    assert len(counter.parts.queries.search("bich ngoc")) == 2


def test_a_commit_that_fails_leaves_nothing_half(counter: Counter) -> None:
    """The last moment: everything was written, COMMIT did not return."""
    keep_draft(counter)
    counter.parts.shelf.keep(b"%PDF-1.4 one scanned page", 1)
    before = counter.everything()

    def die(_connection: object) -> None:
        raise Killed

    event.listen(counter.machine.engine, "commit", die)
    with pytest.raises(Killed):
        visit(counter)
    event.remove(counter.machine.engine, "commit", die)
    assert counter.everything() == before
    assert isinstance(visit(counter), tuple)


def test_a_refusal_in_the_middle_of_a_group_leaves_nothing(counter: Counter) -> None:
    """One control slip over three dossiers, the last one not in a state to be handed over: none is."""
    dossiers = [counter.receive().id for _ in range(3)]
    counter.do(HandOver(OFFICE, "Quét sau"), dossiers[2])
    before = counter.everything()
    refused = counter.acting.do_all(SESSIONS["hoa"], HandOver(OFFICE, "Quét sau"), dossiers)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.WRONG_STAGE
    assert counter.everything() == before


def test_the_chain_of_the_outbox_follows_from_its_lines(counter: Counter) -> None:
    """Sequence without a hole, each link over the exact bytes, the head kept beside."""
    state = counter.receive()
    for words in ("một", "hai", "ba"):
        counter.do(Note(words), state.id)
    acts = counter.machine.journal.outbox(0, 10)
    assert [act.seq for act in acts] == [1, 2, 3, 4]
    assert [act.hash for act in acts] == links(ZERO, [act.line for act in acts])
    assert counter.meta("last_hash") == acts[-1].hash.hex()
    assert counter.machine.journal.hash_before(3) == acts[1].hash
    read = [decode_act(act.line) for act in acts]
    assert [act.base for act in read if isinstance(act, Act)] == [0, 0, 0, 0], "base is the confirmed revision"


def test_the_hybrid_clock_never_goes_back(counter: Counter) -> None:
    """Whatever the machine's clock does, a later act has a later moment in the chain."""
    from tests.fakes.people import MORNING

    class Stuck:
        """A clock that jumps back an hour."""

        rehearsal = True

        def __init__(self) -> None:
            self.moments = iter((7_200_000, 7_200_000, 3_600_000, 7_200_001))

        def now(self) -> datetime:
            return MORNING

        def unix_ms(self) -> int:
            return self.moment

        def step(self) -> None:
            self.moment = next(self.moments)

        def monotonic(self) -> float:
            return 0.0

        def correct(self, offset_ms: int) -> None:
            return None

    clock = Stuck()
    clock.step()
    counter = Counter.over(replace(counter.machine, clock=clock))
    state = counter.receive()
    for _ in range(3):
        clock.step()
        counter.do(Note("x"), state.id)
    told = [decode_act(line) for line in counter.lines()]
    ticks = [act.clock.rsplit(".", 1)[0] for act in told if isinstance(act, Act)]
    assert ticks == ["7200000.0", "7200000.1", "7200000.2", "7200001.0"]


def test_a_number_that_the_same_dossier_holds_counts_as_free(counter: Counter) -> None:
    """After a restore the same reception may be judged again; another dossier may not take the number."""
    state = counter.receive()
    act = decode_act(counter.lines()[0])
    assert isinstance(act, Act)

    def free(one: Act) -> Callable[..., bool]:
        return lambda connection: (
            Ledger(connection, counter.parts.rulebook, counter.parts.identity).facts(one).number_free
        )

    assert counter.machine.writer.run(free(act)) is True
    other = replace(act, dossier=state.id[:-1] + ("0" if state.id[-1] != "0" else "1"))
    assert counter.machine.writer.run(free(other)) is False


def test_the_register_has_no_hole_after_refusals_and_reopening(counter: Counter) -> None:
    """A refused reception gives its number back; the next process goes on with the next one."""
    numbers = [counter.receive().book_number]
    assert isinstance(counter.intake.receive(SESSIONS["hoa"], replace(FORM, papers=())), Refusal)
    numbers.append(counter.receive().book_number)
    counter = counter.again()
    numbers.append(counter.receive().book_number)
    assert numbers == [1, 2, 3]
    with counter.parts.engine.connect() as connection:
        book = register_book(counter.parts.identity.device, 2019)
        kept = (
            connection.exec_driver_sql("SELECT number FROM number WHERE book = ? ORDER BY 1", (book,)).scalars().all()
        )
    assert list(kept) == [1, 2, 3]


_CRASH = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from desk_client.bootstrap import open_machine
from tests.desk_client.store.feeding import Counter
from tests.desk_client.store.statements import each_statement
from tests.fakes.office import settings_in
counter = Counter.over(open_machine(settings_in(Path(sys.argv[1]))))
print(counter.receive().code, flush=True)
left = [int(sys.argv[2])]
def die(*_rest):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), 9)
event.listen(counter.machine.engine, "commit", die)
with each_statement(counter.machine.engine, die):
    counter.receive()
"""


@pytest.mark.slow
def test_a_register_survives_kill_9_without_a_hole(counter: Counter) -> None:
    """Each process receives one, then is killed somewhere inside the next: codes and register run on by one."""
    folder = counter.machine.folder
    counter.close()
    codes = []
    for statement in (2, 5, 8, 10, 12):
        done = subprocess.run(
            [sys.executable, "-c", _CRASH, str(folder), str(statement)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        assert done.returncode == -9, done.stderr
        codes.append(done.stdout.strip()[-4:])
    assert codes == ["0001", "0002", "0003", "0004", "0005"]


def test_a_reception_with_its_fee_is_two_acts_of_one_group(counter: Counter) -> None:
    """The money is taken in the transaction of the reception, under the desk's own receipt number."""
    papers = tuple(replace(paper, code=code) for paper, code in zip(FORM.papers, ("BC", "BS"), strict=True))
    from dossier.acts import FormValue

    values = (FormValue("ten_giay_to", "Giấy khai sinh"), FormValue("so_trang", "1"), FormValue("so_ban", "2"))
    form = replace(COPY, papers=papers, values=values, at_once=True, copies=2, fee_paid=True)
    done = counter.intake.receive(SESSIONS["hoa"], form)
    assert isinstance(done, Received), done
    assert (done.state.fee_left, done.state.money.receipts) == (0, ("0000001/2019",))
    assert counter.act_states() == ["pending", "pending"]
