"""Golden files of decisions: (state, act, rules, actor, facts) gives this event or refusal, on every change.

`MOTCUA_GOLDEN=write pytest tests/dossier/test_golden_acts.py` writes them anew; the diff is then read by a person.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest

from dossier.acts import (
    Accept,
    Act,
    Amend,
    Approve,
    AskedPaper,
    AskPapers,
    Assign,
    AttachPaper,
    CollectFee,
    FileRef,
    HandOver,
    HandResult,
    Note,
    Number,
    Payload,
    Propose,
    RefuseIntake,
    Reprint,
    ReturnResult,
    SendBack,
    Sign,
    SignOnPaper,
)
from dossier.decide import record
from dossier.events import Event
from dossier.evolve import evolve
from dossier.facts import Facts
from dossier.roles import Person
from dossier.state import Dossier
from tests.fakes.people import (
    CITIZEN,
    CLERK,
    DRAFT,
    ISSUED,
    LEADER,
    OFFICE,
    OFFICER,
    RECORDS,
    SIGNED,
    ActMaker,
    facts_for,
    reception,
)
from tests.fakes.rules import shipped_rules

FOLDER = Path(__file__).parents[1] / "golden" / "acts"
NUMBERED = Number(
    "document:000.04.31.H11:2019",
    61,
    "61/UBND-XN",
    date(2019, 3, 14),
    result=ISSUED,
    signed_sha256=SIGNED.sha256,
    signer="Ủy ban nhân dân phường Phú Thủy",
    certificate_sha256="d" * 64,
)


@dataclass(frozen=True)
class Case:
    """One decision by name."""

    name: str
    state: Dossier | None
    act: Act
    facts: Facts


LIFE: tuple[tuple[str, Payload, Person], ...] = (
    ("receive", reception(), CLERK),
    ("attach_paper", AttachPaper(1, FileRef("a" * 64, 200_000, 2)), CLERK),
    ("note", Note("Người dân hẹn gọi lại"), CLERK),
    ("reprint", Reprint("form01", 2), CLERK),
    ("amend", Amend("phone", CITIZEN.phone, "0911000222"), CLERK),
    ("hand_over", HandOver(OFFICE, "Quét sau"), CLERK),
    ("accept", Accept(), OFFICER),
    ("assign", Assign(OFFICER.id), OFFICER),
    ("propose", Propose(grant=True, text="Đủ điều kiện"), OFFICER),
    ("send_back", SendBack("Thiếu xác minh"), LEADER),
    ("propose_again", Propose(grant=True, text="Đã xác minh, đủ điều kiện"), OFFICER),
    ("approve", Approve("Đồng ý", DRAFT), LEADER),
    ("sign", Sign(SIGNED, DRAFT.sha256, LEADER.name, "c" * 64), LEADER),
    ("number", NUMBERED, RECORDS),
    ("hand_result", HandResult("A2"), OFFICER),
    ("return_result", ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False), CLERK),
)


def cases() -> Iterator[Case]:
    """Every step as meant, and every step by the wrong person, with a taken number, or one stage late."""
    maker = ActMaker()
    state: Dossier | None = None
    for name, payload, person in LIFE:
        act = maker.make(payload, person, 0 if state is None else state.rev)
        facts = facts_for(act)
        yield Case(name, state, act, facts)
        yield Case(f"{name}_without_right", state, act, replace(facts, roles=frozenset()))
        yield Case(f"{name}_number_taken", state, act, replace(facts, number_free=False))
        event = record(state, act, shipped_rules(), facts)
        assert isinstance(event, Event)
        state = evolve(state, event)
        yield Case(f"{name}_again", state, act, facts)
    yield from openings()
    yield from crossings()


def openings() -> Iterator[Case]:
    """Ways a dossier begins other than by a plain reception, and signing by hand."""
    maker = ActMaker(dossier="0195959f-0000-7000-8000-000000000002", at=datetime(2019, 3, 14, 15, 1))
    late = maker.make(reception(2, datetime(2019, 3, 14, 15, 1)))
    yield Case("receive_after_15", None, late, facts_for(late))
    wrong = maker.make(replace(reception(3, maker.at), due=datetime(2019, 3, 20, 17, 0)))
    yield Case("receive_printed_differs", None, wrong, facts_for(wrong))
    asked = AskPapers(
        "1.004873", CITIZEN, (AskedPaper("Quyết định ly hôn", 0, 1, "Chưa có"),), "Thiếu giấy", 1, "thieu_giay_to"
    )
    act = maker.make(asked)
    yield Case("ask_papers", None, act, facts_for(act))
    act = maker.make(RefuseIntake("1.004873", CITIZEN, "Việc của cấp huyện", 1, "khong_thuoc_tham_quyen"))
    yield Case("refuse_intake", None, act, facts_for(act))
    act = maker.make(SignOnPaper(SIGNED, LEADER.id, LEADER.name), RECORDS)
    yield Case("sign_on_paper_unknown", None, act, facts_for(act))
    act = maker.make(CollectFee(2000, "cash", "0000001/2019"))
    yield Case("collect_fee_unknown", None, act, facts_for(act))


def crossings() -> Iterator[Case]:
    """Appending acts of a second desk that had seen only the reception, after a note and a scan of the first desk."""
    first, second = ActMaker(), ActMaker(device="dev-2")
    state: Dossier | None = None
    scan = AttachPaper(1, FileRef("a" * 64, 200_000, 2))
    for payload in (reception(), Note("Người dân hẹn gọi lại"), scan):
        act = first.make(payload, base=0 if state is None else 1)
        event = record(state, act, shipped_rules(), facts_for(act))
        assert isinstance(event, Event)
        state = evolve(state, event)
    late = (
        ("note", Note("Đã gọi")),
        ("amend", Amend("phone", CITIZEN.phone, "0911000222")),
        ("attach_paper", AttachPaper(1, FileRef("b" * 64, 200_000, 2))),
    )
    for name, payload in late:
        act = second.make(payload, base=1)
        yield Case(f"{name}_crossed", state, act, facts_for(act))


def told(case: Case) -> str:
    """The decision as stable JSON: the version of the rules is left out, since it is a hash of the catalogue."""
    decision = record(case.state, case.act, shipped_rules(), case.facts)
    plain = {
        "given": {
            "stage": None if case.state is None else case.state.stage.value,
            "rev": 0 if case.state is None else case.state.rev,
            "kind": case.act.kind.value,
            "actor": case.act.actor,
            "at": case.act.at.isoformat(),
            "facts": msgspec.to_builtins(replace(case.facts, roles=frozenset()), str_keys=True)
            | {"roles": sorted(role.value for role in case.facts.roles)},
        },
        type(decision).__name__: msgspec.to_builtins(
            decision.ruling if isinstance(decision, Event) else decision, str_keys=True
        ),
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


CASES = {case.name: case for case in cases()}


@pytest.mark.parametrize("name", sorted(CASES))
def test_decision_is_as_recorded(name: str) -> None:
    """The decision equals its golden file."""
    path = FOLDER / f"{name}.json"
    if os.environ.get("MOTCUA_GOLDEN") == "write":
        path.write_text(told(CASES[name]), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == told(CASES[name])


def test_no_golden_file_is_left_over() -> None:
    """Every file on disk belongs to a case: a renamed case takes its file with it."""
    assert {path.stem for path in FOLDER.glob("*.json")} == set(CASES)
