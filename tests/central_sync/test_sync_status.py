"""The one sync line never says that all is sent while anything is not, at every step of every round."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_centre_fake import FakeCentre, StoredFile
from sync_fakes import Clock, Fate, MemoryJournal, MemoryShelf, carry_over, tools_of

import resources
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.lane import BlobLane
from central_sync.protocol.messages import LEAF
from central_sync.protocol.syncstatus import (
    LineState,
    SendingProgress,
    SyncFacts,
    SyncState,
    SyncStatus,
    sync_status,
)

TODAY = date(2019, 3, 14)
EIGHT = datetime(2019, 3, 14, 8, 2)
FATES = st.lists(st.sampled_from(list(Fate)), max_size=25)


def ids(status: SyncStatus) -> list[str]:
    """The message ids of a status."""
    return [part.id for part in status.parts]


def facts(**changes: object) -> SyncFacts:
    """Facts of a quiet desk with some of them changed."""
    base: dict[str, object] = {
        "today": TODAY,
        "unsent_acts": 0,
        "unsent_dossiers": 0,
        "unproved_files": 0,
        "tasks": 0,
        "last_ack": EIGHT,
        "line": LineState.UP,
    }
    return SyncFacts(**{**base, **changes})  # type: ignore[arg-type]  # a test's table of any fields


@pytest.mark.parametrize(
    ("changes", "state", "messages"),
    [
        ({}, SyncState.SENT_ALL, ["sync.all_sent"]),
        ({"last_ack": None}, SyncState.UNSENT, ["sync.never_acked"]),
        ({"unsent_acts": 4, "unsent_dossiers": 3, "unproved_files": 7}, SyncState.UNSENT, ["sync.unsent"]),
        ({"uncounted": True}, SyncState.UNSENT, ["sync.uncounted"]),
        ({"unsent_acts": 1, "unsent_dossiers": 1}, SyncState.UNSENT, ["sync.unsent_dossiers"]),
        ({"unproved_files": 2}, SyncState.UNSENT, ["sync.unsent_files"]),
        (
            {"unsent_acts": 4, "unsent_dossiers": 3, "unproved_files": 7, "line": LineState.DOWN, "down_since": EIGHT},
            SyncState.OFFLINE,
            ["sync.unsent", "sync.offline_since"],
        ),
        (
            {"line": LineState.DOWN, "down_since": EIGHT},
            SyncState.OFFLINE,
            ["sync.all_sent", "sync.offline_since"],
        ),
        (
            {"unsent_acts": 3, "unsent_dossiers": 3, "unproved_files": 5, "sending": SendingProgress(1, 3)},
            SyncState.SENDING,
            ["sync.sending"],
        ),
        ({"unproved_files": 5, "sending": SendingProgress(0, 0)}, SyncState.SENDING, ["sync.sending_files"]),
        ({"sending": SendingProgress(0, 0)}, SyncState.SENT_ALL, ["sync.all_sent"]),
        ({"tasks": 2}, SyncState.SENT_ALL, ["sync.all_sent", "sync.tasks"]),
        ({"frozen": True, "unproved_files": 1}, SyncState.FROZEN, ["sync.frozen", "sync.unsent_files"]),
    ],
)
def test_each_situation_has_its_sentence(changes: dict[str, object], state: SyncState, messages: list[str]) -> None:
    """Every row: these facts give this state and these sentences."""
    status = sync_status(facts(**changes))
    assert (status.state, ids(status)) == (state, messages)


def test_moments_of_another_day_carry_their_date() -> None:
    """ "Đã đồng bộ đủ lúc 16:40" of yesterday is not mistaken for today's."""
    assert dict(sync_status(facts()).parts[0].params) == {"time": "08:02"}
    old = sync_status(facts(last_ack=datetime(2019, 3, 13, 16, 40)))
    assert dict(old.parts[0].params) == {"time": "16:40 13/03/2019"}


