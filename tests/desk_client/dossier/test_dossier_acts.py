"""For every stage, role and workflow the foot holds exactly what the table allows, named, with keys of its own."""

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desk_client.services.cases import BESIDE, OFFERED
from desk_client.services.session import Session
from desk_client.store import rows
from desk_client.viewmodels.speaker import Speaker
from desk_client.views.dossier.act_bar import DANGER, PRIMARY_KEY, ActBar
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.roles import Grant, Role
from dossier.state import Clock, Dossier, Money, Result
from dossier.values import FileRef
from tests.desk_client.listing.fixtures import Office, words
from tests.fakes.people import OFFICE, OFFICER, OTHER_OFFICE
from tests.fakes.rules import shipped_rules

NEED_AN_OBJECT = {"extend", "apologise", "stop", "answer_opinion", "deliver_online", "cancel_receipt", "restore"}
"""Acts that are offered only while the dossier has what they are about; none of the states here has."""
LEADS_AT = {
    Stage.ASKING: {ActKind.ASK_SUPPLEMENT},
    Stage.SUPPLEMENTING: {ActKind.RECEIVE_SUPPLEMENT},
    Stage.PAYING: {ActKind.CONFIRM_PAYMENT},
    Stage.WITHDRAWING: {ActKind.DECIDE_WITHDRAWAL},
    Stage.POSTED: {ActKind.CONFIRM_DELIVERY},
    Stage.AT_COUNTER: {ActKind.POST_RESULT, ActKind.DELIVER_ONLINE},
}
"""Acts beside the way that move the dossier on from a stage: the primary then, with a letter of their own."""
LEADING_BESIDE = frozenset().union(*LEADS_AT.values())
PROCEDURES = {"standard": "1.004873", "at_once": "2.000815"}
ORDER = list(Stage)


@cache
def table(flow: str) -> list[dict[str, object]]:
    """The rows of a workflow as its file has them, read without the core."""
    text = (files("resources") / "workflows" / f"{flow}.toml").read_text("utf-8")
    found = tomllib.loads(text)["step"]
    assert isinstance(found, list)
    return found


def allowed(flow: str, stage: Stage, roles: set[str], *, holder: bool, mine: bool) -> set[str]:
    """What the rows of the file allow in March 2019: role, stage, custody and assignee."""
    found = set()
    for row in table(flow):
        fits = stage.value in row.get("before", []) and roles & set(row["roles"])  # type: ignore[operator, arg-type, call-overload]  # plain TOML
        fits = fits and not row.get("foreign") and "from" not in row
        if fits and (holder or not row.get("custody", True)) and (mine or not row.get("assignee", False)):
            found.add(str(row["act"]))
    return found


def session_with(roles: tuple[Role, ...]) -> Session:
    """The officer with other roles."""
    return Session(OFFICER, OFFICE, tuple(Grant(OFFICER.id, OFFICE, role, date(2018, 1, 1)) for role in roles))


def put(office: Office, state: Dossier) -> None:
    """Write a state as if the centre had sent it."""

    def work(connection: Connection) -> None:
        held = rows.load(connection, state.id)
        rows.save(connection, rows.Held(state, state, 0), None if held is None else held.shown)

    office.past.desk.machine.writer.run(work)


def base_state(office: Office) -> Dossier:
    """Any state of the office to start from."""
    found = office.listing.search("190314-0001").lines[0].row.id
    state = office.past.desk.parts.queries.dossier(found)
    assert state is not None
    return state


