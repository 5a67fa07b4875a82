"""The whole life of a dossier ends where the lawyer wrote it; every row of the workflows, refusal and form is there."""

from collections.abc import Callable, Mapping
from dataclasses import astuple, replace
from datetime import date, datetime, time
from functools import cache

import pytest

from desk_client.services.day_register import entry_of
from dossier.acts import WITNESSED, ActKind
from dossier.calendar import HoursPeriod, Session, WeekdayHours
from dossier.clock_ruling import due_now, due_recounted
from dossier.decide import Claimed
from dossier.events import NATIONAL_STATUS, Event, Stage
from dossier.limits import ExtensionFault
from dossier.reason_checks import last_reason
from dossier.reasons import parse_reasons
from dossier.refusals import Refusal, RefusalCode
from dossier.rows import CatalogueFault
from dossier.rules import Rules
from dossier.state import Dossier, KeptResult
from tests.fakes.life_scenarios import (
    AT_ONCE,
    OFFICES,
    STANDARD,
    Play,
    day,
    read_sentence,
    row_key,
    with_day_off,
    with_sole_officer,
    words,
)
from tests.fakes.rules import shipped_rules
from tests.fakes.scenarios import scenarios

SCENARIOS = scenarios("life.toml")


def played(row: Mapping[str, object]) -> Play:
    """The scenario played to its last act."""
    play = Play(procedure=AT_ONCE if row.get("procedure") == "at_once" else STANDARD)
    if row.get("sole"):
        play.rules = with_sole_officer(play.rules)
    for sentence in _list(row["given"]):
        play.given(sentence)
    if "day_off" in row:
        play.rules = with_day_off(play.rules, day(str(row["day_off"])))
    strict = not any(line.startswith(("ghi nhận", "giữ riêng")) for line in _list(row["then"]))
    play.papers.clear()
    for sentence in _list(row["when"]):
        play.do(read_sentence(sentence), strict=strict)
    return play


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def _state(play: Play) -> Dossier:
    assert isinstance(play.said, Event), play.said
    assert play.state is not None
    return play.state


def _kept(kept: KeptResult | None) -> str:
    if kept is None:
        return "không"
    return kept.proof.value if kept.renewed_at is None else f"{kept.proof.value} từ {kept.renewed_at:%d/%m/%Y}"


def _due(play: Play) -> str:
    at = _state(play).clock.due
    return "chưa có" if at is None else f"{at:%d/%m/%Y %H:%M}"


def _original(play: Play) -> str:
    at = _state(play).clock.original_due
    return "chưa có" if at is None else f"{at:%d/%m/%Y %H:%M}"


def _refused(play: Play) -> str:
    assert isinstance(play.said, Refusal), play.said
    assert play.said.basis or play.said.code in _WITHOUT_ARTICLE
    return play.said.code.value


def _claimed(play: Play) -> str:
    assert isinstance(play.said, Claimed), play.said
    return play.said.refusal.code.value


def _tasks(play: Play) -> str:
    _state(play)
    assert isinstance(play.said, Event)
    return ", ".join(task.code for task in play.said.ruling.tasks)


_WITHOUT_ARTICLE = {
    RefusalCode.UNKNOWN_DOSSIER,
    RefusalCode.ALREADY_THERE,
    RefusalCode.UNKNOWN_FIELD,
    RefusalCode.FIELD_CONFLICT,
    RefusalCode.REASON_UNKNOWN,
    RefusalCode.PAPER_REPLACED,
    RefusalCode.NUMBER_TAKEN,
}
"""Refusals of the software itself: no law speaks of a field somebody else corrected a minute ago."""


def _register_line(play: Play) -> str:
    """The filled columns of form 06 in their order."""
    return "; ".join(filter(None, astuple(entry_of(play.rules, _state(play), merged=False))))


