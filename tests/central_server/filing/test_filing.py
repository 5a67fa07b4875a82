"""A citizen files online: the office gets act and pages, once, whatever breaks; nobody else learns anything."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from central_server.bootstrap.portal import build_portal
from central_server.ports.lookup import OwnerView
from central_server.ports.values import DeviceState
from central_server.settings import Settings
from central_server.storage import schema
from central_sync.protocol.codec import decode_act
from dossier.course import Register
from dossier.events import Stage
from dossier.identifiers import DeviceId, DossierId
from dossier.roles import CITIZEN, Role
from tests.central_server.centre_bench import TestDesk, World, settings_in
from tests.central_server.filing.citizen import APPLICANT, CODE, FORM, Citizen
from tests.fakes.people import OFFICE, OTHER_OFFICE

HAND = DeviceId(f"portal-{OFFICE}")


@pytest.fixture
def settings(prepared_copy: Path) -> Settings:
    """The embedded database: what touches both is in `test_filing_stops`."""
    return settings_in(prepared_copy)


def registers(desk: TestDesk) -> list[Register]:
    """What was filed online, as the office's desk hears of it."""
    desk.pull()
    acts = [decode_act(row.line.encode()) for row in desk.events()]
    return [act.data for act in acts if isinstance(act.data, Register)]


def acts_of_hand(world: World) -> int:
    """How many acts the office's portal device has written."""
    return len(world.centre.store.read(lambda unit: unit.ledger.acts(HAND, 1, 1000)))


def test_the_state_of_record_is_registered_without_a_code(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """No legal code and no clock before a clerk accepts it; the actor is the citizen of the portal."""
    citizen.fill()
    citizen.send()
    desk.pull()
    (row,) = desk.events()
    record = world.centre.store.read(lambda unit: unit.search.by_id(DossierId(row.dossier)))
    assert record is not None
    state = record.state
    assert (state.stage, state.code, state.clock.due, state.office) == (Stage.REGISTERED, "", None, OFFICE)
    assert state.trail[0].actor == CITIZEN


def test_request_number_and_secret_open_the_story(world: World, citizen: Citizen) -> None:
    """In any writing of the number, by the look-up page; without the secret only the degree of completion."""
    citizen.fill()
    citizen.send()
    request, secret = citizen.filed()
    lookup = build_portal(world.centre).lookup
    view = lookup.with_secret(request, secret, "127.0.0.1")
    assert isinstance(view, OwnerView)
    page = citizen.browser.post("/tra-cuu", data={"ma": request.lower().replace("-", " "), "bi_mat": secret}).text
    assert request in page
    assert "Lê Thị Bích Ngọc" not in page
    public = citizen.browser.post("/tra-cuu", data={"ma": request}).text
    assert "Mức độ hoàn thành" in public


def test_a_changed_byte_of_a_draft_is_no_draft(world: World, citizen: Citizen) -> None:
    """A table that somebody altered opens nothing and fails nobody."""
    citizen.fill()
    with world.centre.store.engine.begin() as connection:
        row = connection.execute(select(schema.draft)).one()
        broken = bytes([*row.sealed[:-1], row.sealed[-1] ^ 1])
        connection.execute(schema.draft.update().values(sealed=broken))
    assert citizen.get("kiem-tra") is not None
    assert (citizen.reply.status_code, citizen.reply.headers["location"]) == (303, citizen.base)


def test_another_site_can_neither_fill_nor_send(world: World, citizen: Citizen) -> None:
    """Without the hidden word, with that of another draft, or sent from elsewhere: nothing changes."""
    citizen.fill()
    other = Citizen(world)
    other.fill()
    citizen.get("kiem-tra")
    stolen = other.get("kiem-tra")
    form = {"cam_doan": "dong-y"}
    assert citizen.browser.post(f"{citizen.base}/kiem-tra", data=form).headers["location"] == citizen.base
    citizen.page = stolen
    assert citizen.post("kiem-tra", form).headers["location"] == citizen.base
    citizen.get("kiem-tra")
    citizen.browser.headers["sec-fetch-site"] = "cross-site"
    assert citizen.post("kiem-tra", form).headers["location"] == citizen.base
    assert acts_of_hand(world) == 0


def test_a_change_in_another_window_is_shown_before_it_is_sent(world: World, citizen: Citizen) -> None:
    """What is declared is what was seen; going back and forth loses nothing."""
    citizen.fill()
    seen = citizen.get("kiem-tra")
    citizen.go("nguoi-nop", APPLICANT | {"o_phone": "0987654321"})
    citizen.page = seen
    citizen.post("kiem-tra", {"cam_doan": "dong-y"})
    assert citizen.reply.status_code == 422
    assert "cửa sổ khác" in citizen.said()[0]
    assert "0987654321" in citizen.page
    assert "12 Hải Thượng Lãn Ông" in citizen.page
    assert citizen.post("kiem-tra", {"cam_doan": "dong-y"}).status_code == 303


def test_nothing_is_sent_without_the_declaration(world: World, citizen: Citizen) -> None:
    """The box is never ticked beforehand."""
    citizen.fill()
    assert "checked" not in citizen.get("kiem-tra")
    citizen.post("kiem-tra", {})
    assert citizen.said() == ["Chưa đánh dấu lời cam đoan. Hãy đọc và đánh dấu nếu đúng."]
    assert acts_of_hand(world) == 0


def test_what_is_missing_is_named_with_its_page(world: World, citizen: Citizen) -> None:
    """A draft without answers cannot be sent, also not by a post of its own."""
    citizen.begin()
    page = citizen.get("kiem-tra")
    for part in ("nguoi-nop", "to-khai-1", "nhan-ket-qua"):
        assert f'href="{citizen.base}/{part}"' in page
    assert 'name="cam_doan"' not in page
    citizen.get("nguoi-nop")
    citizen.post("kiem-tra", {"cam_doan": "dong-y"})
    assert acts_of_hand(world) == 0


def test_a_paper_that_an_answer_demands_must_come(world: World, citizen: Citizen) -> None:
    """ "Xin cấp lại" wants the old paper; another answer takes the demand away."""
    citizen.fill(form=FORM | {"o_cap_lai": "yes"})
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "tiep"}, [])
    assert citizen.said() == [
        "Chưa có: Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó. Hãy chọn tệp rồi bấm “Lưu và tiếp tục”."
    ]
    citizen.go("to-khai-2", FORM)
    assert "XNCU" not in citizen.get("giay-to")


