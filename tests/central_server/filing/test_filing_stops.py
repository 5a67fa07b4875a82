"""The machine dies while a citizen files: before, between and after file store and act; then the citizen goes on."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlalchemy import select

from central_server.portal.filing_desk import FilingDesk
from central_server.ports.storage import Storage, Work
from central_server.services.filing import filing as filing_module
from central_server.services.own_acts import NotTaken, OwnActs
from central_server.storage import schema
from central_server.storage.shelf import LeafShelf
from dossier.identifiers import OfficeId
from dossier.roles import Role
from tests.central_server.centre_bench import TestDesk, World
from tests.central_server.filing.citizen import FORM, Citizen, photo
from tests.central_server.filing.test_filing import acts_of_hand, registers

T = TypeVar("T")


class Killed(BaseException):
    """A hard stop: no handler of the program may catch it."""


class DyingStore:
    """A store whose process is killed in its n-th writing transaction: before the commit, or right after it."""

    def __init__(self, store: Storage, at: int, *, after: bool) -> None:
        self.store, self.left, self.after = store, at, after

    def write(self, work: Callable[[Work], T]) -> T:
        self.left -= 1
        if self.left != 0:
            return self.store.write(work)
        if self.after:
            self.store.write(work)
            raise Killed

        def killed(unit: Work) -> T:
            work(unit)
            raise Killed

        return self.store.write(killed)

    def read(self, work: Callable[[Work], T]) -> T:
        return self.store.read(work)


def filing_of(world: World) -> FilingDesk:
    """The desk of filing behind the running application, with a reader of its own."""
    from central_server.bootstrap.filing import build_filing
    from central_server.bootstrap.papers import SandboxPapers

    return build_filing(world.centre, SandboxPapers())


def ready(citizen: Citizen) -> tuple[str, str]:
    """A draft with a paper, ready to be sent; its token and procedure."""
    citizen.fill(form=FORM | {"o_cap_lai": "yes"})
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "tiep"}, [("p_XNCU", photo())])
    assert citizen.reply.status_code == 303, citizen.said()
    return citizen.browser.cookies["nhap"], citizen.code


def one_whole_dossier(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """Exactly one act, its files proved, and the citizen sees its number."""
    request, _ = citizen.filed()
    (data,) = registers(desk)
    assert data.request == request
    assert acts_of_hand(world) == 1
    with world.centre.store.engine.connect() as connection:
        proved = {row.sha256 for row in connection.execute(select(schema.blob))}
    assert {one.file.sha256 for one in data.papers if one.file is not None} <= proved


@pytest.mark.parametrize("written", range(4))
def test_dying_at_any_file_leaves_a_draft_that_can_be_sent(
    world: World, desk: TestDesk, citizen: Citizen, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Killed before the n-th leaf on the office's shelf: no act, nothing on the feed; the next press files it."""
    token, code = ready(citizen)
    filing = filing_of(world).filing
    draft = filing.draft(token, code)
    assert draft is not None
    left = [written]
    write = LeafShelf.write

    def dying(shelf: LeafShelf, office: OfficeId, sha256: str, index: int, plain: bytes) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        write(shelf, office, sha256, index, plain)

    monkeypatch.setattr(LeafShelf, "write", dying)
    try:
        filing.send(token, draft)
    except Killed:
        assert acts_of_hand(world) == 0
        assert registers(desk) == []
    monkeypatch.setattr(LeafShelf, "write", write)
    citizen.send()
    one_whole_dossier(world, desk, citizen)


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit, before the answer"])
def test_dying_at_the_act_files_it_once(world: World, desk: TestDesk, citizen: Citizen, after: bool) -> None:
    """Between file store and act nothing is filed; after the commit the citizen's next press finds the number."""
    token, code = ready(citizen)
    desk_of_filing = filing_of(world).filing
    draft = desk_of_filing.draft(token, code)
    assert draft is not None
    own = desk_of_filing._parts.own
    store = DyingStore(world.centre.store, 1, after=after)
    dying = filing_module.Filing(replace(desk_of_filing._parts, own=OwnActs(replace(own._parts, storage=store))))
    with pytest.raises(Killed):
        dying.send(token, draft)
    assert acts_of_hand(world) == int(after)
    citizen.send()
    one_whole_dossier(world, desk, citizen)


def test_an_act_that_does_not_fit_leaves_no_trace(
    world: World, desk: TestDesk, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal rolls back act, number, files and the draft's mark; the citizen is told and can try again."""
    token, code = ready(citizen)
    filing = filing_of(world).filing
    draft = filing.draft(token, code)
    assert draft is not None
    from central_server.services import outside

    monkeypatch.setattr(outside, "CITIZEN_ROLES", frozenset({Role.INSPECTOR}))
    with pytest.raises(NotTaken, match="no_right"):
        filing.send(token, draft)
    citizen.send()
    assert "Chưa có gì được nộp" in citizen.said()[0]
    with world.centre.store.engine.connect() as connection:
        for table in (schema.act, schema.number, schema.blob, schema.batch):
            assert connection.execute(select(table)).all() == []
    monkeypatch.undo()
    citizen.send()
    one_whole_dossier(world, desk, citizen)


def test_a_request_number_that_is_taken_is_drawn_again(
    world: World, desk: TestDesk, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance gives the same digits to a second citizen: the second dossier has others."""
    citizen.fill()
    citizen.send()
    first, _ = citizen.filed()
    other = Citizen(world)
    other.fill()
    drawn = iter([int(first[-6:]), 7])
    real = filing_module.RequestNumber
    monkeypatch.setattr(filing_module, "RequestNumber", lambda day, number: real(day, next(drawn)))
    other.send()
    assert other.filed()[0].endswith("-000007")
    assert len(registers(desk)) == 2


def test_a_paper_whose_bytes_are_gone_is_never_filed(world: World, citizen: Citizen) -> None:
    """A damaged leaf of the draft: an alarm and a fault, no act that names what nobody has."""
    ready(citizen)
    for one in (world.centre.settings.data / "files").rglob("*"):
        if one.is_file():
            one.write_bytes(one.read_bytes()[:-1] + b"?")
    assert citizen.send().status_code == 500
    assert acts_of_hand(world) == 0
