"""Plays the lawyer's scenarios of a dossier's life: each sentence is an act of a person at a moment, decided for real.

`given` and `when` are lists of sentences `14/03/2019 09:00 lãnh đạo: Ký yêu cầu bổ sung | lý do=…; hạn=25/03/2019`; the
first may be `tiếp nhận 12/03/2019 09:20, đến bước Đang giải quyết` (the ordinary way, an act a minute). The last act of
`when` is the one that `then` speaks of.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from central_sync.protocol.codec import kind_of
from dossier.acts import (
    Accept,
    Act,
    ActKind,
    Amend,
    Approve,
    AskedPaper,
    AskPapers,
    Assign,
    AttachPaper,
    Channel,
    CollectFee,
    FileRef,
    FormValue,
    HandOver,
    HandResult,
    Note,
    Number,
    PaperEntry,
    PaperForm,
    Payload,
    Propose,
    Receive,
    RefuseIntake,
    Reprint,
    ReturnResult,
    SendBack,
    Sign,
    SignOnPaper,
)
from dossier.calendar import CalendarDay, DayKind
from dossier.clock_ruling import due_after_supplement
from dossier.copying import AttachAnnex, CopyDocument
from dossier.course import (
    AnswerOpinion,
    Apologise,
    AskOpinion,
    AskPayment,
    AskSupplement,
    CancelReceipt,
    CompleteResult,
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
    Recount,
    Register,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    SignForm,
    Stop,
    Supply,
    VerifyOnSite,
)
from dossier.decide import Claimed, decide, record
from dossier.events import Event, Outcome, Ruling, Stage
from dossier.evolve import event_of, evolve
from dossier.facts import Facts
from dossier.identifiers import ActId, DeviceId, DossierCode, DossierId, NumberSlice, OfficeId, PersonId
from dossier.numbers import copy_book, next_code
from dossier.refusals import Refusal
from dossier.roles import Role
from dossier.rules import Rules
from dossier.signing_checks import form_of
from dossier.state import Dossier
from dossier.values import Charge, CopyKind, Proof, Reason
from tests.fakes.people import CITIZEN, DRAFT, ISSUED, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, OTHER_OFFICE, SIGNED
from tests.fakes.rules import shipped_rules

STANDARD, AT_ONCE = "1.004873", "2.000815"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of the scenarios: id, office, roles."""

    id: str
    office: OfficeId
    roles: frozenset[Role]


def _actor(name: str, office: OfficeId, *roles: Role) -> Actor:
    return Actor(f"p-{name}", office, frozenset(roles))


ACTORS = {
    "công chức một cửa": _actor("hoa", OFFICE, Role.INTAKE),
    "công chức một cửa thứ hai": _actor("lan", OFFICE, Role.INTAKE),
    "chuyên viên": _actor("loc", OFFICE, Role.OFFICER),
    "chuyên viên thứ hai": _actor("tu", OFFICE, Role.OFFICER),
    "trưởng phòng": _actor("hai", OFFICE, Role.HEAD),
    "lãnh đạo": _actor("minh", OFFICE, Role.LEADER),
    "lãnh đạo kiêm chuyên viên": _actor("loc", OFFICE, Role.LEADER, Role.OFFICER),
    "văn thư": _actor("suong", OFFICE, Role.RECORDS),
    "người thu phí": _actor("thu", OFFICE, Role.FINANCE),
    "người dân": _actor("dan", OFFICE, Role.APPLICANT),
    "quản trị": _actor("qt", OFFICE, Role.OFFICE_ADMIN),
    "quản trị tỉnh": _actor("sott", OFFICE, Role.PROVINCE_ADMIN),
    "thanh tra": _actor("tt", OFFICE, Role.INSPECTOR),
    "một cửa nơi khác": _actor("mc2", OTHER_OFFICE, Role.INTAKE),
    "chuyên viên nơi khác": _actor("cv2", OTHER_OFFICE, Role.OFFICER),
    "lãnh đạo nơi khác": _actor("ld2", OTHER_OFFICE, Role.LEADER),
}
OFFICES = {"cơ quan này": OFFICE, "nơi khác": OTHER_OFFICE, "không có": OfficeId("000.00.99.H11")}


