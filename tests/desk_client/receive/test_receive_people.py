"""The applicant: read from a card, known from earlier dossiers, undone; hostile texts change nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_client.services.intake import IntakeForm, Received
from desk_client.viewmodels.receive_sheet import NOBODY
from tests.desk_client.receive.counter import CARD, Counter
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


def receive_once(counter: Counter) -> None:
    """The citizen has one dossier already."""
    clerk = counter.seat.session
    assert clerk is not None
    assert isinstance(counter.desk.intake.receive(clerk, FORM), Received)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "060187004128",
        CARD[:40],
        CARD.replace("Nữ", "Nam"),
        CARD.replace("02091987", "31021987"),
        CARD.replace("Lê Thị", "<script>"),
        CARD + "\x00",
        "|".join(["1"] * 7),
        CARD * 40,
        CARD.replace("10012018", "10012027"),
    ],
)
def test_hostile_or_half_card_texts_change_nothing(counter: Counter, text: str) -> None:
    """Whatever the reader sends that is no card is refused with a sentence that has words."""
    assert not counter.screen.scan_card(text)
    assert counter.model.sheet.applicant == NOBODY
    assert counter.screen.bars.said.isVisible()
    assert "⟦" not in counter.screen.bars.said.accessibleName()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="|0123456789aÊữ \r\n\x1b", max_size=120))
def test_noise_of_a_reader_never_fills_a_person(counter: Counter, text: str) -> None:
    """Random bursts fill nothing and break nothing."""
    assert not counter.model.people.scan_card(text)
    assert counter.model.sheet.applicant == NOBODY


def test_a_card_fills_the_applicant_and_the_form(counter: Counter) -> None:
    """Name, number, birth, sex and residence come from the card, and from there into the procedure's own form."""
    counter.model.choose_procedure("1.004873")
    assert counter.screen.scan_card(CARD + "\r\n")
    counter.settle()
    person = counter.model.sheet.applicant
    assert (person.name, person.born, person.gender) == ("Lê Thị Bích Ngọc", "02/09/1987", "Nữ")
    field = counter.screen.form.inputs["so_dinh_danh"]
    assert field.text() == "060187004128"  # type: ignore[union-attr]  # a line of text


def test_a_known_number_brings_the_person_back_and_can_be_undone(counter: Counter) -> None:
    """Typing the number is enough; "Bỏ" gives back what stood there before."""
    receive_once(counter)
    counter.screen.go_to("applicant.id_number")
    counter.write(CITIZEN.id_number)
    counter.settle()
    counter.bot.waitUntil(lambda: counter.model.sheet.applicant.name == CITIZEN.name)
    assert counter.model.sheet.applicant.phone == CITIZEN.phone
    assert "Đã có 1 hồ sơ trước" in counter.screen.applicant.notice.accessibleName()
    counter.screen.applicant.undo.click()
    assert counter.model.sheet.applicant.name == ""
    assert counter.model.sheet.applicant.id_number == CITIZEN.id_number
    assert not counter.screen.applicant.notice.isVisible()


def test_typed_words_win_over_known_ones(counter: Counter) -> None:
    """What the clerk typed from the paper is never overwritten by old data."""
    receive_once(counter)
    counter.model.people.type("address", "12 Trần Phú")
    counter.model.people.type("id_number", CITIZEN.id_number)
    counter.settle()
    assert counter.model.sheet.applicant.address == "12 Trần Phú"
    assert counter.model.sheet.applicant.name == CITIZEN.name


def test_a_reader_that_loses_marks_is_warned_about(counter: Counter) -> None:
    """A card read without Vietnamese letters asks the clerk to mend name and residence; known data mend them."""
    plain = "060187004128||Le Thi Bich Ngoc|02091987|Nu|45 Thu Khoa Huan|10012018"
    assert counter.screen.scan_card(plain)
    assert counter.model.people.marks_lost
    counter.settle()
    counter.model.begin_new()
    receive_once(counter)
    assert counter.screen.scan_card(plain)
    counter.settle()
    assert counter.model.sheet.applicant.name == CITIZEN.name


def test_days_are_read_as_people_type_them(counter: Counter) -> None:
    """02091987 becomes 02/09/1987 once the field is left; a year alone stays; nonsense is marked."""
    counter.model.choose_procedure("1.004873")
    counter.screen.go_to("applicant.born")
    counter.write("02091987")
    counter.screen.go_to("applicant.phone")
    assert counter.model.sheet.applicant.born == "02/09/1987"
    counter.model.people.type("born", "1987")
    assert not [gap for gap in counter.model.gaps() if gap.place == "applicant.born"]
    counter.model.people.type("born", "31/02/1987")
    counter.model.leave("applicant.born")
    assert counter.screen.applicant.rows["id_number"].error
