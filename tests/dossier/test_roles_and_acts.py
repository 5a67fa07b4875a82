"""Who may do what: every cell of the hand-written matrix is what the core decides on a dossier in the right stage."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.acts import ActKind
from dossier.events import Event
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from tests.fakes.life_scenarios import STANDARD, Actor, Play, Saying, day, read_sentence, with_day_off
from tests.fakes.scenarios import scenarios

MATRIX = {
    row["act"]: {role for role in Role if row[role.value] == "x"}
    for row in csv.DictReader(Path(__file__).with_name("role_act_matrix.csv").read_text("utf-8").splitlines())
}


def _ready() -> dict[ActKind, Mapping[str, object]]:
    """For each act a scenario of the ordinary workflow in which it is allowed, by an actor of this office."""
    found: dict[ActKind, Mapping[str, object]] = {}
    for row in scenarios("life.toml"):
        when, then = row["when"], row["then"]
        if row.get("procedure") or row.get("sole") or any(line.startswith(("không", "giữ", "ghi")) for line in then):
            continue
        saying = read_sentence(when[-1])
        if "nơi khác" not in str(row["given"]) + when[-1] or saying.kind in (ActKind.ANSWER_OPINION, ActKind.FORWARD):
            found.setdefault(saying.kind, row)
    return found


READY = _ready()


def test_the_matrix_names_every_act_and_role() -> None:
    """No act is left out, and each has a scenario in which somebody may do it."""
    assert set(MATRIX) == {kind.value for kind in ActKind}
    assert set(READY) == set(ActKind)


@pytest.mark.parametrize("kind", list(ActKind), ids=lambda kind: kind.value)
def test_a_cell_is_what_the_core_decides(kind: ActKind) -> None:
    """A person with one role alone: refused for want of the right exactly where the matrix is empty."""
    row = READY[kind]
    for role in Role:
        play = Play(procedure=STANDARD)
        for sentence in row["given"]:  # type: ignore[attr-defined]  # a list of sentences
            play.given(sentence)
        if "day_off" in row:
            play.rules = with_day_off(play.rules, day(str(row["day_off"])))
        meant = read_sentence(row["when"][-1])  # type: ignore[index]  # a list of sentences
        decision = play.do(_as(meant, role))
        refused = isinstance(decision, Refusal) and decision.code is RefusalCode.NO_RIGHT
        assert refused is (role not in MATRIX[kind.value]), (kind, role, decision)


def _as(meant: Saying, role: Role) -> Saying:
    """The same person with this role alone: what depends on who he is (assignee, second person) stays as it was."""
    actor = Actor(meant.actor.id, meant.actor.office, frozenset({role}))
    return Saying(meant.at, actor, meant.kind, meant.given, meant.facts)


def test_a_right_is_judged_at_the_acts_own_time() -> None:
    """The matrix is asked with the roles of the day; a person without any is refused everything."""
    play = Play()
    play.given("tiếp nhận 12/03/2019 09:20")
    meant = read_sentence("12/03/2019 10:00 công chức một cửa: Chuyển xử lý")
    nobody = replace(meant, actor=Actor("p-hoa", meant.actor.office, frozenset()))
    assert isinstance(play.do(nobody), Refusal)
    assert isinstance(play.do(meant), Event)
