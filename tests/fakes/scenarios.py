"""Reads the lawyer's scenarios of limits: sentences of `given`, `when` and `then` become the values they name."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "scenarios"
_UNITS = {
    "ngày làm việc": "working_day",
    "ngày": "calendar_day",
    "tháng": "month",
    "giờ làm việc": "working_hour",
    "giờ": "hour",
}
_WHOLE = {"trả ngay": "immediate", "trong ngày": "same_day"}
_POLICIES = {
    "bổ sung thì tính lại từ đầu": "restart",
    "bổ sung thì tạm dừng": "pause",
    "bổ sung không dừng": "none",
}
_NOTHING = "không có gì khác"


def scenarios(file: str) -> list[dict[str, str]]:
    """The scenarios of a file, each with the five keys a lawyer reads; raises KeyError for one that lacks any."""
    found = tomllib.loads((FOLDER / file).read_text("utf-8"))["scenario"]
    for row in found:
        for key in ("name", "given", "when", "then", "basis"):
            row[key]
    return list(found)


def deadline_rows() -> list[dict[str, object]]:
    """The scenarios of limits as values: limit, accepted, asked, received, extended, policy, cutoff, due, hand_over."""
    return [_deadline(row) for row in scenarios("deadlines.toml")]


def _deadline(row: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {"name": row["name"]}
    for part in (*_parts(row["given"]), *_parts(row["when"]), *_parts(row["then"])):
        for key, value in _read(part):
            found[key] = [*found[key], *value] if key in found and isinstance(value, list) else value  # type: ignore[misc]  # lists of texts
    return found


def _parts(sentence: str) -> list[str]:
    return [] if sentence == _NOTHING else [part.strip() for part in sentence.split(";")]


def _read(part: str) -> Iterator[tuple[str, object]]:
    if part in _POLICIES:
        yield "policy", _POLICIES[part]
        return
    if part == "thiết lập tính từ hôm sau":
        yield "next_day", True
        return
    if part == "chưa có hẹn trả":
        yield "due", "none"
        return
    for pattern, make in _SENTENCES:
        match = re.fullmatch(pattern, part)
        if match:
            yield from make(match)
            return
    raise ValueError(f"no such sentence: {part}")


def _limit(match: re.Match[str]) -> Iterator[tuple[str, object]]:
    words = match[1]
    if words in _WHOLE:
        yield "limit", f"0 {_WHOLE[words]}"
    else:
        amount, unit = words.split(" ", 1)
        yield "limit", f"{amount} {_UNITS[unit]}"


_SENTENCES = (
    (r"thời hạn (.+)", _limit),
    (r"tiếp nhận (.+)", lambda m: iter([("accepted", m[1])])),
    (r"thủ tục có căn cứ riêng: (.+)", lambda m: iter([("further", m[1])])),
    (r"giờ chốt (.+)", lambda m: iter([("cutoff", m[1])])),
    (r"yêu cầu bổ sung (.+)", lambda m: iter([("asked", [m[1]])])),
    (r"nhận đủ bổ sung (.+)", lambda m: iter([("received", [m[1]])])),
    (r"gia hạn ký (.+), hẹn lại (.+)", lambda m: iter([("extended", [m[1], m[2]])])),
    (r"hẹn trả (.+)", lambda m: iter([("due", m[1])])),
    (r"chuyển hồ sơ trước (.+)", lambda m: iter([("hand_over", m[1])])),
    (r"giải thích (.+)", lambda m: iter([("says", m[1].split(", "))])),
)
