"""An imported procedure comes into force by persons with the right, in order, with nothing guessed; desks get it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec import structs

from central_server.bootstrap.build import Centre, build_centre
from central_server.commands.prepare import prepare
from central_server.commands.run import run
from central_server.services.paper_sentences import short_name
from central_server.services.people import NewOfficial
from central_server.services.publication import Publication, Shape, made
from central_server.services.publishing import continued
from central_server.settings import Settings
from central_sync.protocol.bundle import decode_bundle
from dossier.acts import Channel
from dossier.identifiers import OfficeId
from dossier.limits import LimitUnit
from dossier.papers import Need, PaperRequirement
from dossier.procedures import Level, Procedure, find_procedure
from dossier.roles import Role
from tests.central_server.test_procedure_import import NATIONAL, PUBLIC, flat, read

UNIT, DEPARTMENT = OfficeId("000.04.31.H11"), OfficeId("000.00.12.H11")
CODE = "1.009999"
ROW = flat(
    code=CODE,
    name="Xác nhận cư trú của hộ trong phường",
    decision="12/QĐ-BTP",
    channels=[
        {"channel": "direct", "time": "3", "fee": "", "note": ""},
        {"channel": "online", "time": "2 Ngày làm việc", "fee": "Miễn phí", "note": ""},
    ],
    components=[
        {"name": "Tờ khai", "originals": 1, "copies": 0},
        {"name": "Sổ hộ", "originals": None, "copies": None},
    ],
)
ENTER = ("--limit", "direct=3,working_day", "--fee", "direct=8000", "--paper", "2=0,1", "--basis", "12/QĐ-BTP Mục 2")
SHAPE = ("--office", UNIT, "--receivers", "commune", "--decided-by", "commune", "--result-kind", "confirmation")
PUBLISH = ("--decision", "100/QĐ-UBND", "--decided-on", "2019-03-20", "--from", "2019-04-01")


@dataclass
class Stage:
    """A centre with its people, asked by its own command line."""

    settings: Settings
    folder: Path

    def do(self, *words: str) -> int:
        """Run one command of the program on this centre."""
        return run(["--data", str(self.settings.data), "procedure", *words])

    def centre(self) -> Centre:
        return build_centre(self.settings)


@pytest.fixture
def stage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """One procedure imported; a unit's leader and administrator, two provincial administrators, a clerk."""
    monkeypatch.setenv("MOTCUA_DATABASE", settings.database_url)
    centre = build_centre(settings)
    since = date(2018, 1, 1)
    for login, office, role in (
        ("lanhdao", UNIT, Role.LEADER),
        ("cntt", UNIT, Role.OFFICE_ADMIN),
        ("motcua", UNIT, Role.INTAKE),
        ("tinh1", DEPARTMENT, Role.PROVINCE_ADMIN),
        ("tinh2", DEPARTMENT, Role.PROVINCE_ADMIN),
    ):
        centre.people.add(NewOfficial(login, "Công chức", login, "mật khẩu"), [(office, role, since)])
    centre.close()
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps([ROW]), encoding="utf-8")
    made = Stage(settings, tmp_path)
    assert made.do("import", str(file), "--json") == 0
    return made