@cache
def words(group: str) -> dict[str, str]:
    """Vietnamese words of the acts or stages → their value."""
    text = (files("resources") / "messages" / "acts.vi.toml").read_text("utf-8")
    return {spoken: value for value, spoken in tomllib.loads(text)[group].items()}


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence, read: when, who, which act, with what; `facts` are what lies outside the dossier."""

    at: datetime
    actor: Actor
    kind: ActKind
    given: Mapping[str, str]
    facts: tuple[str, ...] = ()


_SENTENCE = re.compile(r"(\d\d/\d\d/\d{4} \d\d:\d\d) ([^:]+): ([^|(]+?)(?: \(([^)]*)\))?(?: \| (.+))?")


def read_sentence(sentence: str) -> Saying:
    """Read one sentence; raises ValueError for one that does not fit."""
    match = _SENTENCE.fullmatch(sentence)
    if match is None:
        raise ValueError(f"no such sentence: {sentence}")
    pairs = dict(part.split("=", 1) for part in (match[5] or "").split("; ") if part)
    facts = tuple(part.strip() for part in (match[4] or "").split(",") if part)
    return Saying(moment(match[1]), ACTORS[match[2]], ActKind(words("act")[match[3]]), pairs, facts)


def moment(text: str) -> datetime:
    """Read "14/03/2019 08:05"."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007  the core speaks naive local time


def day(text: str) -> date:
    """Read "14/03/2019"."""
    return moment(f"{text} 00:00").date()


@dataclass
class Play:
    """A dossier under the sentences."""

    rules: Rules = field(default_factory=shipped_rules)
    procedure: str = STANDARD
    state: Dossier | None = None
    rows: set[tuple[str, str, str]] = field(default_factory=set)
    """(workflow, act, row's basis and places) of every row that allowed an act."""
    papers: list[str] = field(default_factory=list)
    said: Event | Refusal | Claimed | None = None
    _seq: int = 0

    def given(self, sentence: str) -> None:
        """Bring the dossier where the scenario begins."""
        match = re.fullmatch(r"tiếp nhận (\d\d/\d\d/\d{4} \d\d:\d\d)(?:, đến bước (.+))?", sentence)
        if match is None:
            done = self.do(read_sentence(sentence))
            assert isinstance(done, Event), (sentence, done)
            return
        at = moment(match[1])
        goal = Stage(words("stage")[match[2]]) if match[2] else Stage.RECEIVED
        for sentence_of in _WAY if self.procedure == STANDARD else _WAY_AT_ONCE:
            done = self.do(read_sentence(f"{at:%d/%m/%Y %H:%M} {sentence_of}"))
            assert isinstance(done, Event), (sentence_of, done)
            if self.state is not None and self.state.stage is goal:
                return
            if goal is Stage.NUMBERED and self.state is not None and self.state.stage is Stage.APPROVED:
                self._number_as_before(read_sentence(f"{at:%d/%m/%Y %H:%M} văn thư: Cấp số"))
                return
            at += timedelta(minutes=1)
        raise AssertionError(f"the ordinary way has no {goal.value}")

    def _number_as_before(self, saying: Saying) -> None:
        """What the rules of the old order made of văn thư's act: a number on the draft, before any signature."""
        act, before = self._act(saying), self.state
        assert before is not None
        old = replace(act, data=Number("document:x:2019", 61, "61/UBND-XN", saying.at.date(), DRAFT))
        self.state = evolve(before, event_of(old, before.rev + 1, Ruling(Outcome.APPLIED, Stage.NUMBERED)))

    def do(self, saying: Saying, *, strict: bool = True) -> Event | Refusal | Claimed:
        """Decide an act (`strict` False: as the centre records one that already happened)."""
        drawn = _code_drawn(saying)
        if strict and isinstance(drawn, Refusal):
            self.said = drawn
            return drawn
        act = self._act(saying)
        facts = Facts(
            saying.actor.roles,
            number_free="số đã dùng" not in saying.facts,
            number_ours="số ngoài dải" not in saying.facts,
            assignee_fit="người nhận không phù hợp" not in saying.facts,
            signer_fit="người ký không có quyền" not in saying.facts,
            signature_ok="chữ ký không hợp lệ" not in saying.facts,
            seconded=frozenset((role, office) for office in _senders(saying) for role in saying.actor.roles),
        )
        before = self.state
        self.said = (decide if strict else record)(before, act, self.rules, facts)
        if isinstance(self.said, Event):
            self._note(before, act, saying)
            self.state = evolve(before, self.said)
        return self.said

    def _note(self, before: Dossier | None, act: Act, saying: Saying) -> None:
        procedure = self.procedure if before is None else before.procedure
        flow = self.rules.workflow_of(procedure, act.at.date())
        if flow is None:
            return
        foreign = before is not None and before.office != act.office
        row = flow.on(act.at.date()).step(
            act.kind, None if before is None else before.stage, saying.actor.roles, foreign=foreign
        )
        if row is not None:
            self.rows.add(row_key(flow.name, row.act.value, row.basis, row.after))
            self.papers.append(row.paper)

    def _act(self, saying: Saying) -> Act:
        self._seq += 1
        data = payload(self, saying)
        return Act(
            id=ActId(f"act-{self._seq}"),
            device=DeviceId("dev-2" if saying.given.get("máy") == "khác" else "dev-1"),
            seq=self._seq,
            at=saying.at,
            clock=f"{self._seq}.0.dev-1",
            actor=PersonId(saying.actor.id),
            office=saying.actor.office,
            dossier=DossierId("0195959f-0000-7000-8000-000000000001"),
            kind=kind_of(data),
            version=1,
            base=int(saying.given.get("bản đã thấy", "0" if self.state is None else str(self.state.rev))),
            rules=self.rules.version,
            data=data,
        )


