"""The steps tick themselves while a day is lived on a real store: the guide only looks."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import text

from desk_client.bootstrap import Desk
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.printing import Printing
from desk_client.store import meta
from desk_client.store.drafts import Draft
from dossier.acts import (
    Accept,
    Assign,
    FileRef,
    HandOver,
    HandResult,
    PaperEntry,
    PaperForm,
    Payload,
    Propose,
    ReturnResult,
)
from dossier.identity import CardData, parse_card_qr
from dossier.state import Dossier
from rehearsal.past import archive_scan
from rehearsal.people import Invented
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES
from tests.rehearsal.guide.conftest import PIN, SINCE, Guide
from token_signing.devices.port import TokenTrouble


def receive(desk: Desk, *, scanned: bool = True) -> Received:
    """Receive 1.004873 as the clerk, with a scanned declaration or without."""
    file = archive_scan(desk, "1.004873", Invented(CITIZEN, SINCE.date())) if scanned else None
    first = MARRIAGE_PAPERS[0]
    papers = (PaperEntry(1, first.code, first.name, PaperForm.ORIGINAL, 1, file=file), *MARRIAGE_PAPERS[1:])
    received = desk.intake.receive(sign_in(desk, "hoa"), IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers))
    assert isinstance(received, Received), received
    return received


def print_receipt(desk: Desk, received: Received) -> FileRef:
    """Make the receipt, as F9 does after the act is durable."""
    printing = Printing(desk.parts, desk.papers, desk.intake, desk.acting, desk.spooler)
    return printing.receipt(sign_in(desk, "hoa"), (received,)).file


def act(desk: Desk, login: str, payload: Payload, dossier: str) -> None:
    """Do one act as one of the four people."""
    done = desk.acting.do(sign_in(desk, login), payload, dossier)
    assert isinstance(done, Dossier), done


def to_proposal(desk: Desk, dossier: str) -> None:
    """From the counter to the officer's proposal."""
    officer = sign_in(desk, "loc")
    act(desk, "hoa", HandOver(officer.office, "Quét sau"), dossier)
    for payload in (Accept(), Assign(officer.person.id), Propose(grant=True, text="Đủ điều kiện")):
        act(desk, "loc", payload, dossier)


def give_back(desk: Desk, dossier: str) -> None:
    """From the signed result into the citizen's hands."""
    act(desk, "loc", HandResult(), dossier)
    handed = ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False)
    done = desk.results.return_result(sign_in(desk, "hoa"), dossier, handed, "cash")
    assert isinstance(done, Dossier), done


def hand_out(desk: Desk) -> None:
    """A whole life of one dossier, signed on paper."""
    dossier = receive(desk).state.id
    to_proposal(desk, dossier)
    assert isinstance(desk.drafting.approve(sign_in(desk, "minh"), dossier), Dossier)
    records = sign_in(desk, "suong")
    scan = archive_scan(desk, "signed", Invented(CITIZEN, SINCE.date()))
    signed = desk.results.sign_on_paper(records, dossier, scan, sign_in(desk, "minh").person)
    assert isinstance(signed, Dossier), signed
    assert isinstance(desk.results.number_on_paper(records, dossier, scan), Dossier)
    give_back(desk, dossier)


def send_all(desk: Desk) -> None:
    """Mark in the store what the centre's answers mark: every act answered, every file proved."""

    def answered(connection) -> None:  # type: ignore[no-untyped-def]  # a connection of the writer
        meta.put(connection, "acked", meta.get(connection, "last_seq"))
        connection.execute(text("UPDATE file SET state = 'proved' WHERE act_seq > 0"))

    desk.parts.writer.run(answered)


def test_nothing_is_ticked_before_anybody_sat_down(guide: Guide) -> None:
    """The day begins with the first step."""
    guide.see()
    assert guide.ticked() == []
    assert guide.model.steps()[0].state.value == "now"


def test_only_a_clerk_at_the_counter_ticks_the_login(guide: Guide) -> None:
    """The leader's login is another step's."""
    guide.seat.take(sign_in(guide.desk, "minh"))
    guide.settle()
    assert guide.ticked() == []
    guide.seat.take(sign_in(guide.desk, "hoa"))
    guide.settle()
    assert guide.ticked() == ["login"]


def test_the_card_is_ticked_when_it_filled_the_draft(guide: Guide) -> None:
    """The card is a real one to the desk's own reader and rules; the step waits until the counter typed it in."""
    guide.seat.take(sign_in(guide.desk, "hoa"))
    guide.model.hold_card()
    guide.settle()
    spool = guide.desk.devices.spool
    assert spool is not None
    card = parse_card_qr(spool.take(), SINCE.date())
    assert isinstance(card, CardData), card
    guide.see()
    assert guide.ticked() == ["login"]
    body = f'{{"applicant":{{"id_number":"{card.number}"}}}}'.encode()
    guide.desk.parts.drafts.save(Draft("d1", "receive", "x", SINCE, "Hoa", body))
    guide.see()
    assert guide.ticked() == ["login", "card"]


