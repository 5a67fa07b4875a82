"""Which step is done, from plain sights: each by its own sign, none by another's, and what is done stays done."""

import pytest

from dossier.acts import ActKind
from rehearsal.guide.steps import Sight, StepId, advance, now

SIGNS = {
    StepId.LOGIN: Sight(clerk_seated=True),
    StepId.CARD: Sight(card_filled=True),
    StepId.RECEIVE: Sight(scanned_receipt=True),
    StepId.CUT: Sight(line_cut=True, unsent_receipt=True),
    StepId.PROCESS: Sight(kinds=frozenset({ActKind.PROPOSE})),
    StepId.NUMBER: Sight(kinds=frozenset({ActKind.NUMBER})),
    StepId.SIGN: Sight(kinds=frozenset({ActKind.SIGN})),
    StepId.RETURN: Sight(kinds=frozenset({ActKind.RETURN_RESULT})),
    StepId.PORTAL: Sight(portal_opened=True),
}


@pytest.mark.parametrize("step", SIGNS)
def test_each_sign_ticks_its_own_step_alone(step: StepId) -> None:
    """A sign is never taken for two steps."""
    assert advance(frozenset(), SIGNS[step]) == {step}


def test_restoring_counts_only_after_a_cut_and_when_all_is_sent() -> None:
    """A quiet morning without a cut is no restored line, nor is a line that still has something to send."""
    quiet = Sight(all_sent=True)
    after_cut = frozenset({StepId.CUT})
    assert advance(frozenset(), quiet) == frozenset()
    assert advance(after_cut, Sight(all_sent=True, line_cut=True)) == after_cut
    assert advance(after_cut, Sight(all_sent=False)) == after_cut
    assert advance(after_cut, quiet) == {StepId.CUT, StepId.RESTORE}


def test_a_cut_line_with_nothing_received_is_no_step() -> None:
    """The step is to go on receiving, not to cut."""
    assert advance(frozenset(), Sight(line_cut=True)) == frozenset()


def test_signing_on_paper_is_not_signing_with_the_token() -> None:
    """The step asks for the token."""
    assert advance(frozenset(), Sight(kinds=frozenset({ActKind.SIGN_ON_PAPER}))) == frozenset()


def test_a_clerk_who_received_was_logged_in() -> None:
    """After a restart the store says so."""
    assert StepId.LOGIN in advance(frozenset(), Sight(kinds=frozenset({ActKind.RECEIVE})))


def test_what_is_done_stays_done_and_the_first_gap_is_now() -> None:
    """A later look that sees less takes nothing back; the order of the day is kept."""
    done = frozenset({StepId.LOGIN, StepId.RECEIVE})
    assert advance(done, Sight()) == done
    assert now(done) is StepId.CARD
    assert now(frozenset(StepId)) is None
