"""Reads steps, conditions, forms and fee codes of a row of the national catalogue; keeps no address but the State's.

The catalogue is written by many hands and travels as a file: a link in it is shown to citizens only when it is plain
http(s) to a host under `gov.vn`, without a user, a port or a letter that is not of an address.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dossier.acts import Channel
from dossier.instructions import CaseSteps, FeeCode, FormNamed, Instructions

_WAYS = {"1": Channel.DIRECT, "2": Channel.ONLINE, "3": Channel.POST}
_STATE = ".gov.vn"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
_LONGEST = 500
_NOTHING = frozenset({"", "không", "không có", "không có thông tin", "không có."})


def one_line(value: object) -> str:
    """A text of the catalogue on one line."""
    return "" if value is None else " ".join(str(value).split())


def read_instructions(row: Mapping[str, Any]) -> Instructions:
    """What a row tells; raises TypeError, AttributeError or KeyError where a list of it is none."""
    return Instructions(_steps(row), _conditions(row.get("YEUCAU")), _forms(row), _fee_codes(row))


def state_address(value: object) -> str:
    """An address that may be shown, or nothing."""
    text = str(value or "").strip()
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        return ""
    try:
        parts = urlsplit(text)
        host, lone = parts.hostname or "", parts.port is None and parts.username is None
    except ValueError:
        return ""
    return text if lone and host.endswith(_STATE) else ""


def _steps(row: Mapping[str, Any]) -> tuple[CaseSteps, ...]:
    found = []
    for case in row.get("TRINHTUTHUCHIEN") or ():
        steps = tuple(filter(None, (_lines(step.get("TENTRINHTU")) for step in case.get("TRINHTU") or ())))
        if steps:
            found.append(CaseSteps(one_line(case.get("TRUONGHOP")), steps))
    return tuple(found)


def _conditions(value: object) -> tuple[str, ...]:
    """One text, or a list of them; "không" is none."""
    rows: Iterable[object] = value if isinstance(value, list) else (value,)
    texts = (_lines(one.get("TENYEUCAU") if isinstance(one, dict) else one) for one in rows)
    return tuple(text for text in texts if text.lower() not in _NOTHING)


def _forms(row: Mapping[str, Any]) -> tuple[FormNamed, ...]:
    found: dict[FormNamed, None] = {}
    for case in row.get("THANHPHANHOSO") or ():
        for paper in case.get("GIAYTO") or ():
            name = one_line(paper.get("TENMAUDON"))
            if name:
                found[FormNamed(name, one_line(paper.get("TENGIAYTO")), state_address(paper.get("URL")))] = None
    return tuple(found)


def _fee_codes(row: Mapping[str, Any]) -> tuple[FeeCode, ...]:
    found: dict[FeeCode, None] = {}
    for way in row.get("CACHTHUCTHUCHIEN") or ():
        for time in way.get("THOIGIAN") or ():
            for fee in time.get("PHILEPHI") or ():
                code = one_line(fee.get("MAPHILEPHI"))
                if code:
                    found[FeeCode(_WAYS[str(way["KENH"])], code)] = None
    return tuple(found)


def _lines(value: object) -> str:
    """A text with its own lines, each without spaces around and within."""
    lines = (one_line(line) for line in str(value or "").splitlines())
    return "\n".join(line for line in lines if line)
