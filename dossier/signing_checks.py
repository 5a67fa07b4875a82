"""Says whether a signature, a number or a seal fits the dossier and the file it is for (NĐ 30/2020 art. 5, 18, 32)."""

from datetime import date, datetime

from dossier.acts import Act, ActKind, AttachPaper, FileRef, Number, PaperEntry, Sign, SignOnPaper
from dossier.course import SignForm
from dossier.events import Outcome, Stage
from dossier.facts import CLOCK_DOUBT, Facts
from dossier.refusals import Refusal, RefusalCode
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import SignedForm

_MAKE_FORMS = frozenset({ActKind.RECEIVE, ActKind.ASK_PAPERS, ActKind.REFUSE_INTAKE, ActKind.RECEIVE_SUPPLEMENT})
"""Acts after which the counter gives form 01, 02 or 03 anew."""


def check_number(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """Văn thư adds number, date and seal to what the leader signed, and nothing else (NĐ 30/2020 art. 18, 32)."""
    if state is None or not isinstance(act.data, Number):
        return None
    data, signed = act.data, state.result.file
    if not facts.number_free:
        return Refusal(RefusalCode.NUMBER_TAKEN, "NĐ 30/2020 art. 15", (("code", data.symbol),))
    if state.stage is not Stage.LEADER_SIGNED:
        return None
    if data.result is None or signed is None:
        return Refusal(RefusalCode.NO_DRAFT, "NĐ 30/2020 art. 18")
    if data.signed_sha256 != signed.sha256:
        return Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 5, 32")
    wrong = _check_number_day(state, act.at, data.day)
    if wrong is not None:
        return wrong
    if data.sealed and not facts.signature_ok:
        return Refusal(RefusalCode.SIGNATURE_INVALID, "NĐ 30/2020 art. 5, 32")
    return None if data.sealed else _check_scan(state, data.result)


def _check_number_day(state: Dossier, at: datetime, day: date) -> Refusal | None:
    """A number is given after the leader signed, on that very day: its day lies between the two (NĐ 30/2020 art. 18).

    When a paper was signed by hand nobody knows but its signer: only the day to come is impossible then.
    """
    signed = None if state.result.on_paper else state.result.signed_at
    first = day if signed is None else (signed - CLOCK_DOUBT).date()
    if first <= day <= (at + CLOCK_DOUBT).date():
        return None
    told = (("day", day), ("signed", first if signed is None else signed.date()), ("today", at.date()))
    params = tuple((name, f"{value:%d/%m/%Y}") for name, value in told)
    return Refusal(RefusalCode.DAY_IMPOSSIBLE, "NĐ 30/2020 art. 18", params)


def _check_scan(state: Dossier, scan: FileRef) -> Refusal | None:
    """A paper that was signed or stamped by hand is not the very file that was drawn, or signed in a token."""
    digital = (state.result.draft, None if state.result.on_paper else state.result.file)
    if scan.sha256 in {file.sha256 for file in digital if file is not None}:
        return Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 5")
    return None


def check_sign(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """The leader signs the draft that was approved, or at once the paper that was scanned, having drafted neither."""
    if state is None or not isinstance(act.data, Sign):
        return None
    draft = state.result.draft
    if draft is None and state.stage is Stage.RECEIVED:
        draft = next((paper.file for paper in state.papers if paper.file is not None), None)
    if draft is None:
        return Refusal(RefusalCode.NO_DRAFT, "641/QĐ-UBND art. 10(2)b")
    if draft.sha256 != act.data.draft_sha256:
        return Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 5")
    if state.result.proposed_by == act.actor and not rules.may_sign_own_draft(act.office):
        return Refusal(RefusalCode.SIGNER_IS_DRAFTER, "project policy: người ký khác người soạn")
    if not facts.signature_ok:
        return Refusal(RefusalCode.SIGNATURE_INVALID, "NĐ 30/2020 art. 5")
    return None


def check_sign_on_paper(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """Who signed by hand may sign that day and did not draft the paper; its scan is a file of its own."""
    if state is None or not isinstance(act.data, SignOnPaper):
        return None
    if not facts.signer_fit:
        return Refusal(RefusalCode.SIGNER_UNFIT, "NĐ 30/2020 art. 13; 641/QĐ-UBND art. 10(2)b")
    if unscanned := _check_scan(state, act.data.result):
        return unscanned
    if state.result.proposed_by == act.data.signer and not rules.may_sign_own_draft(act.office):
        return Refusal(RefusalCode.SIGNER_IS_DRAFTER, "project policy: người ký khác người soạn")
    return None


def form_of(state: Dossier) -> str:
    """The form that a counter gave last: 01 once it has a code, 03 when it was not received, else 02."""
    return "01" if state.code else "03" if state.stage is Stage.REFUSED else "02"


def standing_form(state: Dossier) -> SignedForm | None:
    """The form that a clerk signed, if it still says what the counter gave last."""
    signed = next((one for one in state.way.forms if one.form == form_of(state)), None)
    for line in reversed(state.trail) if signed is not None else ():
        if line.kind in _MAKE_FORMS:
            return None
        if line.kind is ActKind.SIGN_FORM and line.outcome is not Outcome.NOTED:
            return signed
    return None


def check_signed_form(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """A clerk signs the form that counts now, over the file that was drawn of it (TT 01/2018 art. 9-10)."""
    if state is None or not isinstance(act.data, SignForm):
        return None
    if act.data.form != form_of(state):
        return Refusal(RefusalCode.CONTENT_CHANGED, "TT 01/2018 art. 10")
    return None if facts.signature_ok else Refusal(RefusalCode.SIGNATURE_INVALID, "TT 01/2018 art. 10")


def check_signed_scan(paper: PaperEntry, data: AttachPaper, facts: Facts) -> Refusal | None:
    """A clerk signs the very pages that lie in the paper's place (TT 01/2018 art. 10); what nobody signed fits."""
    if not data.signed:
        return None
    if paper.file is None or paper.file.sha256 != data.signed_sha256:
        return Refusal(RefusalCode.CONTENT_CHANGED, "TT 01/2018 art. 10")
    return None if facts.signature_ok else Refusal(RefusalCode.SIGNATURE_INVALID, "TT 01/2018 art. 10")
