"""The counter warns of a dossier that is filed twice, without a line too, and lets the clerk decide."""

from desk_client.services.intake import Asking, IntakeForm, Received
from dossier.acts import AskedPaper
from dossier.state import Dossier
from dossier.values import Reason
from tests.desk_client.receive.counter import CARD, NOT_OURS, Counter
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


def _begin(counter: Counter, procedure: str) -> None:
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure(procedure)
    counter.settle()


def test_an_open_dossier_of_the_same_citizen_and_procedure_is_said(counter: Counter) -> None:
    """With its code and day; another procedure takes the warning away; nothing is held back."""
    received = counter.desk.intake.receive(sign_in(counter.desk, "hoa"), FORM)
    assert isinstance(received, Received)
    _begin(counter, "1.004873")
    bars = counter.screen.bars
    assert bars.twin.isVisible()
    said = bars.twin.accessibleName()
    assert "Có thể nộp trùng" in said
    assert received.state.code[-11:] in said
    assert "14/03/2019" in said
    assert counter.model.can_slip()
    counter.model.choose_procedure("2.000815")
    counter.settle()
    assert not bars.twin.isVisible()


def test_a_dossier_that_ended_or_is_itself_is_no_twin(counter: Counter) -> None:
    """One that waits for papers is told as such; taken up it warns no more; refused it is over."""
    clerk = sign_in(counter.desk, "hoa")
    asked = counter.desk.intake.ask_papers(
        clerk, FORM, Asking((AskedPaper("Tờ khai", 1, 0, ""),), Reason("thieu_giay_to"))
    )
    assert isinstance(asked, Dossier)
    _begin(counter, "1.004873")
    assert "còn chờ bổ sung" in counter.screen.bars.twin.accessibleName()
    counter.model.take_up(asked)
    counter.settle()
    assert counter.model.twins.notice is None
    other = counter.desk.intake
    assert other.twin_of(CITIZEN.id_number, "1.004873", "") is not None
    refused = other.refuse(clerk, IntakeForm("1.004873", CITIZEN, dossier=asked.id), NOT_OURS)
    assert isinstance(refused, Dossier)
    assert other.twin_of(CITIZEN.id_number, "1.004873", "") is None
