"""`due` answers as the lawyer's scenarios say, line by line, whatever stands in another line."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_server.bootstrap.province import load_province
from central_server.bootstrap.words import load_words
from central_server.services.due_lines import DueLines
from dossier.messages import Message
from tests.fakes.scenarios import deadline_rows

ROOT = Path(__file__).parents[2]
NATIONAL = load_province("binhthuan_2019").calendar
WORDS = load_words("vi", "due", "centre")
HOURS = {"week": [["07:30", "11:30"], ["13:30", "17:00"]], "saturday": None, "saturday_counts": False}
_HOURLY = b'{"id":7,"limit":3,"unit":"hour","received":"2019-03-14T08:00",'
_SCENARIOS = deadline_rows()


def lines() -> DueLines:
    """Answers in Vietnamese."""

    def speak(told: Message) -> str:
        return WORDS(told.id, **dict(told.params))

    return DueLines(NATIONAL, speak)


def ask(**asked: object) -> dict[str, object]:
    """One question and its answer."""
    found = json.loads(lines().answer(json.dumps({"hours": HOURS, **asked}).encode()))
    assert isinstance(found, dict)
    return found


def iso(text: str) -> str:
    """ "14/03/2019 08:05" as lines write it."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").isoformat(timespec="minutes")  # noqa: DTZ007  local time


def question(row: Mapping[str, object]) -> dict[str, object]:
    """A scenario of the lawyer as a line."""
    amount, unit = str(row["limit"]).split()
    asked, received, extended = (_texts(row, key) for key in ("asked", "received", "extended"))
    events = [{"type": "supplement_asked", "at": iso(text)} for text in asked]
    events += [{"type": "supplement_received", "at": iso(text)} for text in received]
    if extended:
        events.append({"type": "extension", "at": iso(f"{extended[0]} 07:00"), "new_due": iso(f"{extended[1]} 00:00")})
    plain = "15:00" if unit != "same_day" else None
    return {
        "id": row["name"],
        "limit": int(amount),
        "unit": unit,
        "received": iso(str(row["accepted"])),
        "cutoff": row.get("cutoff", plain),
        "clock_policy": str(row.get("policy", "restart")).upper(),
        "next_day_setting": bool(row.get("next_day", False)),
        "own_basis": bool(row.get("further", "")),
        "events": events,
    }


def _texts(row: Mapping[str, object], key: str) -> list[str]:
    found = row.get(key, [])
    return [str(item) for item in found] if isinstance(found, list) else []


@pytest.mark.parametrize("row", _SCENARIOS, ids=lambda row: row["name"])
def test_a_line_is_answered_as_the_lawyer_wrote_it(row: Mapping[str, object]) -> None:
    """Each scenario of the limits, asked as a line, ends at the same moment."""
    found = ask(**question(row))
    assert found["id"] == row["name"]
    assert found["due"] == (None if row["due"] == "none" else iso(str(row["due"])))


