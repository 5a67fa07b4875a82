"""Reads procedures in the layouts of the national catalogue and says what each still lacks; guesses nothing.

Two layouts are known: `LayThuTuc` of the national portal's interface (names in capitals), and the flat list in which
the portal's public pages are collected (code, name, channels, components, results).
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from msgspec import structs

from central_server.ports.storage import Storage
from central_server.ports.values import KeptProposal
from central_server.services.national_instructions import one_line, read_instructions
from central_server.services.paper_sentences import is_clear_paper
from dossier.instructions import Instructions

Way = Literal["direct", "online", "post"]
_WAYS: dict[str, Way] = {
    "1": "direct",
    "2": "online",
    "3": "post",
    "direct": "direct",
    "online": "online",
    "post": "post",
}
_UNITS = {
    "ngày làm việc": "working_day",
    "ngày": "calendar_day",
    "giờ": "hour",
    "giờ làm việc": "working_hour",
    "tháng": "month",
}
"""Units as the catalogue writes them; a number with any other word, or with none, is no usable limit."""
_TIME = re.compile(r"(\d{1,4})\s*(\D*)")
_MONEY = re.compile(r"(\d{1,3}(?:[.,]\d{3})*|\d+)\s*(?:Việt Nam Đồng|đồng|VNĐ|VND)", re.IGNORECASE)
_FREE = ("miễn phí", "không thu phí", "không")
_UNKNOWN = ("", "không có thông tin")
_MOST_PAPERS = 20
_CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.H\d{2})?")


class Wayfaring(msgspec.Struct, frozen=True):
    """One way of filing: the limit as written and as understood (None: not usable), the fee likewise in đồng."""

    way: Way
    time: str
    amount: int | None
    unit: str
    fee_text: str
    fee: int | None
    note: str = ""


class PaperRow(msgspec.Struct, frozen=True):
    """One paper; numbers that cannot be are None. `unclear`: the row may be a heading, a note or a case."""

    name: str
    originals: int | None
    copies: int | None
    case: str = ""

    @property
    def unclear(self) -> bool:
        """Whether a person has to say what the row is; the source calls all of them papers."""
        return not is_clear_paper(self.name)


class ResultRow(msgspec.Struct, frozen=True):
    """What the applicant gets."""

    name: str
    code: str


class Proposal(msgspec.Struct, frozen=True):
    """A procedure as the national catalogue has it; `gaps` are message ids of what keeps it from being published."""

    code: str
    name: str
    field: str
    level: str
    ministry: str
    decision: str
    subjects: str
    authority: str
    ways: tuple[Wayfaring, ...]
    papers: tuple[PaperRow, ...]
    results: tuple[ResultRow, ...]
    legal_basis: tuple[str, ...]
    gaps: tuple[str, ...]
    instructions: Instructions = Instructions()
    """How it is carried out; the flat list tells nothing of it."""

    @property
    def complete(self) -> bool:
        """Whether every way of filing has a usable limit."""
        return not any(gap.startswith("limit.") for gap in self.gaps)


class _Parts(msgspec.Struct, frozen=True):
    """The lists of a procedure."""

    ways: tuple[Wayfaring, ...]
    papers: tuple[PaperRow, ...]
    results: tuple[ResultRow, ...]
    legal_basis: tuple[str, ...] = ()
    instructions: Instructions = Instructions()


_WORDS = ("code", "name", "field", "level", "ministry", "decision", "subjects", "authority")


_LONGEST_FOUND = 120


class ProposalFault(ValueError):
    """A row that is no procedure: its place in the file, why (`centre.procedure.why.<why>`), and what was found."""

    def __init__(self, place: int, why: str, found: str = "") -> None:
        super().__init__(f"{place}: {why} {found}")
        self.place = place
        self.why = why
        self.found = found[:_LONGEST_FOUND]


def rows_of(body: bytes) -> Sequence[object]:
    """The rows of a file: a list, one row, or a reply with `data`/`result`; raises ProposalFault at place 0."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise ProposalFault(0, "unreadable", str(fault)) from fault
    if isinstance(found, dict):
        inner = next((found[key] for key in ("data", "result", "DATA", "RESULT") if key in found), None)
        found = [found] if inner is None else inner if isinstance(inner, list) else [inner]
    if not isinstance(found, list):
        raise ProposalFault(0, "list")
    return found