def test_progress_is_counted_from_one_and_never_passes_its_end() -> None:
    """The first of three is 1/3; the count does not run over."""
    running = facts(unsent_acts=3, unsent_dossiers=3, sending=SendingProgress(0, 3))
    assert dict(sync_status(running).parts[0].params) == {"i": "1", "n": "3", "files": "0"}
    over = facts(unsent_acts=1, unsent_dossiers=1, sending=SendingProgress(9, 3))
    assert dict(sync_status(over).parts[0].params)["i"] == "3"


@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(list(LineState)),
)
def test_no_facts_make_a_false_all_sent(acts: int, files: int, tasks: int, known: bool, line: LineState) -> None:
    """ "All sent" is only ever said with an empty outbox, no unproved file and a known answer of the centre."""
    status = sync_status(
        facts(
            unsent_acts=acts,
            unsent_dossiers=acts,
            unproved_files=files,
            tasks=tasks,
            last_ack=EIGHT if known else None,
            line=line,
            down_since=EIGHT if line is LineState.DOWN else None,
            sending=SendingProgress(0, 1),
        )
    )
    says_all = "sync.all_sent" in ids(status) or status.state is SyncState.SENT_ALL
    assert says_all <= (acts == 0 and files == 0 and known)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 4), st.lists(st.integers(1, 2 * LEAF + 5), max_size=3), st.lists(FATES, max_size=3))
def test_at_every_sync_step_all_sent_is_the_truth(acts: int, sizes: list[int], rounds: list[list[Fate]]) -> None:
    """After each single exchange of any round the line agrees with what the centre really holds."""
    centre, journal, shelf, clock = FakeCentre(), MemoryJournal(), MemoryShelf(), Clock()
    for number, size in enumerate(sizes):
        key = shelf.keep(bytes([number]) * size)
        centre.files[key.sha256] = StoredFile(key.size)
    for _ in range(acts):
        journal.write()
    heard = False
    for fates in [*rounds, []]:
        coming = iter(fates)
        session = DeskSession(tools_of(journal, clock))
        while (request := session.next_request()) is not None:
            reply = carry_over(centre, request, next(coming, Fate.FINE))
            if reply is None:
                session.failed(FaultCode.CUT)
            else:
                session.take(reply)
                heard = heard or session.report.heard_ms is not None
            assert_honest(centre, journal, shelf, heard)
        bearer = session.carry.bearer
        lane = BlobLane(shelf, "" if bearer is None else bearer.token)
        while (request := lane.next_request(0)) is not None:
            reply = carry_over(centre, request, next(coming, Fate.FINE))
            if reply is None:
                lane.failed(0, FaultCode.CUT)
            else:
                lane.take(0, reply)
            assert_honest(centre, journal, shelf, heard)
    status = status_of(journal, shelf, heard)
    assert status.state is SyncState.SENT_ALL


def status_of(journal: MemoryJournal, shelf: MemoryShelf, heard: bool) -> SyncStatus:
    """The line as a desk computes it from its own store."""
    unsent = len(journal.acts) - journal.acked
    return sync_status(
        facts(
            unsent_acts=unsent,
            unsent_dossiers=min(unsent, 3),
            unproved_files=len(shelf.to_prove),
            last_ack=EIGHT if heard else None,
        )
    )


def assert_honest(centre: FakeCentre, journal: MemoryJournal, shelf: MemoryShelf, heard: bool) -> None:
    """Whoever reads "all sent" finds every act and every whole file at the centre."""
    if status_of(journal, shelf, heard).state is SyncState.SENT_ALL:
        assert centre.acts == [act.line for act in journal.acts]
        assert all(stored.complete for stored in centre.files.values())


def test_every_fault_and_status_has_words_in_both_languages() -> None:
    """No code reaches a screen without a sentence, and both languages have the same keys and places."""
    folder = Path(resources.__file__).parent / "messages"
    vi = tomllib.loads((folder / "sync.vi.toml").read_text(encoding="utf-8"))
    en = tomllib.loads((folder / "sync.en.toml").read_text(encoding="utf-8"))
    assert vi.keys() == en.keys()
    for code in FaultCode:
        assert Fault(code).message.id in vi
    for key, text in vi.items():
        for name in ("time", "dossiers", "files", "tasks", "i", "n"):
            assert (f"{{{name}}}" in text) == (f"{{{name}}}" in en[key]), key
