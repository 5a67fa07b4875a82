"""A procedure read from the national catalogue is proposed, reviewed, put in force, filed online and received."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from central_server.commands.run import run
from central_server.services.people import NewOfficial
from central_server.settings import Settings
from central_sync.protocol.messages import RulesRow
from dossier.events import Stage
from dossier.roles import Role
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import TestDesk, World, settings_in
from tests.central_server.filing.citizen import APPLICANT, Citizen, photo
from tests.central_server.filing.test_filing import registers
from tests.central_server.test_publishing import CODE, DEPARTMENT, ENTER, ROW, SHAPE
from tests.fakes.people import OFFICE

PUBLISH = ("--decision", "100/QĐ-UBND", "--decided-on", "2019-03-01", "--from", "2019-03-10")
STEPS = (
    ("enter", CODE, "--by", "cntt", *ENTER),
    ("propose", CODE, "--by", "lanhdao", *SHAPE),
    ("review", CODE, "--by", "tinh1"),
    ("publish", CODE, "--by", "tinh2", *PUBLISH),
)


@pytest.fixture
def settings(prepared_copy: Path) -> Settings:
    """The embedded database is enough."""
    return settings_in(prepared_copy)


def publish(
    world: World, folder: Path, row: dict[str, object] = ROW, steps: tuple[tuple[str, ...], ...] = STEPS
) -> None:
    """The whole way of the catalogue by the program's own commands, beside the running centre."""
    since = date(2018, 1, 1)
    for login, office, role in (
        ("lanhdao", OFFICE, Role.LEADER),
        ("cntt", OFFICE, Role.OFFICE_ADMIN),
        ("tinh1", DEPARTMENT, Role.PROVINCE_ADMIN),
        ("tinh2", DEPARTMENT, Role.PROVINCE_ADMIN),
    ):
        world.centre.people.add(NewOfficial(login, "Công chức", login, "mật khẩu"), [(office, role, since)])
    file = folder / "catalogue.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    for words in (("import", str(file)), *steps):
        assert run(["--data", str(world.centre.settings.data), "procedure", *words]) == 0, words


def test_a_published_procedure_goes_from_the_catalogue_to_the_desk(
    world: World, desk: TestDesk, tmp_path: Path
) -> None:
    """No code and no restart: found on the portal, filed with its two papers, accepted by its own limit."""
    stranger = Citizen(world, CODE)
    assert stranger.browser.get(f"/thu-tuc/{CODE}").status_code == 404
    publish(world, tmp_path)
    citizen = Citizen(world, CODE)
    assert f'href="/thu-tuc/{CODE}"' in citizen.browser.get("/thu-tuc?tim=xac+nhan+cu+tru+cua+ho").text
    assert "3 ngày làm việc" in citizen.browser.get(f"/thu-tuc/{CODE}").text
    assert citizen.begin().status_code == 303
    citizen.go("nguoi-nop", APPLICANT)
    names = re.findall(r'name="(p_\w+)" type="file"', citizen.get("giay-to"))
    assert len(names) == 2
    citizen.post("giay-to", {"viec": "tiep"}, [(name, photo(850, 1200)) for name in names])
    assert citizen.reply.status_code == 303, citizen.said()
    citizen.go("nhan-ket-qua", {"o_way": "direct"})
    assert citizen.send().status_code == 303, citizen.said()
    citizen.filed()
    (filed,) = registers(desk)
    assert (filed.procedure, [paper.name for paper in filed.papers]) == (CODE, ["Tờ khai", "Sổ hộ"])
    rules = world.centre.rulebook.current()
    assert rules is not None
    assert [row.version for row in desk.rows if isinstance(row, RulesRow)][-1] == rules.version
    hand = Hand.of(world, desk)
    due = rules.due_of(CODE, filed.delivery, hand.maker.at)
    assert due is not None
    given = {"procedure": CODE, "values": filed.values, "papers": filed.papers, "due": due.at}
    received = replace(hand.receive(**given), dossier=desk.events()[-1].dossier, rules=rules.version)
    (verdict,) = desk.do(received).verdicts
    assert verdict.verdict.value == "accepted", verdict
    record = world.centre.store.read(lambda unit: unit.search.by_id(received.dossier))
    assert record is not None
    assert (record.state.stage, f"{record.state.clock.due}") == (Stage.RECEIVED, "2019-03-19 17:00:00")


def test_a_new_version_of_a_shipped_procedure_is_filed_online(world: World, desk: TestDesk, tmp_path: Path) -> None:
    """The version before it ended the day before; the one of today is filed, by its own papers."""
    shipped = "1.000894"
    assert Citizen(world, shipped).begin().status_code == 303
    again = tuple((what, shipped, *words) for what, _, *words in STEPS)
    publish(world, tmp_path, {**ROW, "code": shipped}, again)
    rules = world.centre.rulebook.current()
    assert rules is not None
    versions = [one for one in rules.bundle.procedures if one.code == shipped]
    assert [one.valid_until for one in versions] == [date(2019, 3, 9), None]
    citizen = Citizen(world, shipped)
    assert citizen.begin().status_code == 303
    citizen.go("nguoi-nop", APPLICANT)
    assert len(re.findall(r'name="(p_\w+)" type="file"', citizen.get("giay-to"))) == 2