def read_proposal(place: int, row: object) -> Proposal:
    """One row in either layout; raises ProposalFault where it is no procedure."""
    if not isinstance(row, dict):
        raise ProposalFault(place, "table")
    try:
        made = _from_national(row) if "MATTHC" in row else _from_flat(row)
    except KeyError as fault:
        raise ProposalFault(place, "field", str(fault.args[0])) from fault
    except (TypeError, AttributeError, ValueError) as fault:
        raise ProposalFault(place, "value") from fault
    if not _CODE.fullmatch(made.code):
        raise ProposalFault(place, "code", made.code)
    if not made.name:
        raise ProposalFault(place, "name")
    return made


def _from_flat(row: dict[str, Any]) -> Proposal:
    ways = [
        _way(_WAYS[str(way["channel"])], one_line(way.get("time")), one_line(way.get("fee")), one_line(way.get("note")))
        for way in row["channels"]
    ]
    papers = [
        PaperRow(one_line(paper["name"]), _count(paper.get("originals")), _count(paper.get("copies")))
        for paper in row["components"]
    ]
    results = [ResultRow(one_line(result["name"]), one_line(result.get("code"))) for result in row["results"]]
    return _proposal(row, _Parts(tuple(ways), tuple(papers), tuple(results)))


def _from_national(row: dict[str, Any]) -> Proposal:
    ways: list[Wayfaring] = []
    for way in row.get("CACHTHUCTHUCHIEN") or ():
        times: list[dict[str, Any]] = way.get("THOIGIAN") or [{}]
        for time in times:
            fees = [one_line(f"{fee.get('SOTIEN', '')} {fee.get('DONVI', '')}") for fee in time.get("PHILEPHI") or ()]
            words = f"{one_line(time.get('THOIGIANGIAIQUYET'))} {one_line(time.get('DONVITINH'))}".strip()
            ways.append(
                _way(
                    _WAYS[str(way["KENH"])],
                    words,
                    fees[0] if len(fees) == 1 else "; ".join(fees),
                    one_line(time.get("MOTA")),
                )
            )
    results = [
        ResultRow(one_line(one["TENKETQUA"]), one_line(one.get("MAKETQUA"))) for one in row.get("KETQUATHUCHIEN") or ()
    ]
    legal = tuple(
        one_line(f"{law.get('SOVANBAN', '')} {law.get('TENVANBAN', '')}") for law in row.get("CANCUPHAPLY") or ()
    )
    plain = {
        "code": row["MATTHC"],
        "name": row["TENTTHC"],
        "field": _named(row.get("LINHVUCTHUCHIEN"), "TENLINHVUC"),
        "level": _named(row.get("CAPTHUCHIEN"), "TENCAP"),
        "ministry": row.get("MACOQUANCONGBO"),
        "decision": row.get("SOQUYETDINH"),
        "subjects": _named(row.get("DOITUONGTHUCHIEN"), "TENDOITUONG"),
        "authority": _named(row.get("COQUANTHUCHIEN"), "TENDONVI"),
    }
    return _proposal(plain, _Parts(tuple(ways), _national_papers(row), tuple(results), legal, read_instructions(row)))


def _national_papers(row: dict[str, Any]) -> tuple[PaperRow, ...]:
    return tuple(
        PaperRow(
            one_line(paper["TENGIAYTO"]),
            _count(paper.get("SOBANCHINH")),
            _count(paper.get("SOBANSAO")),
            one_line(part.get("TRUONGHOP")),
        )
        for part in row.get("THANHPHANHOSO") or ()
        for paper in part.get("GIAYTO") or ()
    )


def _proposal(row: dict[str, Any], parts: _Parts) -> Proposal:
    words = {name: one_line(row.get(name)) for name in _WORDS}
    return msgspec.convert({**words, **msgspec.to_builtins(parts), "gaps": _gaps(parts)}, Proposal)