def _senders(saying: Saying) -> list[OfficeId]:
    """The agency that sent the actor to the counter, as `do cơ quan này cử đến` says it."""
    return [office for name, office in OFFICES.items() if f"do {name} cử đến" in saying.facts]


def row_key(flow: str, act: str, basis: str, after: Stage | None) -> tuple[str, str, str]:
    """What tells a row of a workflow from its neighbours."""
    return (flow, act, f"{basis} -> {'' if after is None else after.value}")


_WAY = (
    "công chức một cửa: Tiếp nhận hồ sơ",
    "công chức một cửa: Chuyển xử lý",
    "chuyên viên: Nhận xử lý",
    "chuyên viên: Phân công",
    "chuyên viên: Trình kết quả",
    "lãnh đạo: Duyệt",
    "lãnh đạo: Ký số",
    "văn thư: Cấp số",
    "chuyên viên: Chuyển kết quả về quầy",
    "công chức một cửa: Trả kết quả",
)
_WAY_AT_ONCE = (
    "công chức một cửa: Tiếp nhận hồ sơ",
    "lãnh đạo: Ký trên giấy",
    "công chức một cửa: Trả kết quả",
)


def payload(play: Play, saying: Saying) -> Payload:
    """What the act carries: as the sentence says, the rest as usual."""
    return _MAKERS[saying.kind](play, saying)


def _reason(saying: Saying, usual: str) -> Reason:
    return Reason(_code(saying, usual), saying.given.get("nêu rõ", ""))


def _code(saying: Saying, usual: str) -> str:
    return saying.given.get("lý do", usual).replace("(trống)", "")


def _propose(play: Play, saying: Saying) -> Propose:
    grant = saying.given.get("đề nghị", "cấp") == "cấp"
    words = saying.given.get("ý kiến", "Đủ điều kiện" if grant else "Chưa đủ tuổi")
    return Propose(grant, words, DRAFT, "" if grant else _code(saying, "khong_du_dieu_kien"), _why_bare(saying))


def _why_bare(saying: Saying) -> str:
    """Why papers go on without their pages: the scanner is broken where the sentence says nothing else."""
    return saying.given.get("chưa quét vì", "Máy quét hỏng")


def _items(saying: Saying) -> tuple[AskedPaper, ...]:
    names = saying.given.get("giấy tờ", "Quyết định ly hôn")
    return () if names == "không" else tuple(AskedPaper(name, 1, 0, "Còn thiếu") for name in names.split(", "))


