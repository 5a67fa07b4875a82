"""Says which lines of a dossier's story are rows of the control slip (form 05), and how each stood to its limit."""

from dossier.acts import ActKind
from dossier.clock_ruling import timeliness
from dossier.events import Outcome
from dossier.limits import Timeliness
from dossier.rules import Rules
from dossier.state import Dossier, TrailLine

GIVING = frozenset({ActKind.HAND_OVER, ActKind.FORWARD, ActKind.HAND_RESULT})
"""Acts that give a dossier out of one's hands: each is a row."""
_ENDING = frozenset({ActKind.SIGN, ActKind.SIGN_ON_PAPER, ActKind.NUMBER})
"""Acts of which the last one before a result was carried to the counter ended the limit."""


def row_timeliness(state: Dossier, line: TrailLine, rules: Rules) -> Timeliness | None:
    """How the giver of a row stood to his limit; None where the row has none.

    The first hand-over has its own deadline (NĐ 61/2018 art. 18(2)-(3)). A result is judged by the moment that ended
    the limit, as report and counter judge it, whenever it was carried to the counter. What goes on between has none.
    """
    clock = state.clock
    if line.kind is ActKind.HAND_OVER:
        first = next((one for one in state.trail if one.kind is ActKind.HAND_OVER), line)
        if clock.hand_over_by is None or first.rev != line.rev:
            return None
        return Timeliness.ON_TIME if line.at <= clock.hand_over_by else Timeliness.LATE
    if line.kind is not ActKind.HAND_RESULT or clock.due is None:
        return None
    before = (one for one in state.trail if one.rev < line.rev and one.outcome is not Outcome.NOTED)
    ends = [one.at for one in before if one.kind in _ENDING]
    return timeliness(state, rules, ends[-1] if ends else clock.finished_at or line.at)