def _gaps(parts: _Parts) -> tuple[str, ...]:
    """What a person still has to enter, each once: limits first, for they keep the procedure from being published."""
    ways, papers, results = parts.ways, parts.papers, parts.results
    found: list[str] = [] if ways else ["limit.none"]
    for way in ways:
        if way.amount is None:
            found.append("limit.unit" if re.fullmatch(r"\d+", way.time) else "limit.unclear")
        if way.fee is None:
            found.append("fee")
    times = {(way.amount, way.unit) for way in ways if way.amount is not None}
    found += ["limit_differs"] if len(times) > 1 else []
    found += ["papers_count"] if any(paper.originals is None or paper.copies is None for paper in papers) else []
    found += ["papers_unclear"] if any(paper.unclear for paper in papers) else []
    found += ["papers"] if not papers else []
    found += ["results"] if not results else []
    return tuple(sorted(set(found), key=lambda gap: (not gap.startswith("limit."), gap)))


def _way(way: Way, time: str, fee: str, note: str) -> Wayfaring:
    amount, unit = _limit(time)
    return Wayfaring(way, time, amount, unit, fee, _fee(fee), note)


def _limit(text: str) -> tuple[int | None, str]:
    found = _TIME.fullmatch(text)
    unit = "" if found is None else _UNITS.get(found[2].strip().lower(), "")
    if found is None or not unit or int(found[1]) == 0:
        return None, ""
    return int(found[1]), unit


def _fee(text: str) -> int | None:
    """Đồng; 0 when the catalogue says free; None when it says nothing or something else than one sum."""
    if text.lower() in _UNKNOWN:
        return None
    if text.lower() in _FREE:
        return 0
    found = _MONEY.fullmatch(text)
    return None if found is None else int(re.sub(r"[.,]", "", found[1]))


def _count(value: object) -> int | None:
    """A number of sheets; what no counter ever asks for is a slip of the source, not a number."""
    return value if isinstance(value, int) and 0 <= value <= _MOST_PAPERS else None


def _named(rows: object, key: str) -> str:
    """The names of a list of rows, or a plain text."""
    if isinstance(rows, list):
        return ", ".join(one_line(one.get(key)) if isinstance(one, dict) else one_line(one) for one in rows)
    return one_line(rows)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file came to: procedures with usable limits, those that lack one, and rows that are no procedures."""

    loaded: tuple[Proposal, ...]
    incomplete: tuple[Proposal, ...]
    failed: tuple[ProposalFault, ...]


def read_catalogue(body: bytes) -> Reading:
    """Every row of a file, whatever another one is; raises ProposalFault where the file holds no rows."""
    found: list[Proposal] = []
    failed: list[ProposalFault] = []
    for place, row in enumerate(rows_of(body), 1):
        try:
            found.append(read_proposal(place, row))
        except ProposalFault as fault:
            failed.append(fault)
    return _sorted(found, failed)


def keep(store: Storage, reading: Reading, now_ms: int) -> None:
    """Keep all that was read; nobody's counter changes by it."""
    kept = [_kept(one, now_ms) for one in (*reading.loaded, *reading.incomplete)]
    store.write(lambda work: work.proposals.keep(kept))


def kept_proposals(store: Storage) -> tuple[Proposal, ...]:
    """Everything that was imported, by code."""
    rows = store.read(lambda work: work.proposals.all())
    return tuple(kept_proposal(row) for row in rows)


def kept_reading(store: Storage) -> Reading:
    """Everything that was imported, as a file of it would be read today."""
    return _sorted(kept_proposals(store))


def kept_proposal(row: KeptProposal) -> Proposal:
    """A proposal as kept; what it lacks is told anew, for the program may have learnt to see more."""
    kept = msgspec.json.decode(row.body, type=Proposal)
    return structs.replace(kept, gaps=_gaps(_Parts(kept.ways, kept.papers, kept.results, kept.legal_basis)))


def _sorted(found: Sequence[Proposal], failed: Sequence[ProposalFault] = ()) -> Reading:
    complete = tuple(one for one in found if one.complete)
    return Reading(complete, tuple(one for one in found if not one.complete), tuple(failed))


def _kept(one: Proposal, now_ms: int) -> KeptProposal:
    body = msgspec.json.encode(one)
    return KeptProposal(one.code, hashlib.sha256(body).hexdigest(), one.complete, now_ms, body.decode())