@pytest.mark.parametrize(
    ("changes", "due", "start", "hand_over"),
    [
        ({}, "2019-03-19T17:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        ({"cutoff": None}, "2019-03-19T17:00", "2019-03-14T15:30", "2019-03-14T17:00"),
        ({"next_day_setting": True}, "2019-03-20T17:00", "2019-03-15T07:30", "2019-03-15T07:30"),
        ({"next_day_setting": True, "cutoff": None}, "2019-03-19T17:00", "2019-03-14T15:30", "2019-03-14T17:00"),
        ({"channel": "online"}, "2019-03-19T17:00", "2019-03-14T15:30", None),
        ({"channel": "post"}, "2019-03-19T17:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        ({"channel": "online", "next_day_setting": True}, "2019-03-20T17:00", "2019-03-15T07:30", None),
        ({"unit": "hour", "next_day_setting": True}, "2019-03-14T18:30", "2019-03-14T15:30", "2019-03-15T07:30"),
        ({"unit": "working_hour"}, "2019-03-15T09:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        (
            {"unit": "working_hour", "next_day_setting": True},
            "2019-03-15T10:30",
            "2019-03-15T07:30",
            "2019-03-15T07:30",
        ),
        ({"unit": "calendar_day"}, "2019-03-18T17:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        (
            {"unit": "calendar_day", "next_day_setting": True},
            "2019-03-18T17:00",
            "2019-03-15T07:30",
            "2019-03-15T07:30",
        ),
        ({"unit": "month", "next_day_setting": True}, "2019-06-17T17:00", "2019-03-15T07:30", "2019-03-15T07:30"),
        ({"unit": "same_day", "limit": "whatever"}, "2019-03-15T17:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        ({"unit": "same_day", "next_day_setting": True}, "2019-03-15T17:00", "2019-03-14T15:30", "2019-03-15T07:30"),
        ({"unit": "same_day", "cutoff": None}, "2019-03-14T17:00", "2019-03-14T15:30", "2019-03-14T17:00"),
    ],
)
def test_what_the_cutoff_and_the_setting_move(
    changes: dict[str, object], due: str, start: str, hand_over: str | None
) -> None:
    """A dossier of Thursday 15:30, three of a unit: what moves its due date, its start, its hand-over."""
    asked = {"limit": 3, "unit": "working_day", "received": "2019-03-14T15:30", "cutoff": "15:00", **changes}
    found = ask(id=1, **asked)
    assert (found["due"], found["clock_start"], found["hand_over_by"]) == (due, start, hand_over)


def test_a_supplement_that_comes_after_the_cutoff_counts_from_the_next_day_by_the_setting() -> None:
    """The day of receipt of a supplement moves under RESTART and PAUSE alike."""
    events = [
        {"type": "supplement_asked", "at": "2019-03-18T09:00"},
        {"type": "supplement_received", "at": "2019-03-20T16:00"},
    ]
    base = {"limit": 5, "unit": "working_day", "received": "2019-03-14T08:00", "cutoff": "15:00", "events": events}
    said = {
        (policy, setting): ask(id=1, **base, clock_policy=policy, next_day_setting=setting)["due"]
        for policy in ("RESTART", "PAUSE", "NONE")
        for setting in (False, True)
    }
    assert said == {
        ("RESTART", False): "2019-03-27T17:00",
        ("RESTART", True): "2019-03-28T17:00",
        ("PAUSE", False): "2019-03-25T17:00",
        ("PAUSE", True): "2019-03-26T17:00",
        ("NONE", False): "2019-03-21T17:00",
        ("NONE", True): "2019-03-21T17:00",
    }


def test_a_pause_before_a_moved_start_uses_nothing() -> None:
    """Accepted on Saturday (counted from Monday), asked on Sunday, answered on Monday: all days are still to run."""
    events = [
        {"type": "supplement_asked", "at": "2019-03-17T09:00"},
        {"type": "supplement_received", "at": "2019-03-18T09:00"},
    ]
    asked = {"limit": 2, "unit": "working_day", "received": "2019-03-16T08:00", "next_day_setting": True}
    found = ask(id=1, **asked, clock_policy="PAUSE", events=events)
    assert (found["due"], found["clock_start"]) == ("2019-03-20T17:00", "2019-03-18T09:00")


def test_extensions_are_judged_in_order_of_time() -> None:
    """An extension is refused while papers are awaited, on the due day and a second time; else accepted."""
    events = [
        {"type": "extension", "at": "2019-03-18T10:00", "new_due": "2019-03-29"},
        {"type": "supplement_asked", "at": "2019-03-15T09:00"},
        {"type": "supplement_received", "at": "2019-03-19T09:00"},
        {"type": "extension", "at": "2019-03-20T10:00", "new_due": "2019-03-31T17:00"},
        {"type": "extension", "at": "2019-03-21T10:00", "new_due": "2019-04-30"},
    ]
    found = ask(id=1, limit=3, unit="working_day", received="2019-03-14T08:00", events=events)
    assert found["extension"] == ["refused", "accepted", "refused"]
    assert (found["due"], found["original_due"]) == ("2019-04-01T17:00", "2019-03-19T17:00")
    late = ask(
        id=1,
        limit=3,
        unit="working_day",
        received="2019-03-14T08:00",
        events=[{"type": "extension", "at": "2019-03-19T07:00", "new_due": "2019-03-29"}],
    )
    assert (late["extension"], late["due"]) == (["refused"], "2019-03-19T17:00")


def test_a_saturday_of_the_counter_is_no_working_day_unless_it_counts() -> None:
    """Hours of the competent agency: Saturday morning open, counting or not."""
    asked = {"limit": 2, "unit": "working_day", "received": "2019-03-14T08:00"}
    morning = [["07:30", "11:30"]]
    week = HOURS["week"]
    open_only = ask(id=1, **asked, hours={"week": week, "saturday": morning, "saturday_counts": False})
    counts = ask(id=1, **asked, hours={"week": week, "saturday": morning, "saturday_counts": True})
    assert (open_only["due"], counts["due"]) == ("2019-03-18T17:00", "2019-03-16T11:30")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (b"nonsense", "không đọc được"),
        (b"[]", "không đọc được"),
        (b"\xff\xfe", "không đọc được"),
        (b"[" * 20_000, "không đọc được"),
        (b'{"id":"\xff","limit":3,"unit":"hour","received":"2019-03-14T08:00"}', "không đọc được"),
        (b'{"id":' + b"[" * 50_000 + b"]" * 50_000 + b',"limit":3}', "không đọc được"),
        (b'{"id":7,"limit":3,"unit":"fortnight","received":"2019-03-14T08:00"}', "không đọc được"),
        (b'{"id":7,"limit":0,"unit":"hour","received":"2019-03-14T08:00"}', "Thời hạn"),
        (b'{"id":7,"limit":999999999,"unit":"hour","received":"2019-03-14T08:00"}', "Thời hạn"),
        (b'{"id":7,"limit":"3","unit":"hour","received":"2019-03-14T08:00"}', "Thời hạn"),
        (b'{"id":7,"unit":"month","received":"2019-03-14T08:00"}', "Thời hạn"),
        (b'{"id":7,"limit":3,"unit":"hour","received":"2019-03-14T08:00+07:00"}', "Thời điểm"),
        (b'{"id":7,"limit":3,"unit":"hour","received":"2019-02-30T08:00"}', "Thời điểm"),
        (b'{"id":7,"limit":3,"unit":"hour","received":"9999-12-31T23:00"}', "Không tính được"),
        (b'{"id":7,"limit":3,"unit":"hour","received":"2019-03-14T08:00","cutoff":"3pm"}', "Giờ"),
        (
            b'{"id":7,"limit":3,"unit":"hour","received":"2019-03-14T08:00","hours":{"week":[["11:00","07:00"]]}}',
            "Giờ làm việc",
        ),
        (b'{"id":7,"limit":3,"unit":"hour","received":"2019-03-14T08:00","hours":{"week":[]}}', "Giờ làm việc"),
        (
            _HOURLY + b'"events":[{"type":"supplement_received","at":"2019-03-14T09:00"}]}',
            "chưa có yêu cầu",
        ),
        (
            _HOURLY + b'"events":[{"type":"supplement_asked","at":"2019-03-13T09:00"}]}',
            "trước khi nhận",
        ),
    ],
)
def test_a_line_that_cannot_be_used_says_why(line: bytes, part: str) -> None:
    """A malformed line is answered with its id, where it has one, and a sentence."""
    found = json.loads(lines().answer(line))
    assert set(found) == {"id", "error"}
    assert part in found["error"]
    assert found["id"] == (7 if b'"id":7' in line else None)


@given(
    st.integers(1, 40),
    st.sampled_from(["working_day", "calendar_day"]),
    st.datetimes(datetime(2018, 3, 1), datetime(2026, 6, 1)),
    st.booleans(),
)
def test_days_agree_with_walking_through_the_calendar(amount: int, unit: str, at: datetime, setting: bool) -> None:
    """Counting by walking day after day gives the same due day, with and without the setting."""
    received = at.replace(second=0, microsecond=0)
    day = received.date()
    closed = f"{received:%H:%M}" > "15:00" or not NATIONAL.is_working(day)
    if setting and closed:
        day = _next(day)
    for _ in range(amount):
        day = _next(day) if unit == "working_day" else day + timedelta(days=1)
    while not NATIONAL.is_working(day):
        day += timedelta(days=1)
    asked = {"limit": amount, "unit": unit, "received": received.isoformat(timespec="minutes"), "cutoff": "15:00"}
    assert ask(id=1, **asked, next_day_setting=setting)["due"] == f"{day}T17:00"


def _next(day):  # type: ignore[no-untyped-def]  # a date
    day += timedelta(days=1)
    while not NATIONAL.is_working(day):
        day += timedelta(days=1)
    return day


def test_the_command_answers_lines_without_any_data(tmp_path: Path) -> None:
    """`due --stdin` needs neither settings nor a database, and a bad line stops no other."""
    asked = [{"id": number, "limit": 1, "unit": "working_day", "received": "2019-03-14T08:00"} for number in (1, 2)]
    given = "\n".join([json.dumps(asked[0]), "{", "", json.dumps(asked[1])])
    run = subprocess.run(
        [sys.executable, "-m", "central_server", "due", "--stdin", "--json"],
        input=given.encode(),
        capture_output=True,
        cwd=ROOT,
        env={"HOME": str(tmp_path), "MOTCUA_DATA": str(tmp_path / "none"), "MOTCUA_PROVINCE": "nowhere"},
        check=True,
    )
    found = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert [row.get("due", "fault") for row in found] == ["2019-03-15T17:00", "fault", "2019-03-15T17:00"]
    assert list(tmp_path.iterdir()) == []


def test_the_command_answers_for_a_real_procedure() -> None:
    """The catalogue's own limit and clock, with a request, its papers and an extension."""
    command = [sys.executable, "-m", "central_server", "due", "--procedure", "1.004873", "--json"]
    times = ["--received", "2019-03-14T08:05", "--supplement-asked", "2019-03-15T08:00"]
    more = ["--supplement-received", "2019-03-18T08:00", "--extension", "2019-03-19T08:00=2019-03-25"]
    run = subprocess.run([*command, *times, *more], capture_output=True, cwd=ROOT, check=True)
    found = json.loads(run.stdout)
    assert (found["original_due"], found["due"]) == ("2019-03-19T17:00", "2019-03-25T17:00")
    assert (found["extension"], found["clock_start"]) == (["accepted"], "2019-03-18T08:00")
    beyond = subprocess.run([*command, "--received", "9999-12-31T23:00"], capture_output=True, cwd=ROOT, check=False)
    assert (beyond.returncode, "Không tính được" in beyond.stderr.decode()) == (2, True)
    unknown = subprocess.run(
        [*command[:4], "--procedure", "9.999999", "--received", "2019-03-14T08:05"],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert unknown.returncode == 1
    assert "9.999999" in unknown.stderr.decode()