_STAGE_WORDS = {value: spoken for spoken, value in words("stage").items()}
_THEN: dict[str, Callable[[Play], str]] = {
    "bước": lambda play: _STAGE_WORDS[_state(play).stage.value],
    "hẹn trả": _due,
    "hẹn cũ": _original,
    "mã hồ sơ": lambda play: _state(play).code,
    "sổ theo dõi (mẫu 06)": _register_line,
    "không được": _refused,
    "giữ riêng": _claimed,
    "ghi nhận, vướng mắc": _tasks,
    "vướng mắc": _tasks,
    "giấy": lambda play: play.papers[-1],
    "còn phải thu": lambda play: str(_state(play).fee_left),
    "trạng thái quốc gia": lambda play: str(NATIONAL_STATUS[_state(play).stage].code),
    "nơi giữ": lambda play: next(name for name, office in OFFICES.items() if office == _state(play).custody),
    "ý kiến chưa trả lời": lambda play: str(sum(one.is_open for one in _state(play).way.opinions)),
    "biểu mẫu đã ký số": lambda play: ", ".join(one.form for one in _state(play).way.forms) or "không",
    "bản sao": lambda play: ", ".join(one.symbol for one in _state(play).way.copies) or "không",
    "phụ lục": lambda play: ", ".join(one.name for one in _state(play).way.annexes) or "không",
    "gửi trực tuyến không nhận": lambda play: ", ".join(one.name for one in _state(play).way.not_taken) or "không",
    "chờ xem bản gửi trực tuyến": lambda play: str(len(_state(play).way.supplied)),
    "bản lưu trữ": lambda play: _kept(_state(play).result.kept),
    "lý do chưa quét": lambda play: _state(play).unscanned or "không",
    "kết quả": lambda play: "cấp" if _state(play).result.grant else "từ chối",
    "đang mất": lambda play: ", ".join(_state(play).way.lost) or "không",
}


@pytest.mark.parametrize("row", SCENARIOS, ids=lambda row: row["name"])
def test_a_life_ends_where_the_lawyer_wrote_it(row: Mapping[str, object]) -> None:
    """Stage, promise, form, national status or refusal are those of the scenario."""
    play = played(row)
    for line in _list(row["then"]):
        said, wanted = line.split(": ", 1)
        assert _THEN[said](play) == wanted, line


def test_a_refusal_changes_nothing() -> None:
    """After every refused act the dossier is the one before."""
    for row in SCENARIOS:
        if any(line.startswith("không được") for line in _list(row["then"])):
            before = Play(procedure=AT_ONCE if row.get("procedure") == "at_once" else STANDARD)
            for sentence in _list(row["given"]):
                before.given(sentence)
            assert played(row).state == before.state


@cache
def rows_played() -> frozenset[tuple[str, str, str]]:
    """Every row of a workflow that allowed an act of a scenario."""
    return frozenset().union(*(played(row).rows for row in SCENARIOS))


def test_every_row_of_the_workflows_is_in_a_scenario() -> None:
    """No transition is written down that no lawyer has read."""
    wanted = {
        row_key(flow.name, step.act.value, step.basis, step.after)
        for flow in shipped_rules().bundle.workflows
        for step in flow.steps
    }
    assert wanted - rows_played() == set()


def test_every_refusal_and_every_form_is_in_a_scenario() -> None:
    """What can be refused, forms 01 to 05 as their acts bring them, and the line of form 06, the register."""
    said = [line.split(": ", 1) for row in SCENARIOS for line in _list(row["then"])]
    refused = {RefusalCode(code) for kind, code in said if kind == "không được"}
    assert set(RefusalCode) - refused == set()
    assert {form for kind, form in said if kind == "giấy"} == {"01", "02", "03", "04", "05"}
    assert "sổ theo dõi (mẫu 06)" in {kind for kind, _ in said}


def test_the_scenarios_say_every_stage_and_national_status() -> None:
    """Ten national states, every stage but the one that only dossiers of the old order lie in."""
    said = [line.split(": ", 1) for row in SCENARIOS for line in _list(row["then"])]
    stages = {Stage(words("stage")[value]) for kind, value in said if kind == "bước"}
    assert stages == set(Stage) - {Stage.NUMBERED}
    assert {int(code) for kind, code in said if kind == "trạng thái quốc gia"} == set(range(1, 11))


def test_a_witnessed_act_is_never_refused_to_somebody_with_the_right() -> None:
    """What already happened is noted with its task: no refused witnessed act of the scenarios is lost at the centre."""
    for row in SCENARIOS:
        last = read_sentence(_list(row["when"])[-1])
        if last.kind not in WITNESSED or last.kind is ActKind.REFUSE_INTAKE:
            continue
        play = Play(procedure=AT_ONCE if row.get("procedure") == "at_once" else STANDARD)
        for sentence in _list(row["given"]):
            play.given(sentence)
        begun = play.state is not None or last.kind in (ActKind.RECEIVE, ActKind.ASK_PAPERS)
        if begun:
            assert not isinstance(play.do(last, strict=False), Refusal), row["name"]


def test_there_are_enough_scenarios() -> None:
    """At least eighty, each with a name of its own."""
    names = [row["name"] for row in SCENARIOS]
    assert len(names) == len(set(names)) >= 80


