"""The machine dies while a citizen files: before, between and after file store and act; then the citizen goes on."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select

from central_server.bootstrap.filing import build_drafts
from central_server.bootstrap.keys import read_keys
from central_server.portal.filing_desk import FilingDesk
from central_server.ports.storage import Storage, Work
from central_server.services.filing import filing as filing_module
from central_server.services.filing.filing import DraftChanged
from central_server.services.own_acts import NotTaken, OwnActs
from central_server.services.secret import secret_key
from central_server.storage import schema
from central_server.storage.shelf import LeafShelf
from central_sync.protocol.chain import ZERO, batch_statement, link
from central_sync.protocol.keys import verified
from central_sync.protocol.messages import FileKey
from dossier.acts import Channel, FormValue, PaperForm
from dossier.course import Register
from dossier.identifiers import OfficeId
from dossier.roles import Role
from tests.central_server.centre_bench import TestDesk, World
from tests.central_server.filing.citizen import FORM, Citizen, photo
from tests.central_server.filing.test_filing import HAND, acts_of_hand, registers

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
    from central_server.bootstrap.checking import SandboxFileCheck
    from central_server.bootstrap.filing import build_filing
    from central_server.bootstrap.papers import SandboxPapers
    from token_signing.verify import TrustedBy

    return build_filing(world.centre, SandboxPapers(SandboxFileCheck(TrustedBy), world.centre.clock.now))


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
    monkeypatch.setattr(Register, "role", Role.INSPECTOR)
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


def test_a_draft_that_changes_while_it_is_sent_is_not_filed(world: World, citizen: Citizen) -> None:
    """What is filed is what was loaded and declared, to the letter: another window's answer in between stops it."""
    token, code = ready(citizen)
    filing = filing_of(world).filing
    draft = filing.draft(token, code)
    assert draft is not None
    filing.change(token, lambda one: replace(one, delivery=(FormValue("way", "post"),)))
    with pytest.raises(DraftChanged):
        filing.send(token, draft)
    assert acts_of_hand(world) == 0


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
            one.write_bytes(bytes([*one.read_bytes()[:-1], one.read_bytes()[-1] ^ 1]))
    assert citizen.send().status_code == 500
    assert acts_of_hand(world) == 0


def test_pressing_twice_makes_one_dossier(world: World, citizen: Citizen) -> None:
    """The second post leads to the same number; so do four at the same time."""
    citizen.fill()
    citizen.get("kiem-tra")
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: citizen.post("kiem-tra", {"cam_doan": "dong-y"}), range(4)))
    assert [reply.status_code for reply in replies] == [303] * 4
    first = citizen.filed()
    citizen.post("kiem-tra", {"cam_doan": "dong-y"})
    assert citizen.filed() == first
    assert acts_of_hand(world) == 1


def test_the_chain_of_the_hand_is_proved_like_a_desks(world: World, citizen: Citizen) -> None:
    """Two filings: sequence without a gap, every link, and each signature under the key of the device's row."""
    for _ in range(2):
        citizen.fill()
        citizen.send()
        citizen.get("da-nop")
        citizen.post("xoa", {})
    store = world.centre.store
    acts = store.read(lambda unit: unit.ledger.acts(HAND, 1, 10))
    device = store.read(lambda unit: unit.registry.device(HAND))
    assert device is not None
    assert [act.seq for act in acts] == [1, 2]
    previous = ZERO
    with store.engine.connect() as connection:
        batches = connection.execute(select(schema.batch).order_by(schema.batch.c.first_seq)).all()
    for act, batch in zip(acts, batches, strict=True):
        previous = link(previous, act.line)
        assert act.hash == previous == batch.head
        statement = batch_statement(HAND, act.seq, act.seq, act.hash)
        assert verified(device.public_key.hex(), statement, batch.sig.hex())
    assert device.last_hash == previous


def test_the_office_gets_the_act_and_fetches_its_pages(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """All that was typed, the declaration word for word, the form and the photo as PDF, byte for byte."""
    citizen.fill(form=FORM | {"o_cap_lai": "yes"})
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "tiep"}, [("p_XNCU", photo()), ("p_XNCU", photo(1300))])
    assert citizen.reply.status_code == 303, citizen.said()
    citizen.send()
    request, secret = citizen.filed()
    (data,) = registers(desk)
    assert data.request == request
    assert (data.applicant.name, data.applicant.phone) == ("Lê Thị Bích Ngọc", "0912345678")
    assert (data.delivery, data.filed_by, data.filed_as) == (Channel.DIRECT, "", Role.APPLICANT)
    assert data.declaration.startswith("Tôi cam đoan")
    assert data.secret_key == secret_key(read_keys(world.centre.settings.data / "keys").salt, secret)
    form, paper = data.papers
    assert (form.code, paper.code, paper.form) == ("TK", "XNCU", PaperForm.ELECTRONIC)
    for one in (form, paper):
        assert one.file is not None
        assert desk.have(FileKey(one.file.sha256, one.file.size)).files[0].complete
        leaves = [desk.get(one.file.sha256, index) for index in range(-(-one.file.size // 65536))]
        whole = b"".join(leaf.body for leaf in leaves)
        assert hashlib.sha256(whole).hexdigest() == one.file.sha256
        assert whole.startswith(b"%PDF-")
    assert paper.file is not None
    assert paper.file.pages == 2


def test_a_draft_lasts_thirty_days_and_is_sealed(world: World, citizen: Citizen) -> None:
    """The table shows no name; on the thirtieth day it is there, after it it is gone with its papers."""
    citizen.fill()
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "luu"}, [("p_CCCD", photo())])
    with world.centre.store.engine.connect() as connection:
        rows = connection.execute(select(schema.draft)).all()
    assert len(rows) == 1
    assert "Bích Ngọc".encode() not in rows[0].sealed
    assert citizen.browser.cookies["nhap"] not in rows[0].id
    shelf = world.centre.settings.data / "files"
    assert [one for one in shelf.rglob("*") if one.is_file()]
    drafts = build_drafts(world.centre)
    world.clock.at += timedelta(days=29, hours=23)
    assert drafts.sweep() == 0
    assert "060187004128" in citizen.get("nguoi-nop")
    world.clock.at += timedelta(hours=2)
    assert citizen.get("nguoi-nop") is not None
    assert citizen.reply.status_code == 303
    assert drafts.sweep() == 1
    assert not [one for one in shelf.rglob("*") if one.is_file()]