def test_a_wrong_answer_is_kept_and_told(citizen: Citizen) -> None:
    """The page comes back with what was typed, the mistake, and its link."""
    citizen.begin()
    citizen.get("nguoi-nop")
    wrong = APPLICANT | {"o_id_number": "06018700412", "o_born-m": "13", "o_name": ""}
    citizen.post("nguoi-nop", wrong)
    assert citizen.reply.status_code == 422
    assert len(citizen.said()) == 3
    assert 'value="06018700412"' in citizen.page
    assert 'value="13"' in citizen.page


def test_answers_that_are_not_asked_are_not_filed(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """A browser without `:has` shows all fields: what does not apply is dropped."""
    citizen.fill(form=FORM | {"o_ket_hon_voi": "Không ai", "o_muc_dich_khac": "x"})
    citizen.send()
    (data,) = registers(desk)
    assert {"ket_hon_voi", "muc_dich_khac"}.isdisjoint(value.field for value in data.values)


def test_who_fills_it_in_for_another_is_written_down(desk: TestDesk, citizen: Citizen) -> None:
    """The helper's name stands beside the applicant's."""
    citizen.fill(APPLICANT | {"o_acting": "helper", "o_filed_by": "Trần Thị Giúp"})
    citizen.send()
    (data,) = registers(desk)
    assert (data.filed_by, data.filed_as) == ("Trần Thị Giúp", Role.HELPER)


def test_only_an_office_with_a_desk_at_work_is_offered(world: World, citizen: Citizen) -> None:
    """An office without one would never see the dossier; a revoked desk is none."""
    page = citizen.get()
    assert OFFICE in page
    assert OTHER_OFFICE not in page
    assert citizen.post("", {"noi": OTHER_OFFICE}).status_code == 422
    device = world.centre.store.read(lambda unit: unit.registry.devices_of(OFFICE))[0]
    world.centre.enrolment.revoke(device.id)
    assert "Hiện chưa có nơi nào nhận" in citizen.get()


def test_a_stopped_hand_files_nothing_and_loses_nothing(world: World, citizen: Citizen) -> None:
    """A device that an administrator has frozen: the citizen is told, the draft is there."""
    citizen.fill()
    citizen.send()
    citizen.post("xoa", {})
    world.centre.store.write(lambda unit: unit.ledger.set_state(HAND, DeviceState.FROZEN))
    citizen.fill()
    assert citizen.send().status_code == 500
    assert "Lê Thị Bích Ngọc" in citizen.get("kiem-tra")
    assert acts_of_hand(world) == 1


def test_an_address_that_sends_too_much_waits(world: World, citizen: Citizen) -> None:
    """After forty beginnings from one address it is told when it may go on."""
    for _ in range(40):
        fresh = Citizen(world)
        assert fresh.begin().status_code == 303
    fresh = Citizen(world)
    fresh.begin()
    assert fresh.reply.status_code == 422
    assert "Hãy thử lại từ" in fresh.page
    world.clock.at += timedelta(minutes=16)
    assert fresh.begin().status_code == 303


def test_no_log_and_no_address_names_a_person(world: World, citizen: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    """Everything that is logged while a citizen files and a paper is refused."""
    with caplog.at_level(logging.DEBUG):
        citizen.fill()
        citizen.get("giay-to")
        citizen.post("giay-to", {"viec": "luu"}, [("p_CCCD", b"PK\x03\x04")])
        citizen.send()
        _, secret = citizen.filed()
    text = caplog.text
    assert "/nop/" in text
    for private in ("Ngọc", "060187004128", "345678", "ngoc@example.com", secret, citizen.browser.cookies["nhap"]):
        assert private not in text


def test_throwing_away_leaves_nothing_in_browser_or_table(world: World, citizen: Citizen) -> None:
    """A filed dossier stays; what this browser knew of it goes."""
    citizen.fill()
    citizen.send()
    citizen.get("da-nop")
    citizen.post("xoa", {})
    assert citizen.reply.headers["location"] == f"/thu-tuc/{CODE}"
    assert "nhap" not in citizen.browser.cookies
    with world.centre.store.engine.connect() as connection:
        assert connection.execute(select(schema.draft)).all() == []
    assert acts_of_hand(world) == 1