def _brought(saying: Saying) -> tuple[PaperEntry, ...]:
    names = saying.given.get("giấy tờ", "Quyết định ly hôn")
    if names == "không":
        return ()
    pages = FileRef("b" * 64, 10, 1) if saying.given.get("đã quét") == "có" else None
    first = int(saying.given.get("ô", "10"))
    return tuple(
        PaperEntry(slot, "BS", name, PaperForm.CERTIFIED, 1, file=pages)
        for slot, name in enumerate(names.split(", "), first)
    )


def _code_drawn(saying: Saying) -> DossierCode | Refusal:
    """The code that the desk draws: number 1, or the next one of `dải số` after `đã dùng đến`."""
    given, office = saying.given, saying.actor.office
    on = day(given["ngày của mã"]) if "ngày của mã" in given else saying.at.date()
    first, last = map(int, given.get("dải số", "1-1").split("-"))
    used = int(given["đã dùng đến"]) if "đã dùng đến" in given else None
    return next_code((NumberSlice(office, first, last, on, on),), office, on, lambda _book, _part: used)


def _receive(play: Play, saying: Saying) -> Receive:
    given, copying = saying.given, play.procedure == AT_ONCE
    at_once = copying and given.get("trả ngay") != "không"
    channel = Channel.ONLINE if given.get("kênh") == "trực tuyến" else Channel.DIRECT
    procedure = given.get("thủ tục", play.procedure)
    due = play.rules.due_of(procedure, channel, saying.at, at_once=at_once)
    papers = _scanned(given["bản quét"]) if "bản quét" in given else _COPY_PAPERS if copying else MARRIAGE_PAPERS
    values = _COPY_VALUES if copying else MARRIAGE_VALUES
    return Receive(
        code=str(_code_drawn(saying)),
        book=f"01/{saying.at.year}",
        book_number=1,
        procedure=procedure,
        channel=channel,
        at_once=at_once,
        applicant=CITIZEN,
        values=() if given.get("tờ khai") == "bỏ trống" else values,
        papers=_brought_at_first(given.get("giấy tờ", ""), papers),
        sets=1,
        delivery={"bưu chính": Channel.POST, "trực tuyến": Channel.ONLINE}.get(given.get("nhận", ""), Channel.DIRECT),
        fee=int(given.get("phí", "0")),
        due=moment(given["hẹn đã in"]) if "hẹn đã in" in given else None if due is None else due.at,
        secret_key="0" * 64,
    )


_COPY_VALUES = (FormValue("ten_giay_to", "Giấy khai sinh"), FormValue("so_trang", "1"), FormValue("so_ban", "2"))
_COPY_PAPERS = (
    PaperEntry(1, "BC", "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", PaperForm.ORIGINAL, 1, shown_only=True),
    PaperEntry(2, "BS", "Bản sao cần chứng thực", PaperForm.PHOTO, 2),
)


def _brought_at_first(said: str, papers: tuple[PaperEntry, ...]) -> tuple[PaperEntry, ...]:
    """What came with the dossier: none, only what is shown and given back, or a paper more than usual."""
    match said:
        case "" | "không":
            return papers if not said else ()
        case "chỉ xuất trình":
            return tuple(paper for paper in papers if paper.shown_only)
        case _:
            return (*papers, PaperEntry(9, "GT", said, PaperForm.ORIGINAL, 1))


def _scanned(letters: str) -> tuple[PaperEntry, ...]:
    """The papers with their files, one letter each ("-": none)."""
    files = [None if letter == "-" else FileRef(letter * 64, 10, 1) for letter in letters]
    return tuple(replace(paper, file=file) for paper, file in zip(MARRIAGE_PAPERS, files, strict=True))


def _register(play: Play, saying: Saying) -> Register:
    return Register(
        request=saying.given.get("số đơn", "TT-190312-0001"),
        procedure=saying.given.get("thủ tục", play.procedure),
        applicant=CITIZEN,
        values=MARRIAGE_VALUES,
        papers=_scanned(saying.given["bản quét"]) if "bản quét" in saying.given else MARRIAGE_PAPERS,
        delivery=Channel.ONLINE,
        declaration=saying.given.get("cam đoan", "Tôi cam đoan nội dung khai là đúng."),
        secret_key="0" * 64,
    )