def test_what_runs_late_can_be_extended_apologised_for_and_counted_again() -> None:
    """From reception until the result is there, in every stage that an act leads to, while the limit runs."""
    ends = {Stage.WAITING_PAPERS, Stage.REGISTERED, Stage.REFUSED, Stage.STOPPED, Stage.WITHDRAWN}
    ends |= {Stage.SIGNED, Stage.AT_COUNTER, Stage.POSTED, Stage.RETURNED}
    for flow in shipped_rules().bundle.workflows:
        running = {step.after for step in flow.steps if step.after is not None} - ends
        for kind in (ActKind.EXTEND, ActKind.APOLOGISE, ActKind.RECOUNT):
            open_in = frozenset[Stage]().union(*(step.before for step in flow.steps if step.act is kind))
            assert running <= open_in, (flow.name, kind)


def test_who_only_received_a_dossier_does_not_extend_it() -> None:
    """The new date is given by the agency that decides; the counter that keeps it too long may only apologise."""
    play = Play()
    play.given("tiếp nhận 12/03/2019 09:20")
    assert play.state is not None
    play.state = replace(play.state, procedure="1.003650")
    said = play.do(read_sentence("14/03/2019 16:00 lãnh đạo: Gia hạn, xin lỗi | hẹn lại=20/03/2019"))
    assert isinstance(said, Refusal)
    assert said.params == (("fault", ExtensionFault.OTHER_AGENCY.value),)
    assert isinstance(play.do(read_sentence("18/03/2019 08:00 lãnh đạo: Xin lỗi")), Event)


@pytest.mark.parametrize(
    ("printed", "closes", "moved"),
    [
        ("15/03/2019 16:00", time(17, 30), datetime(2019, 3, 15, 16, 30)),
        ("15/03/2019 17:00", time(17, 30), datetime(2019, 3, 15, 17, 30)),
        ("15/03/2019 17:00", time(16, 30), None),
        ("14/03/2019 17:00", time(17, 30), None),
        ("18/03/2019 17:00", time(17, 30), None),
    ],
)
def test_later_closing_moves_a_promise_by_minutes(printed: str, closes: time, moved: datetime | None) -> None:
    """Within its day, also one printed for an earlier hour; earlier closing moves none, another day holds."""
    play = Play()
    play.given(f"12/03/2019 09:20 công chức một cửa: Tiếp nhận hồ sơ | hẹn đã in={printed}")
    assert play.state is not None
    before, calendar = due_now(play.state, play.rules), play.rules.bundle.calendar
    day = Session(time(13, 30), closes)
    week = tuple(WeekdayHours(weekday, (Session(time(7, 30), time(11, 30)), day)) for weekday in range(5))
    period = HoursPeriod(week, saturday_counts=False, valid_from=date(2019, 3, 15))
    later = replace(play.rules.bundle, calendar=replace(calendar, periods=(period,)))
    assert due_recounted(play.state, before, Rules.of("later", later)) == moved


def test_a_reason_keeps_the_words_of_its_day() -> None:
    """Two rows of one code, each for its days: what is chosen and read is the row of the act's own day."""
    play = Play()
    old = next(row for row in play.rules.bundle.reasons if row.code == "nguoi_nop_rut")
    first = replace(old, text="Lời cũ", valid_until=date(2019, 3, 31))
    second = replace(old, text="Lời mới", valid_from=date(2019, 4, 2))
    others = tuple(row for row in play.rules.bundle.reasons if row.code != old.code)
    play.rules = Rules.of("two", replace(play.rules.bundle, reasons=(*others, second, first)))
    play.given("tiếp nhận 12/03/2019 09:20, đến bước Đang giải quyết")
    for at, text in (("29/03/2019 08:00", "Lời cũ"), ("02/04/2019 08:00", "Lời mới")):
        fresh = replace(play)
        assert isinstance(fresh.do(read_sentence(f"{at} công chức một cửa: Ghi đề nghị rút hồ sơ")), Event)
        assert fresh.state is not None
        row = last_reason(fresh.state, fresh.rules)
        assert row is not None
        assert row.text == text
    between = play.do(read_sentence("01/04/2019 08:00 công chức một cửa: Ghi đề nghị rút hồ sơ"))
    assert isinstance(between, Refusal)
    assert between.code is RefusalCode.REASON_UNKNOWN
    with pytest.raises(CatalogueFault, match="given twice for one day"):
        parse_reasons("x", {"reason": [_raw(), _raw()]})
    apart = parse_reasons("x", {"reason": [{**_raw(), "valid_until": date(2019, 3, 1)}, _raw(date(2019, 3, 2))]})
    assert len(apart) == 2


def _raw(first: date = date(2018, 1, 1)) -> dict[str, object]:
    return {"code": "a", "acts": ["stop"], "text": "Lời", "basis": "x", "valid_from": first}
