"""Every procedure of our counters can be filed online from its own rows; those of ministries cannot."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.services.filing.draft import FIELDS_ON_PAGE, Draft, form_pages, paper_places
from central_server.settings import Settings
from dossier.acts import Channel, FormValue
from dossier.forms import FieldType, FormField
from dossier.procedures import Procedure
from tests.central_server.centre_bench import FakeCheck, StandingClock, TestDesk, World, settings_in
from tests.central_server.filing.citizen import APPLICANT, Citizen, photo
from tests.central_server.filing.test_filing import registers
from tests.fakes.people import OFFICE
from tests.fakes.rules import shipped_bundle

OWN = [one for one in shipped_bundle().procedures if one.receivers]
ANSWERS = {
    FieldType.MULTILINE: "Một dòng",
    FieldType.ID_NUMBER: "060187004128",
    FieldType.PHONE: "0912345678",
    FieldType.EMAIL: "a@example.com",
    FieldType.NUMBER: "1",
    FieldType.YES_NO: "no",
}


@pytest.fixture
def settings(prepared_copy: Path) -> Settings:
    """The embedded database is enough."""
    return settings_in(prepared_copy)


def answer_of(field: FormField) -> dict[str, str]:
    """A right answer to a field, as a browser posts it."""
    name = f"o_{field.id}"
    if field.type is FieldType.DATE:
        return {f"{name}-d": "1", f"{name}-m": "2", f"{name}-y": "2019"}
    if field.type is FieldType.CHOICE:
        return {name: field.choices[0].code}
    if field.type is FieldType.NUMBER and field.minimum:
        return {name: str(field.minimum)}
    if field.pattern:
        return {name: field.example or "1"}
    return {name: ANSWERS.get(field.type, "Điền thử")}


def office_for(world: World, procedure: Procedure) -> str:
    """An office with a desk that takes the procedure."""
    units = shipped_bundle().organisation.units
    if procedure.is_received_by(next(one.level for one in units if one.code == OFFICE)):
        return OFFICE
    other = next(one.code for one in units if procedure.is_received_by(one.level))
    if other not in world.centre.store.read(lambda unit: unit.registry.offices_with_desks()):
        world.desk(other, seed=b"9")
    return other


def test_every_own_procedure_is_filed_online(world: World, desk: TestDesk) -> None:
    """All of them, with every paper they demand; what the office hears is complete."""
    assert len(OWN) == 32
    for procedure in OWN:
        office = office_for(world, procedure)
        citizen = Citizen(world, procedure.code)
        assert citizen.begin(office).status_code == 303, procedure.code
        citizen.go("nguoi-nop", APPLICANT)
        number = 1
        answers: dict[str, str] = {}
        for field in procedure.form.fields if procedure.form else ():
            answers |= answer_of(field)
        while citizen.reply.headers["location"].endswith(f"to-khai-{number}"):
            citizen.go(f"to-khai-{number}", answers)
            number += 1
        page = citizen.get("giay-to")
        names = re.findall(r'name="(p_\w+)" type="file"', page)
        citizen.post("giay-to", {"viec": "tiep"}, [(name, photo(850, 1200)) for name in names])
        assert citizen.reply.status_code == 303, (procedure.code, citizen.said())
        citizen.go("nhan-ket-qua", {"o_way": "direct"})
        citizen.send()
        assert citizen.reply.status_code == 303, (procedure.code, citizen.said(), citizen.get("kiem-tra"))
        citizen.filed()
        world.clock.at += timedelta(minutes=1)
    filed = {one.procedure for one in registers(desk)}
    assert filed == {one.code for one in OWN if office_for(world, one) == OFFICE}
    for data in registers(desk):
        assert all(paper.file is not None for paper in data.papers)


def test_what_needs_the_originals_says_so_and_is_collected_at_the_counter(world: World, desk: TestDesk) -> None:
    """The catalogue takes certified copies at the counter only: sent ahead, and the result is handed out there."""
    citizen = Citizen(world, "2.000815")
    assert "mang bản chính đến" in citizen.get()
    citizen.begin()
    ways = re.findall(r'name="o_way" value="(\w+)"', citizen.get("nhan-ket-qua"))
    assert ways == ["direct"]
    assert citizen.post("nhan-ket-qua", {"o_way": "online"}).status_code == 422
    online = Citizen(world, "1.004873")
    online.begin()
    ways = re.findall(r'name="o_way" value="(\w+)"', online.get("nhan-ket-qua"))
    assert ways == [channel.value for channel in Channel]


@pytest.mark.parametrize("address", ["/nop/1.004222", "/nop/0.000000", "/nop/1.004873/khong-co", "/static/nop.css"])
def test_what_is_not_filed_here_has_no_page(world: World, desk: TestDesk, address: str) -> None:
    """Services of ministries, unknown procedures, unknown pages."""
    citizen = Citizen(world)
    citizen.begin()
    assert citizen.browser.get(address).status_code == 404
    assert 'href="/nop/' not in citizen.browser.get("/thu-tuc/1.004222").text


def test_a_province_may_leave_filing_to_another_portal(settings: Settings) -> None:
    """With `online_filing = "no"` catalogue and look-up stay, and nothing can be filed."""
    centre = build_centre(replace(settings, online_filing="no"), Injected(StandingClock(), FakeCheck()))
    with TestClient(build_application(centre), raise_server_exceptions=False) as client:
        page = client.get("/thu-tuc/1.004873", headers={"accept": "text/html"}).text
        assert "Xác nhận tình trạng hôn nhân" in page
        assert 'href="/nop/' not in page
        assert client.get("/nop/1.004873").status_code == 404
    centre.close()


def test_pages_are_short_and_follow_the_answers() -> None:
    """At most ten fields on a page; a field that hangs on an earlier page comes only when that page asks for it."""
    procedure = next(one for one in OWN if one.code == "1.004873")
    assert procedure.form is not None
    plain = form_pages(procedure.form, ())
    assert [len(page) for page in plain] == [10, 2]
    assert all(len(page) <= FIELDS_ON_PAGE for page in plain)
    widowed = form_pages(procedure.form, (FormValue("tinh_trang", "goa"),))
    assert "so_khai_tu" in {field.id for field in widowed[1]}


def test_papers_follow_the_answers() -> None:
    """A paper whose condition the form decides is demanded or not there; one that only a clerk could decide is free."""
    procedure = next(one for one in OWN if one.code == "1.004873")
    draft = Draft(procedure.code, "a", "d", "s", values=(FormValue("tinh_trang", "goa"), FormValue("cap_lai", "no")))
    places = {place.requirement.code: place.needed for place in paper_places(procedure, draft)}
    assert places == {"CCCD": False, "CT": False, "CTU": True, "UQ": False}