def _supplement_received(play: Play, saying: Saying) -> ReceiveSupplement:
    complete = saying.given.get("đủ", "có") == "có"
    due = None if play.state is None or not complete else due_after_supplement(play.state, saying.at, play.rules)
    return ReceiveSupplement(_brought(saying), complete, due, _why_bare(saying))


def _first_request(play: Play, saying: Saying) -> ActId:
    asked = () if play.state is None else play.state.way.opinions
    index = int(saying.given.get("yêu cầu thứ", "1")) - 1
    return asked[index].id if index < len(asked) else ActId("không có")


def _result_hash(play: Play, saying: Saying) -> str:
    file = None if play.state is None else play.state.result.file
    return "0" * 64 if file is None or saying.given.get("bản") == "khác" else file.sha256


def _draft_hash(play: Play, saying: Saying) -> str:
    if saying.given.get("bản xem") == "cũ" or play.state is None:
        return "f" * 64
    scans = [paper.file for paper in play.state.papers if paper.file is not None]
    seen = play.state.result.draft or (scans[0] if scans else None)
    return "f" * 64 if seen is None else seen.sha256


_COPIES = {"sao y": CopyKind.FULL, "sao lục": CopyKind.OF_COPY, "trích sao": CopyKind.EXTRACT}


def _copy(play: Play, saying: Saying) -> CopyDocument:
    """A copy of the result, of the copy made before, or of a paper of the citizen."""
    given, kind = saying.given, _COPIES[saying.given.get("loại", "sao y")]
    copies = () if play.state is None else play.state.way.copies
    of_copy = kind is CopyKind.OF_COPY and copies
    source = "1" * 64 if given.get("của") == "người dân" else copies[0].file.sha256 if of_copy else _signed_hash(play)
    pages = tuple(int(page) for page in given.get("trang", "").split())
    number = len(copies) + 1
    drawn = FileRef(source if kind is CopyKind.FULL and "khác" not in given else "7" * 64, 10, len(pages) or 1)
    symbol = f"{number:02d}/{kind.value}-UBND"
    book = copy_book(saying.actor.office, saying.at.year)
    signed = FileRef(str(number) * 64, 30, drawn.pages)
    office, certificate = "Ủy ban nhân dân phường Phú Thủy", "a" * 64
    recipient = given.get("gửi", "Ông Lê Văn Tám")
    return CopyDocument(kind, source, pages, recipient, book, number, symbol, drawn, signed, office, certificate)


def _signed_hash(play: Play) -> str:
    signed = None if play.state is None else play.state.result.file
    return "f" * 64 if signed is None else signed.sha256


def _money(text: str) -> int:
    return int(text.replace(".", ""))


def _office(saying: Saying) -> OfficeId:
    return OFFICES[saying.given.get("đến", "nơi khác")]


