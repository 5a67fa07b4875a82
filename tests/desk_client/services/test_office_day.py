"""A whole dossier through the desk's use cases on the real store."""

from pathlib import Path

import pytest

from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import LoginFault
from dossier.acts import Accept, Assign, HandOver, HandResult, Propose, ReturnResult
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from tests.fakes.office import PASSWORD, make_office, sign_in
from tests.fakes.people import CITIZEN, LEADER, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, OFFICER, RECORDS

FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


def test_one_dossier_goes_from_the_counter_to_the_citizen(tmp_path: Path) -> None:
    """Four people on one machine take a dossier through, with number and a paper that only its leader can sign."""
    desk = make_office(tmp_path)
    clerk, officer, leader, records = (sign_in(desk, login) for login in ("hoa", "loc", "minh", "suong"))
    received = desk.intake.receive(clerk, FORM)
    assert isinstance(received, Received), received
    state = received.state
    assert (state.code, state.book, state.book_number) == ("000.04.31.H11-190314-0001", "01/2019", 1)
    assert len(received.secret) == 8
    steps = (
        (clerk, HandOver(OFFICE, "Quét sau")),
        (officer, Accept()),
        (officer, Assign(OFFICER.id)),
        (officer, Propose(grant=True, text="Đủ điều kiện")),
    )
    for session, payload in steps:
        done = desk.acting.do(session, payload, state.id)
        assert isinstance(done, Dossier), done
    approved = desk.drafting.approve(leader, state.id)
    assert isinstance(approved, Dossier), approved
    assert [row.id for row in desk.results.tray()] == [state.id]
    assert approved.result.draft is not None
    assert desk.parts.shelf.read(approved.result.draft.sha256).startswith(b"%PDF")
    scan = desk.parts.shelf.keep(b"%PDF-1.4 scan of the signed page", 1, state.id)
    refused = desk.results.sign_on_paper(records, state.id, scan, RECORDS)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.SIGNER_UNFIT
    signed = desk.results.sign_on_paper(records, state.id, scan, LEADER)
    assert isinstance(signed, Dossier), signed
    assert (signed.stage, signed.clock.finished_at) == (Stage.LEADER_SIGNED, None)
    stamped = desk.parts.shelf.keep(b"%PDF-1.4 scan of the stamped page", 1, state.id)
    numbered = desk.results.number_on_paper(records, state.id, stamped)
    assert isinstance(numbered, Dossier), numbered
    assert (numbered.stage, numbered.result.symbol, numbered.result.file) == (Stage.SIGNED, "1/UBND-XN", stamped)
    assert numbered.result.on_paper
    assert numbered.clock.finished_at is not None
    assert isinstance(desk.acting.do(officer, HandResult(), state.id), Dossier)
    handed = ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False)
    done = desk.results.return_result(clerk, state.id, handed, "")
    assert isinstance(done, Dossier), done
    assert done.stage is Stage.RETURNED
    assert len(desk.machine.journal.outbox(0, 100)) == 10


def test_numbers_of_one_day_run_on_and_the_secret_is_kept_only_as_a_keyed_hash(tmp_path: Path) -> None:
    """The second dossier has the next number; its act holds no secret."""
    desk = make_office(tmp_path)
    clerk = sign_in(desk, "hoa")
    first, second = desk.intake.receive(clerk, FORM), desk.intake.receive(clerk, FORM)
    assert isinstance(first, Received)
    assert isinstance(second, Received)
    assert second.state.code.endswith("-0002")
    lines = b"".join(act.line for act in desk.machine.journal.outbox(0, 10))
    assert first.secret.encode() not in lines
    assert second.secret.encode() not in lines


def test_a_refused_visit_leaves_nothing_behind(tmp_path: Path) -> None:
    """Two dossiers of one visit, the second without its papers: neither is written, no number is used."""
    desk = make_office(tmp_path)
    clerk = sign_in(desk, "hoa")
    refused = desk.intake.receive_visit(clerk, (FORM, IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES)))
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.PAPERS_MISSING
    assert list(desk.machine.journal.outbox(0, 10)) == []
    received = desk.intake.receive(clerk, FORM)
    assert isinstance(received, Received)
    assert received.state.code.endswith("-0001")


def test_a_spent_slice_is_refused_in_words_and_never_reused(tmp_path: Path) -> None:
    """A desk whose slice has two numbers receives two dossiers and no third."""
    from tests.fakes.office import enrolment

    desk = make_office(tmp_path, enrolment(first=7, last=8))
    clerk = sign_in(desk, "hoa")
    codes = []
    for _ in range(2):
        received = desk.intake.receive(clerk, FORM)
        assert isinstance(received, Received)
        codes.append(received.state.code[-4:])
    assert codes == ["0007", "0008"]
    refused = desk.intake.receive(clerk, FORM)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.NUMBERS_SPENT


def test_a_restarted_desk_goes_on_where_it_was(tmp_path: Path) -> None:
    """Sequence, numbers and known people survive; the person's data return by identity number."""
    desk = make_office(tmp_path)
    assert isinstance(desk.intake.receive(sign_in(desk, "hoa"), FORM), Received)
    desk.machine.writer.close()
    desk.machine.engine.dispose()
    from desk_client.bootstrap import open_desk, open_machine

    again = open_desk(open_machine(desk.machine.settings))
    assert again is not None
    received = again.intake.receive(sign_in(again, "hoa"), FORM)
    assert isinstance(received, Received)
    assert received.state.code.endswith("-0002")
    assert [act.seq for act in again.machine.journal.outbox(0, 10)] == [1, 2]
    known = again.intake.known_person(CITIZEN.id_number)
    assert known is not None
    assert (known[0].name, known[1]) == (CITIZEN.name, 2)


@pytest.mark.parametrize("typed", ["le thi bich ngoc", "NGỌC lê", "060187004128", "190314-0001", "0001", "0908213657"])
def test_a_dossier_is_found_by_name_without_marks_number_and_code(tmp_path: Path, typed: str) -> None:
    """Every way a clerk looks for a dossier finds it."""
    desk = make_office(tmp_path)
    received = desk.intake.receive(sign_in(desk, "hoa"), FORM)
    assert isinstance(received, Received)
    assert [row.id for row in desk.parts.queries.search(typed)] == [received.state.id]


def test_five_wrong_passwords_lock_an_account(tmp_path: Path) -> None:
    """The right password does not help while the account is locked; another account is free."""
    desk = make_office(tmp_path)
    for _ in range(5):
        assert desk.sessions.login("hoa", "sai") is LoginFault.WRONG
    assert desk.sessions.login("hoa", PASSWORD) is LoginFault.LOCKED
    assert not isinstance(desk.sessions.login("loc", PASSWORD), LoginFault)


def test_a_login_written_otherwise_is_the_same_account(tmp_path: Path) -> None:
    """Wrong passwords count whatever the letters of the login; the right one forgets them all."""
    desk = make_office(tmp_path)
    for written in ("hoa", "HOA", " Hoa ", "hOA"):
        assert desk.sessions.login(written, "sai") is LoginFault.WRONG
    assert desk.sessions.tries_left("Hoa") == 1
    assert not isinstance(desk.sessions.login("Hoa", PASSWORD), LoginFault)
    assert desk.sessions.tries_left("hoa") == 5


def test_a_right_password_writes_nothing(tmp_path: Path) -> None:
    """Where no wrong one is remembered there is nothing to forget: nobody waits for the disk."""
    desk = make_office(tmp_path)
    before = desk.machine.writer.persons
    assert not isinstance(desk.sessions.login("hoa", PASSWORD), LoginFault)
    assert desk.machine.writer.persons == before
