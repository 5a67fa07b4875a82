"""Says whether a reason may be given for an act: a row of the table in force that day, meant for this case."""

from __future__ import annotations

from typing import Final

from dossier.acts import Act, ActKind, AskPapers, Payload, Propose, RefuseIntake, SendBack
from dossier.course import Apologise, AskSupplement, CorrectResult, Extend, ProposeSupplement, RequestWithdrawal, Stop
from dossier.events import Stage
from dossier.reasons import ReasonRow
from dossier.refusals import Refusal, RefusalCode
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Reason

_ASK: Final = "NĐ 61/2018 art. 17(1)a, 17(2)a"
_ONCE: Final = "NĐ 61/2018 art. 11(2)c, 15(3), 17(2)a"
_REFUSE: Final = "NĐ 61/2018 art. 17(1)b"
_DENY: Final = "NĐ 61/2018 art. 19(8)"


def check_reason(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """The reason is a row of the table that is in force for this act, with words where the row asks for them."""
    reason = reason_of(act.data)
    return None if reason is None else _fault(reason, state, act, rules)


def check_reason_at_intake(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Forms 02 and 03 at the counter say why, by the table; what is given back inside the agency says why in words."""
    match act.data:
        case AskPapers(items=items) if not items:
            return Refusal(RefusalCode.REASON_MISSING, _ASK)
        case AskPapers(reason=said, reason_code=code):
            return _fault(Reason(code, said), state, act, rules, _ASK) or _asked_before(state, act, rules)
        case RefuseIntake(reason=said, reason_code=code):
            return _fault(Reason(code, said), state, act, rules, _REFUSE)
        case SendBack(reason=said) if not said.strip():
            return Refusal(RefusalCode.REASON_MISSING, _REFUSE)
        case _:
            return None


def check_reason_of_denial(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """A proposed refusal rests on a row of the table; it becomes the written reason of the result."""
    match act.data:
        case Propose(grant=False, text=said, reason_code=code):
            return _fault(Reason(code, said), state, act, rules, _DENY)
        case Propose(reason_code=code) if code:
            return _fault(Reason(code), state, act, rules, _DENY)
        case _:
            return None


def reason_of(data: Payload) -> Reason | None:
    """The reason an act gives from the table, or None for acts that give none."""
    match data:
        case ProposeSupplement(reason=reason) | AskSupplement(reason=reason) | Extend(reason=reason):
            return reason
        case Apologise(reason=reason) | RequestWithdrawal(reason=reason) | Stop(reason=reason):
            return reason
        case CorrectResult(reason=reason):
            return reason
        case _:
            return None


def last_reason(state: Dossier, rules: Rules) -> ReasonRow | None:
    """The row of the reason that was given last, in the words of its day; None where none was given."""
    reason = state.way.reason
    if reason is None:
        return None
    given = (line.at.date() for line in reversed(state.trail) if line.kind in _GIVING)
    return rules.reason(reason.code, next(given, state.version_day))


_GIVING = frozenset(
    {
        ActKind.PROPOSE_SUPPLEMENT,
        ActKind.ASK_SUPPLEMENT,
        ActKind.EXTEND,
        ActKind.APOLOGISE,
        ActKind.REQUEST_WITHDRAWAL,
        ActKind.STOP,
        ActKind.CORRECT_RESULT,
    }
)
"""Acts that leave their reason on the dossier."""


def _asked_before(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Once and in full: a second request needs an answer that came and was not right, and a reason that says so.

    That one may be asked twice at all is our reading: the law says "once", and TT 01/2018 art. 13(3)c counts no second
    contact that the citizen's own fault caused.
    """
    data = act.data
    if not isinstance(data, AskPapers):
        return None
    row, asked = rules.reason(data.reason_code, act.at.date()), () if state is None else state.asked
    if state is None or not asked:
        return Refusal(RefusalCode.REASON_UNFIT, _ONCE) if row is not None and row.again else None
    answered = state.stage is Stage.REGISTERED or not {one.name for one in asked}.isdisjoint(data.brought)
    if answered and row is not None and row.again:
        return None
    last = next(line.at for line in reversed(state.trail) if line.kind is ActKind.ASK_PAPERS)
    return Refusal(RefusalCode.ASKED_ALREADY, _ONCE, (("date", f"{last:%d/%m/%Y}"),))


def _fault(reason: Reason, state: Dossier | None, act: Act, rules: Rules, basis: str = "") -> Refusal | None:
    if not reason.code:
        return Refusal(RefusalCode.REASON_MISSING, basis)
    row = rules.reason(reason.code, act.at.date())
    if row is None or not row.is_for(act.kind, act.at.date()):
        return Refusal(RefusalCode.REASON_UNKNOWN, "", (("reason", reason.code),))
    if not row.suits(None if state is None else state.stage):
        return Refusal(RefusalCode.REASON_UNFIT, row.basis)
    bare = not reason.text.removeprefix(row.text).strip(" :.")
    return Refusal(RefusalCode.REASON_MISSING, row.basis) if row.words and bare else None