@pytest.mark.parametrize("flow", list(PROCEDURES))
@pytest.mark.parametrize("stage", list(Stage), ids=lambda stage: stage.value)
def test_the_buttons_are_the_table(kit: Kit, office: Office, qtbot: QtBot, flow: str, stage: Stage) -> None:
    """Every role alone, and all together; in and out of custody; assigned to me and to somebody else."""
    assert shipped_rules().procedure(PROCEDURES[flow], date(2019, 3, 12)).workflow == flow  # type: ignore[union-attr]  # shipped
    bar = ActBar(kit)
    qtbot.addWidget(bar)
    begin = base_state(office)
    for holder, mine in ((True, True), (True, False), (False, True)):
        state = replace(
            begin,
            stage=stage,
            procedure=PROCEDURES[flow],
            custody=OFFICE if holder else OTHER_OFFICE,
            assignee=OFFICER.id if mine else office.past.crew["hoa"].person.id,
            clock=Clock(begin.clock.accepted_at),
            money=Money(),
            result=Result(draft=FileRef("d" * 64, 1, 1)),
        )
        put(office, state)
        for roles in (*((role,) for role in Role), tuple(Role)):
            case = office.cases.look(session_with(roles), state.id)
            assert case is not None
            bar.show_case(case)
            wanted = allowed(flow, stage, {role.value for role in roles}, holder=holder, mine=mine)
            wanted &= {kind.value for kind in OFFERED}
            wanted -= NEED_AN_OBJECT
            assert {kind.value for kind in (*bar.buttons, *bar.beside)} == wanted
            assert set(bar.beside) <= BESIDE
            assert {kind for kind in bar.buttons if kind in BESIDE} <= {case.leading}
            assert (bar.more is not None) == bool(bar.beside)
            primaries = [kind for kind, button in bar.buttons.items() if isinstance(button, PrimaryButton)]
            assert primaries == ([] if case.leading is None else [case.leading])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_acts_that_can_stand_together_share_a_key(kit: Kit, language: str) -> None:
    """Mnemonics are plain letters, one for each act of a foot, whoever sits there."""
    speaker = Speaker(words(language))
    letters = {}
    for kind in OFFERED - BESIDE | LEADING_BESIDE:
        text = speaker.say(f"dossier.act.{kind.value}")
        letters[kind] = text[text.index("&") + 1].lower()
        assert letters[kind].isascii(), text
    refusal = speaker.say("dossier.act.propose_refusal")
    letters_of_screen = [speaker.say("dossier.way.how"), speaker.say("dossier.beside")]
    taken = {text[text.index("&") + 1].lower() for text in letters_of_screen}
    clashes = set()
    for flow in shipped_rules().bundle.workflows:
        for stage in Stage:
            for count in (1, 2, len(Role)):
                for roles in combinations(Role, count):
                    shown = flow.open_to(stage, frozenset(roles))
                    leads = {kind for kind in shown if kind in LEADS_AT.get(stage, ())}
                    seen = (kind for kind in shown if kind in OFFERED - BESIDE | leads)
                    proposing = flow.step(ActKind.PROPOSE, stage, frozenset(roles))
                    if proposing is not None and proposing.denies:
                        here = {**letters, ActKind.PROPOSE: refusal[refusal.index("&") + 1].lower()}
                    else:
                        here = letters
                    counted = Counter(here[kind] for kind in seen)
                    clashes |= {letter for letter, times in counted.items() if times > 1 or letter in taken}
    assert clashes == set()


def test_every_button_is_named_and_danger_never_touches_the_primary(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """All acts of all stages, for somebody with every role."""
    bar = ActBar(kit)
    qtbot.addWidget(bar)
    for stage in Stage:
        state = replace(base_state(office), stage=stage, assignee=OFFICER.id)
        put(office, state)
        case = office.cases.look(session_with(tuple(Role)), state.id)
        bar.show_case(case)
        kinds = list(bar.buttons)
        for kind, button in bar.buttons.items():
            assert button.accessibleName()
            assert "⟦" not in button.accessibleName()
            assert not button.shortcut().isEmpty(), kind
        if kinds and isinstance(bar.buttons[kinds[-1]], PrimaryButton) and len(kinds) > 1:
            assert kinds[-2] not in DANGER
            assert bar.buttons[kinds[-1]].key == PRIMARY_KEY


def test_a_stranger_to_the_office_sees_no_act(office: Office) -> None:
    """A person without a role of the day may do nothing."""
    case = office.cases.look(Session(OFFICER, OFFICE, ()), base_state(office).id)
    assert case is not None
    assert (case.acts, case.leading) == ((), None)


def test_what_moves_a_dossier_on_leads(office: Office) -> None:
    """The leader's approval leads before the note and the way back."""
    state = replace(base_state(office), stage=Stage.PROPOSED)
    put(office, state)
    case = office.cases.look(office.past.crew["minh"], state.id)
    assert case is not None
    assert case.leading is ActKind.APPROVE
    assert ORDER.index(Stage.APPROVED) > ORDER.index(state.stage)
    assert case.next_step is not None
    assert case.next_step.act is ActKind.APPROVE