def test_a_procedure_comes_into_force_by_its_whole_way(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Entered, proposed, reviewed, published: a new version of the rules on every feed, the old ones kept."""
    assert stage.do("enter", CODE, "--by", "cntt", *ENTER) == 0
    assert stage.do("propose", CODE, "--by", "lanhdao", *SHAPE) == 0
    assert stage.do("review", CODE, "--by", "tinh1") == 0
    capsys.readouterr()
    assert stage.do("publish", CODE, "--by", "tinh2", "--json", *PUBLISH) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["state"], told["gaps"]) == ("in_force", [])
    centre = stage.centre()
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        assert rules.version == told["rules"]
        made = rules.procedure(CODE, date(2019, 4, 1))
        assert made is not None
        assert find_procedure(rules.bundle.procedures, CODE, date(2019, 3, 31)) is None
        direct, online = made.limit_for(Channel.DIRECT), made.limit_for(Channel.ONLINE)
        assert direct is not None
        assert online is not None
        assert (direct.amount, direct.unit, direct.basis) == (3, LimitUnit.WORKING_DAY, "12/QĐ-BTP Mục 2")
        assert (online.amount, online.basis) == (2, "12/QĐ-BTP")
        assert [(paper.originals, paper.copies) for paper in made.papers] == [(1, 0), (0, 1)]
        assert {one.channel: one.amount for one in made.fee.by_channel} == {Channel.DIRECT: 8000, Channel.ONLINE: 0}
        assert CODE in {one.code for one in rules.offered_by(UNIT, date(2019, 4, 1))}
        assert CODE not in {one.code for one in rules.offered_by(UNIT, date(2019, 3, 31))}
        due = rules.due_of(CODE, Channel.DIRECT, datetime(2019, 4, 1, 9, 0))
        assert due is not None
        assert due.at == datetime(2019, 4, 4, 17, 0)
        head = centre.store.read(lambda unit: unit.feed.head(UNIT))
        assert head.last > 0
    finally:
        centre.close()


def test_what_was_published_outlives_a_new_init(stage: Stage) -> None:
    """The shipped catalogue loaded anew takes nothing back."""
    for words in (("enter", CODE, "--by", "cntt", *ENTER), ("propose", CODE, "--by", "lanhdao", *SHAPE)):
        assert stage.do(*words) == 0
    assert stage.do("review", CODE, "--by", "tinh1") == 0
    assert stage.do("publish", CODE, "--by", "tinh1", *PUBLISH) == 0
    prepare(stage.settings)
    centre = stage.centre()
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        assert rules.procedure(CODE, date(2019, 4, 1)) is not None
    finally:
        centre.close()


@pytest.mark.parametrize(
    ("done", "tried", "said"),
    [
        ((), ("propose", CODE, "--by", "lanhdao", *SHAPE), "thời hạn"),
        ((), ("review", CODE, "--by", "tinh1"), "thứ tự"),
        ((), ("publish", CODE, "--by", "tinh1", *PUBLISH), "thứ tự"),
        ((), ("enter", "1.000001", "--by", "cntt", *ENTER), "import"),
        ((), ("enter", CODE, "--by", "ai-do", *ENTER), "ai-do"),
        ((), ("enter", CODE, "--by", "cntt", "--limit", "direct=3,tuần", "--basis", "x"), "direct=3,tuần"),
        ((), ("enter", CODE, "--by", "cntt", "--limit", "direct=3,hour"), "--basis"),
        ((ENTER,), ("propose", CODE, "--by", "motcua", *SHAPE), "quyền"),
        ((ENTER,), ("propose", CODE, "--by", "lanhdao", *SHAPE[:-1], "gì đó"), "gì đó"),
        ((ENTER, SHAPE), ("review", CODE, "--by", "lanhdao"), "quyền"),
    ],
)
def test_no_step_is_skipped_and_nobody_acts_without_the_right(
    stage: Stage,
    capsys: pytest.CaptureFixture[str],
    done: tuple[tuple[str, ...], ...],
    tried: tuple[str, ...],
    said: str,
) -> None:
    """Each refusal is a sentence that says what to do; nothing changes by it."""
    if done:
        assert stage.do("enter", CODE, "--by", "cntt", *done[0]) == 0
    if len(done) > 1:
        assert stage.do("propose", CODE, "--by", "lanhdao", *done[1]) == 0
    capsys.readouterr()
    stage.do("show", CODE, "--json")
    before = capsys.readouterr().out
    assert stage.do(*tried) != 0
    assert said in capsys.readouterr().err
    stage.do("show", CODE, "--json")
    assert capsys.readouterr().out == before


def test_entering_again_asks_for_a_new_review(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A change after the review is no longer what was reviewed."""
    assert stage.do("enter", CODE, "--by", "cntt", *ENTER) == 0
    assert stage.do("propose", CODE, "--by", "lanhdao", *SHAPE) == 0
    assert stage.do("review", CODE, "--by", "tinh1") == 0
    assert stage.do("enter", CODE, "--by", "cntt", "--fee", "direct=9000", "--basis", "12/QĐ-BTP Mục 3") == 0
    capsys.readouterr()
    assert stage.do("publish", CODE, "--by", "tinh1", *PUBLISH) != 0
    assert "thứ tự" in capsys.readouterr().err


def test_a_dossier_keeps_the_version_of_its_intake(stage: Stage) -> None:
    """A new limit of a procedure that is in use counts for what comes in from its first day on."""
    old = "1.004873"
    row = flat(channels=[{"channel": "direct", "time": "5 Ngày làm việc", "fee": "15,000 Việt Nam Đồng", "note": ""}])
    file = stage.folder / "again.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    assert stage.do("import", str(file)) == 0
    for words in (
        ("propose", old, "--by", "lanhdao", *SHAPE[:-1], "confirmation"),
        ("review", old, "--by", "tinh1"),
        ("publish", old, "--by", "tinh1", *PUBLISH),
    ):
        assert stage.do(*words) == 0
    centre = stage.centre()
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        assert [one.valid_until for one in rules.bundle.procedures if one.code == old] == [date(2019, 3, 31), None]
        before = rules.due_of(old, Channel.DIRECT, datetime(2019, 3, 29, 9, 0))
        after = rules.due_of(old, Channel.DIRECT, datetime(2019, 4, 1, 9, 0))
        assert before is not None
        assert after is not None
        assert (before.at, after.at) == (datetime(2019, 4, 3, 17, 0), datetime(2019, 4, 8, 17, 0))
        body = centre.rulebook.body(rules.version)
        assert body is not None
        assert decode_bundle(body).procedure(old, date(2019, 3, 1)) != decode_bundle(body).procedure(
            old, date(2019, 4, 1)
        )
        assert Level.COMMUNE in rules.procedure(old, date(2019, 4, 1)).receivers  # type: ignore[union-attr]  # just read
    finally:
        centre.close()


CASE = "Trường hợp ủy quyền cho cá nhân thực hiện thủ tục thì kèm theo văn bản ủy quyền có chứng thực."
ROWS = ("(i) Tờ khai theo mẫu;", CASE, "Giấy tờ phải xuất trình:", "Sổ hộ khẩu")
SHIPPED = "1.004873"
OVER = flat(
    code=SHIPPED,
    decision="99/QĐ-BTP",
    components=[{"name": name, "originals": 1, "copies": 0} for name in ROWS],
)


def published(
    stage: Stage, capsys: pytest.CaptureFixture[str], *more: str, enter: tuple[str, ...] = ()
) -> dict[str, object]:
    """What the publishing of the shipped procedure's new version tells."""
    (stage.folder / "over.json").write_text(json.dumps([OVER]), encoding="utf-8")
    assert stage.do("import", str(stage.folder / "over.json")) == 0
    if enter:
        assert stage.do("enter", SHIPPED, "--by", "cntt", *enter) == 0
    assert stage.do("propose", SHIPPED, "--by", "lanhdao", *SHAPE) == 0
    assert stage.do("review", SHIPPED, "--by", "tinh1") == 0
    capsys.readouterr()
    assert stage.do("publish", SHIPPED, "--by", "tinh2", "--json", *PUBLISH, *more) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return told


def versions(stage: Stage) -> tuple[Procedure, Procedure]:
    """The shipped procedure before the new version begins, and after."""
    centre = stage.centre()
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        catalogue = rules.bundle.procedures
    finally:
        centre.close()
    old, new = (find_procedure(catalogue, SHIPPED, date(2019, month, 15)) for month in (3, 4))
    assert old is not None
    assert new is not None
    return old, new


def test_an_unclear_row_is_an_optional_paper_until_somebody_decides(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its whole sentence is its note, and it is listed for review; what was decided stands."""
    told = published(stage, capsys, enter=("--paper", "3=none", "--paper", "4=0,1,always"))
    assert told["review"] == [f"2. {CASE}"]
    _, new = versions(stage)
    assert new.papers == (
        PaperRequirement("G01", "(i) Tờ khai theo mẫu;", 1, 0),
        PaperRequirement("G02", short_name(CASE), 1, 0, Need.OPTIONAL, CASE),
        PaperRequirement("G04", "Sổ hộ khẩu", 0, 1),
    )


def test_a_new_version_keeps_the_form_of_the_one_before(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Form, copies and the clock of supplements; what is lost besides is told."""
    told = published(stage, capsys)
    old, new = versions(stage)
    assert old.form is not None
    assert (new.form, new.supplements, new.counts_copies) == (old.form, old.supplements, old.counts_copies)
    assert new.version == "99/QĐ-BTP"
    lost = told["lost"]
    assert isinstance(lost, list)
    assert "form" not in lost


def test_a_form_goes_only_when_that_is_said(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """--drop-form: the new version has none, and the answer says so."""
    lost = published(stage, capsys, "--drop-form")["lost"]
    assert isinstance(lost, list)
    assert "form" in lost
    assert versions(stage)[1].form is None


def test_how_it_is_done_comes_into_force_with_it_and_outlives_a_row_that_tells_nothing() -> None:
    """Steps, conditions and forms stand in the procedure; a later version by the flat list keeps them."""
    shape = Shape(("commune",), "commune", "standard", "certificate")
    step = Publication("1.000894", shape=shape, decision="100/QĐ-UBND", valid_from=date(2019, 4, 1))
    [national], [listed] = read(NATIONAL), read(flat(code="1.000894"))
    first = made(national, step)
    assert first.instructions == national.instructions
    assert first.instructions is not None
    assert first.instructions.told
    later = made(listed, structs.replace(step, valid_from=date(2019, 5, 1)))
    assert later.instructions is None
    assert continued(later, (first,), drop_form=False).instructions == first.instructions
    assert continued(first, (later,), drop_form=True).instructions == first.instructions


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"{PUBLIC.name} is not here: the public list is NOT CHECKED")
def test_lint_counts_as_an_import_counts(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole public list beside the one that was there: one more complete procedure, the rest alike."""
    capsys.readouterr()
    assert stage.do("lint", "--json") == 0
    before = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert stage.do("import", str(PUBLIC), "--json") == 0
    imported = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert stage.do("lint", "--json") == 0
    linted = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert linted == {name: imported[name] + before[name] for name in imported}


@pytest.mark.parametrize(
    ("rows", "entered", "lacking"),
    [
        ([("18 Ngày làm việc", "Miễn phí"), ("27 Ngày làm việc", "Miễn phí")], "--limit", ["limit.unclear"]),
        ([("3 Ngày làm việc", "Miễn phí"), ("5", "Miễn phí")], "--limit", ["limit.unclear"]),
        ([("3 Ngày làm việc", "2,000 đồng"), ("3 Ngày làm việc", "10 USD")], "--fee", ["fee"]),
        ([("3 Ngày làm việc", "Miễn phí"), ("3 Ngày làm việc", "Miễn phí")], "", []),
    ],
)
def test_of_several_cases_of_one_way_nobody_takes_the_first(
    stage: Stage, capsys: pytest.CaptureFixture[str], rows: list[tuple[str, str]], entered: str, lacking: list[str]
) -> None:
    """Two limits or fees for one way of filing hold the procedure back until a person says which; alike they do not."""
    ways = [{"channel": "direct", "time": time, "fee": fee, "note": ""} for time, fee in rows]
    file = stage.folder / "cases.json"
    file.write_text(json.dumps([flat(code=CODE, channels=ways)]), encoding="utf-8")
    assert stage.do("import", str(file)) == 0
    capsys.readouterr()
    assert stage.do("show", CODE, "--json") == 0
    assert json.loads(capsys.readouterr().out)["gaps"] == lacking
    if entered:
        assert stage.do("propose", CODE, "--by", "lanhdao", *SHAPE) != 0
        value = "direct=27,working_day" if entered == "--limit" else "direct=2000"
        assert stage.do("enter", CODE, "--by", "cntt", entered, value, "--basis", "12/QĐ-BTP") == 0
    assert stage.do("propose", CODE, "--by", "lanhdao", *SHAPE) == 0
