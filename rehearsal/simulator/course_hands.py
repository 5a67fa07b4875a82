"""What people do in a town beside the ordinary way: supplements, delay, other agencies, post, money taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from dossier.acts import ActKind, AskedPaper, PaperEntry, PaperForm, Payload
from dossier.clock_ruling import due_after_supplement
from dossier.course import (
    AnswerOpinion,
    Apologise,
    AskOpinion,
    AskPayment,
    AskSupplement,
    CancelReceipt,
    ConfirmDelivery,
    ConfirmPayment,
    CorrectResult,
    DecideWithdrawal,
    DeliverOnline,
    Extend,
    Forward,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    RecordContact,
    RecordLoss,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    Stop,
    VerifyOnSite,
)
from dossier.events import Stage
from dossier.identifiers import ActId, OfficeId
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Charge, FileRef, Reason

_MISSING = (AskedPaper("Giấy tờ chứng minh", 1, 0, "Chưa có"),)
_DUTY = (Charge("Thuế", 150_000),)
BESIDE = frozenset(
    {
        ActKind.EXTEND,
        ActKind.APOLOGISE,
        ActKind.RECORD_CONTACT,
        ActKind.RECORD_LOSS,
        ActKind.RESTORE,
    }
)
"""Acts that lead nowhere else."""
LEAVING = frozenset(
    {
        ActKind.REQUEST_WITHDRAWAL,
        ActKind.STOP,
        ActKind.FORWARD,
        ActKind.CORRECT_RESULT,
    }
)
"""Acts that end a dossier, take it away or begin it anew: rare, or the town would have little left to do."""


@dataclass(frozen=True, slots=True)
class Before:
    """What somebody has before him: the dossier, the moment, the rules, and the office across the town."""

    state: Dossier
    at: datetime
    rules: Rules
    away: OfficeId


def course_payload(kind: ActKind, before: Before, chance: Random) -> Payload:
    """What somebody writes now; whether it may be is for the rules to say. Raises KeyError for other kinds."""
    state, at, rules, away = before.state, before.at, before.rules, before.away
    file = FileRef(chance.randbytes(32).hex(), 1, 1)
    day = at.date() + timedelta(days=chance.choice((0, 1, 5)))
    later = (state.clock.due or at).date() + timedelta(days=chance.choice((0, 1, 4)))
    makers: dict[ActKind, Callable[[], Payload]] = {
        ActKind.PROPOSE_SUPPLEMENT: lambda: ProposeSupplement(_MISSING, Reason("thieu_giay_to"), day),
        ActKind.ASK_SUPPLEMENT: lambda: AskSupplement(_MISSING, Reason("thieu_giay_to"), day, chance.randint(1, 99)),
        ActKind.RECEIVE_SUPPLEMENT: lambda: _received(state, at, rules, complete=chance.random() < 0.8),
        ActKind.EXTEND: lambda: Extend(later, Reason("cho_y_kien"), chance.randint(1, 99), "7/TB"),
        ActKind.APOLOGISE: lambda: Apologise(Reason("cho_y_kien"), chance.randint(1, 99)),
        ActKind.ASK_PAYMENT: lambda: AskPayment(_DUTY, "3/TB", day),
        ActKind.CONFIRM_PAYMENT: lambda: ConfirmPayment(chance.choice((150_000, 150_000, 100_000)), "GNT-9"),
        ActKind.REQUEST_WITHDRAWAL: lambda: RequestWithdrawal(Reason("nguoi_nop_rut")),
        ActKind.DECIDE_WITHDRAWAL: lambda: DecideWithdrawal(grant=chance.random() < 0.5),
        ActKind.STOP: lambda: Stop(Reason("khong_nop_nghia_vu" if state.stage is Stage.PAYING else "khong_bo_sung")),
        ActKind.ASK_OPINION: lambda: AskOpinion(away, "Cho ý kiến", day, joint=chance.random() < 0.5),
        ActKind.ANSWER_OPINION: lambda: AnswerOpinion(_open_request(state), "Nhất trí"),
        ActKind.FORWARD: lambda: Forward(away, "Thuộc thẩm quyền", "Quét sau"),
        ActKind.VERIFY_ON_SITE: lambda: VerifyOnSite(at, "Tại nhà", "Tổ dân phố", "Đúng như khai"),
        ActKind.POST_RESULT: lambda: PostResult("Bưu điện", f"RB{chance.randint(1, 10**8)}VN"),
        ActKind.CONFIRM_DELIVERY: lambda: ConfirmDelivery(state.applicant.name, "Phiếu phát"),
        ActKind.RETURN_BY_POST: lambda: ReturnByPost("Không có người nhận"),
        ActKind.DELIVER_ONLINE: lambda: DeliverOnline((state.result.file or file).sha256),
        ActKind.CANCEL_RECEIPT: lambda: CancelReceipt(chance.choice((*state.money.receipts, "0000000")), "Ghi sai"),
        ActKind.RECORD_CONTACT: lambda: RecordContact("điện thoại", reached=chance.random() < 0.5),
        ActKind.CORRECT_RESULT: lambda: CorrectResult(Reason("ket_qua_sai", "Sai tên")),
        ActKind.RECORD_LOSS: lambda: RecordLoss("Tờ khai", "Thất lạc"),
        ActKind.RESTORE: lambda: Restore("Tờ khai", "Đã lập lại"),
    }
    return makers[kind]()


def _received(state: Dossier, at: datetime, rules: Rules, *, complete: bool) -> ReceiveSupplement:
    paper = PaperEntry(90, "BS", "Giấy tờ chứng minh", PaperForm.CERTIFIED, 1)
    due = due_after_supplement(state, at, rules) if complete else None
    return ReceiveSupplement((paper,), complete, due, "Quét sau")


def _open_request(state: Dossier) -> ActId:
    """The request that waits longest, or none that exists."""
    return next((one.id for one in state.way.opinions if one.is_open), ActId("nothing"))