_MAKERS: dict[ActKind, Callable[[Play, Saying], Payload]] = {
    ActKind.ASK_PAPERS: lambda p, s: AskPapers(
        p.procedure,
        CITIZEN,
        _items(s),
        s.given.get("nêu rõ", "Thiếu giấy tờ"),
        1,
        _code(s, "thieu_giay_to"),
        tuple(name for name in s.given.get("đã mang", "").split(", ") if name),
    ),
    ActKind.REFUSE_INTAKE: lambda p, s: RefuseIntake(
        p.procedure, CITIZEN, s.given.get("vì", "Việc của cấp huyện"), 1, _code(s, "khong_thuoc_tham_quyen")
    ),
    ActKind.RECEIVE: _receive,
    ActKind.COLLECT_FEE: lambda p, s: CollectFee(
        _money(s.given["số tiền"]), "cash", s.given.get("biên lai", "0000001")
    ),
    ActKind.ATTACH_PAPER: lambda p, s: AttachPaper(
        int(s.given.get("ô", "1")),
        FileRef(s.given.get("bản quét", "a") * 64, 10, 1),
        None,
        s.given.get("ký trên bản quét", "") * 64,
        certificate_sha256="c" * 64 if "ký trên bản quét" in s.given else "",
    ),
    ActKind.HAND_OVER: lambda p, s: HandOver(OFFICES[s.given.get("đến", "cơ quan này")], _why_bare(s)),
    ActKind.ACCEPT: lambda p, s: Accept(),
    ActKind.ASSIGN: lambda p, s: Assign(PersonId(ACTORS[s.given.get("cho", "chuyên viên")].id)),
    ActKind.PROPOSE: _propose,
    ActKind.APPROVE: lambda p, s: Approve("", DRAFT),
    ActKind.SEND_BACK: lambda p, s: SendBack(s.given.get("vì", "Xem lại")),
    ActKind.NUMBER: lambda p, s: Number(
        "document:x:2019",
        61,
        "61/UBND-XN",
        day(s.given["ghi ngày"]) if "ghi ngày" in s.given else s.at.date(),
        result=replace(ISSUED, pages=int(s.given.get("số trang", "1"))),
        signed_sha256="f" * 64 if s.given.get("bản đã ký") == "khác" else _signed_hash(p),
        certificate_sha256="" if "đóng dấu giấy" in s.given else "a" * 64,
    ),
    ActKind.SIGN: lambda p, s: Sign(SIGNED, _draft_hash(p, s), "Trần Văn Minh", "c" * 64, unscanned=_why_bare(s)),
    ActKind.SIGN_ON_PAPER: lambda p, s: SignOnPaper(
        SIGNED, PersonId(ACTORS[s.given.get("người ký", "lãnh đạo")].id), "Trần Văn Minh", _why_bare(s)
    ),
    ActKind.HAND_RESULT: lambda p, s: HandResult(),
    ActKind.RETURN_RESULT: lambda p, s: ReturnResult(
        s.given.get("người nhận", CITIZEN.name).replace("(trống)", ""),
        s.given.get("số giấy tờ", CITIZEN.id_number).replace("(trống)", ""),
        authorised="ủy quyền" in s.given,
    ),
    ActKind.AMEND: lambda p, s: Amend(s.given.get("ô", "phone"), s.given.get("cũ", CITIZEN.phone), "0901000111"),
    ActKind.NOTE: lambda p, s: Note("Ghi chú"),
    ActKind.REPRINT: lambda p, s: Reprint("form01", 2),
    ActKind.REGISTER: _register,
    ActKind.SUPPLY: lambda p, s: Supply(_brought(s)),
    ActKind.PROPOSE_SUPPLEMENT: lambda p, s: ProposeSupplement(
        _items(s), _reason(s, "thieu_giay_to"), day(s.given["hạn"])
    ),
    ActKind.ASK_SUPPLEMENT: lambda p, s: AskSupplement(_items(s), _reason(s, "thieu_giay_to"), day(s.given["hạn"]), 7),
    ActKind.RECEIVE_SUPPLEMENT: _supplement_received,
    ActKind.EXTEND: lambda p, s: Extend(
        day(s.given["hẹn lại"]),
        _reason(s, "cho_y_kien"),
        3,
        s.given.get("văn bản", "15/TB").replace("(trống)", ""),
    ),
    ActKind.APOLOGISE: lambda p, s: Apologise(_reason(s, "cho_y_kien"), 4),
    ActKind.ASK_PAYMENT: lambda p, s: AskPayment(
        (Charge("Thuế thu nhập", _money(s.given["số tiền"])),),
        "12/TB-CCT",
        None if s.given.get("hạn") == "không" else day(s.given.get("hạn", "30/04/2019")),
    ),
    ActKind.CONFIRM_PAYMENT: lambda p, s: ConfirmPayment(
        _money(s.given["số tiền"]), s.given.get("chứng từ", "GNT-01").replace("(trống)", "")
    ),
    ActKind.REQUEST_WITHDRAWAL: lambda p, s: RequestWithdrawal(_reason(s, "nguoi_nop_rut")),
    ActKind.DECIDE_WITHDRAWAL: lambda p, s: DecideWithdrawal(s.given.get("đồng ý", "có") == "có"),
    ActKind.STOP: lambda p, s: Stop(_reason(s, "khong_bo_sung")),
    ActKind.ASK_OPINION: lambda p, s: AskOpinion(
        _office(s),
        s.given.get("nội dung", "Đề nghị xác nhận tình trạng hôn nhân").replace("(trống)", ""),
        day(s.given["hạn"]),
        s.given.get("liên thông") == "có",
        int(s.given.get("thứ tự", "0")),
    ),
    ActKind.ANSWER_OPINION: lambda p, s: AnswerOpinion(
        _first_request(p, s), s.given.get("nội dung", "Nhất trí").replace("(trống)", "")
    ),
    ActKind.FORWARD: lambda p, s: Forward(_office(s), "Thuộc thẩm quyền", _why_bare(s)),
    ActKind.VERIFY_ON_SITE: lambda p, s: VerifyOnSite(s.at, "Nhà người nộp", "Tổ dân phố", "Đúng như khai"),
    ActKind.POST_RESULT: lambda p, s: PostResult("Bưu điện", s.given.get("mã", "RB123456785VN").replace("(trống)", "")),
    ActKind.CONFIRM_DELIVERY: lambda p, s: ConfirmDelivery(
        s.given.get("người nhận", CITIZEN.name).replace("(trống)", ""),
        s.given.get("chứng từ", "Phiếu phát 01").replace("(trống)", ""),
    ),
    ActKind.RETURN_BY_POST: lambda p, s: ReturnByPost(s.given.get("vì", "Không có người nhận").strip()),
    ActKind.DELIVER_ONLINE: lambda p, s: DeliverOnline(_result_hash(p, s)),
    ActKind.CANCEL_RECEIPT: lambda p, s: CancelReceipt(
        s.given.get("biên lai", "0000001"), s.given.get("vì", "Ghi sai")
    ),
    ActKind.RECORD_CONTACT: lambda p, s: RecordContact("điện thoại", reached=True, text="Đã báo"),
    ActKind.CORRECT_RESULT: lambda p, s: CorrectResult(_reason(s, "ket_qua_sai")),
    ActKind.RECORD_LOSS: lambda p, s: RecordLoss("Tờ khai", "Thất lạc khi chuyển"),
    ActKind.RECOUNT: lambda p, s: Recount(
        moment(s.given.get("hẹn mới", "18/03/2019 17:00")),
        s.given.get("theo", "Thông báo 12/TB-BNV"),
        moment(s.given.get("lịch cũ", "15/03/2019 17:00")),
    ),
    ActKind.COMPLETE_RESULT: lambda p, s: CompleteResult(
        _result_hash(p, s),
        FileRef("c" * 64, int(s.given.get("cỡ", "99000")), 1),
        Proof(s.given.get("mức", "B-LT")),
        moment(s.given.get("dấu đầu", "15/03/2019 18:00")),
        moment(s.given["dấu mới"]) if "dấu mới" in s.given else None,
    ),
    ActKind.SIGN_FORM: lambda p, s: SignForm(
        s.given.get("mẫu", "01" if p.state is None else form_of(p.state)),
        FileRef("d" * 64, 10, 1),
        FileRef("e" * 64, 20, 1),
        "Nguyễn Thị Hoa",
        "a" * 64,
    ),
    ActKind.COPY_DOCUMENT: _copy,
    ActKind.ATTACH_ANNEX: lambda p, s: AttachAnnex(
        "Bản vẽ kèm theo",
        s.given.get("của số", "61/UBND-XN"),
        FileRef(s.given.get("tệp", "9") * 64, 10, 1),
        FileRef("8" * 64, 20, 1),
        "Ủy ban nhân dân phường Phú Thủy",
        "a" * 64,
    ),
    ActKind.RESTORE: lambda p, s: Restore("Tờ khai", "Đã lập lại, xin lỗi công dân"),
}


def with_day_off(rules: Rules, off: date) -> Rules:
    """The rules after a day became a day off for everybody."""
    calendar = rules.bundle.calendar
    days = tuple(sorted((*calendar.days, CalendarDay(off, DayKind.OFF, "Nghỉ hoán đổi")), key=lambda day: day.date))
    return Rules.of(rules.version, replace(rules.bundle, calendar=replace(calendar, days=days)))


def with_sole_officer(rules: Rules) -> Rules:
    """The rules of a province in which this office has one officer (a project policy, by setting)."""
    province = replace(rules.bundle.province, sole_officer_offices=(OFFICE,))
    return Rules.of(rules.version, replace(rules.bundle, province=province))
