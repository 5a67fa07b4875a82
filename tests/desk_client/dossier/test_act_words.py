"""Every stage, act, role, refusal, task and fault that the desk can meet has a sentence in both languages."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from central_sync.protocol.messages import VerdictKind
from desk_client.services.cases import OFFERED
from desk_client.services.listing import Standing
from desk_client.services.session import LoginFault
from desk_client.services.signing_batch import SigningFault
from desk_client.store.tabs import Tab
from desk_client.store.tasks import KeptTask
from desk_client.viewmodels.dossier import ELSEWHERE
from desk_client.viewmodels.dossier_words import refusal_message, task_words
from desk_client.viewmodels.speaker import Speaker, placeholders
from dossier.acts import ActKind, Channel, PaperForm
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from tests.desk_client.listing.fixtures import words
from tests.desk_client.listing.past import TODAY

ROOT = Path(__file__).parents[3]
WITHOUT_EVENT = (VerdictKind.REFUSED, VerdictKind.CLAIMED)
EVENT_TASKS = ("printed_due_differs", "clock_doubt")
"""Tasks that an event carries beside those of an act that did not fit."""


def fault_codes() -> set[str]:
    """The codes of every DeskFault that the desk raises, read from its source."""
    found = set()
    for path in sorted((ROOT / "desk_client").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DeskFault" and node.args:
                found |= {
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def ids() -> Iterable[str]:
    """Every id that is built from a value of the core or of the desk."""
    for prefix, values in (
        ("stage", Stage),
        ("act", ActKind),
        ("role", Role),
        ("refusal", RefusalCode),
        ("login", LoginFault),
        ("signing", SigningFault),
        ("channel", Channel),
        ("paper_form", PaperForm),
        ("list.standing", Standing),
        ("list.tab", Tab),
        ("list.empty", Tab),
        ("dossier.act", ActKind),
    ):
        yield from (f"{prefix}.{value.value}" for value in values)
    yield from (f"dossier.done.{kind.value}" for kind in OFFERED - ELSEWHERE)
    yield from (f"task.noted.noted_{code.value}" for code in RefusalCode)
    yield from (f"task.noted.{code}" for code in EVENT_TASKS)
    yield from (f"task.{origin.value}.{code.value}" for origin in WITHOUT_EVENT for code in RefusalCode)
    yield from (f"fault.{code}" for code in fault_codes())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_value_has_a_sentence(language: str) -> None:
    """Nothing is ever said as an id between brackets."""
    speaker = Speaker(words(language))
    assert sorted({name for name in ids() if not speaker.knows(name)}) == []


def test_the_reader_of_faults_sees_both_arms_of_a_choice() -> None:
    """A code that is one of two is found as well as a plain one."""
    assert {"disk_full", "disk_failed", "file_missing", "rules_missing"} <= fault_codes()


@pytest.mark.parametrize("code", list(RefusalCode), ids=lambda code: code.value)
def test_a_refusal_and_its_tasks_need_the_same_parameters(code: RefusalCode) -> None:
    """What fills the refusal fills the task that it becomes at the centre."""
    table = words("vi")
    wanted = placeholders(table[f"refusal.{code.value}"])
    for name in (f"task.noted.noted_{code.value}", f"task.refused.{code.value}", f"task.claimed.{code.value}"):
        assert placeholders(table[name]) == wanted


def test_an_amount_is_said_as_money() -> None:
    """1500000 is 1.500.000 đồng, in a refusal and in its task."""
    speaker = Speaker(words("vi"))
    refusal = Refusal(RefusalCode.FEE_UNPAID, "", (("left", "1500000"),))
    task = KeptTask("1", "d", "a", "noted", "noted_fee_unpaid", (("left", "1500000"),), TODAY)
    for said in (speaker.speak(refusal_message(refusal)), task_words(speaker, task)):
        assert "1.500.000 đồng" in said


@pytest.mark.parametrize("origin", ["noted", "refused", "claimed", "held"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_reason_of_a_newer_centre_is_told_by_its_code(language: str, origin: str) -> None:
    """This desk has no words for it: what became of the act is said all the same, and what to do."""
    told = task_words(Speaker(words(language)), KeptTask("1", "d", "a", origin, "of_next_year", (("x", "1"),), TODAY))
    assert "of_next_year" in told
    assert "⟦" not in told