def test_receiving_counts_with_a_scanned_paper_and_a_receipt(guide: Guide) -> None:
    """A dossier without a scan, or without its receipt, is not the step yet."""
    print_receipt(guide.desk, receive(guide.desk, scanned=False))
    received = receive(guide.desk)
    guide.see()
    assert "receive" not in guide.ticked()
    print_receipt(guide.desk, received)
    guide.see()
    assert guide.ticked() == ["login", "receive"]


def test_the_line_is_cut_a_dossier_received_and_all_is_sent_again(guide: Guide) -> None:
    """Both steps of the bad line, in their order."""
    receive(guide.desk)
    send_all(guide.desk)
    guide.window.cut.click()
    guide.settle()
    assert "cut" not in guide.ticked()
    receive(guide.desk)
    guide.see()
    assert "cut" in guide.ticked()
    guide.window.restore.click()
    guide.settle()
    assert "restore" not in guide.ticked()
    send_all(guide.desk)
    guide.see()
    assert guide.ticked() == ["login", "cut", "restore"]


@pytest.mark.usefixtures("token")
def test_the_office_works_until_the_result_is_handed_out(guide: Guide) -> None:
    """Officer, chairman, records clerk, token, counter: each act of the office ticks its step."""
    desk, dossier = guide.desk, receive(guide.desk).state.id
    to_proposal(desk, dossier)
    guide.see()
    assert guide.ticked() == ["login", "process"]
    assert isinstance(desk.drafting.approve(sign_in(desk, "minh"), dossier), Dossier)
    guide.window.token.click()
    guide.settle()
    opened = desk.devices.tokens()[0].token.open(PIN)
    assert not isinstance(opened, TokenTrouble), opened
    assert isinstance(desk.results.sign(sign_in(desk, "minh"), dossier, opened), Dossier)
    guide.see()
    assert guide.ticked()[-1] == "sign"
    sealing = desk.devices.tokens()[1].token.open(PIN)
    assert not isinstance(sealing, TokenTrouble), sealing
    assert isinstance(desk.results.seal(sign_in(desk, "suong"), dossier, sealing), Dossier)
    guide.see()
    assert guide.ticked()[-1] == "number"
    give_back(desk, dossier)
    guide.see()
    assert guide.ticked() == ["login", "process", "sign", "number", "return"]


def test_a_desk_that_was_killed_goes_on_where_the_guide_was(open_guide: Callable[[], Guide]) -> None:
    """Done steps are kept beside the devices; a broken note of them means none, never a fault."""
    first = open_guide()
    first.seat.take(sign_in(first.desk, "hoa"))
    first.settle()
    again = open_guide()
    assert again.ticked() == ["login"]
    (again.hands.world.simulators / "guide" / "done").write_bytes(b"\xff\x00 login quatsch")
    assert open_guide().ticked() == []


def test_what_the_office_did_before_the_day_is_no_step(guide: Guide) -> None:
    """Acts of the past are older than the beginning of the day."""
    from dataclasses import replace

    receive(guide.desk)
    observer = replace(guide.model._backstage.observer, since=SINCE.replace(hour=23))
    assert observer.look("").kinds == frozenset()
    assert guide.model._backstage.observer.look("").kinds


def test_a_store_that_cannot_be_read_is_told(guide: Guide) -> None:
    """A look that fails says so and the next look is still made."""
    guide.desk.parts.writer.run(lambda connection: connection.execute(text("ALTER TABLE act RENAME TO lost")))
    guide.see()
    assert guide.model.said.id == "guide.said.fault"
    guide.desk.parts.writer.run(lambda connection: connection.execute(text("ALTER TABLE lost RENAME TO act")))
    receive(guide.desk)
    guide.see()
    assert guide.ticked() == ["login"]


def test_a_laid_paper_is_scanned_by_the_desks_own_scanner(guide: Guide) -> None:
    """What the guide lays into the feeder comes out of the scanner as a page of A4."""
    from PIL import Image

    from rehearsal.guide.papers import PaperKind
    from scanning.devices.port import ScanOutcome, ScanProfile
    from scanning.pages import Page

    guide.model.lay_paper(PaperKind.DECLARATION)
    guide.settle()
    guide.model.lay_paper(PaperKind.DIVORCE_RULING)
    guide.settle()
    pages: list[Page] = []
    scanner = guide.desk.devices.scanners()[0]
    assert scanner.simulated
    assert scanner.scanner.scan(ScanProfile(), pages.append, lambda: False) is ScanOutcome.DONE
    assert [tuple(round(side) for side in page.size_mm) for page in pages] == [(210, 297), (210, 297)]
    first, second = (Image.open(io.BytesIO(page.image)).convert("HSV").histogram() for page in pages)
    red = [sum(bands[:8]) + sum(bands[248:256]) for bands in (first, second)]
    assert red[1] > 3 * red[0]
