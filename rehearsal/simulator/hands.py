"""What people do in a town: lawful acts, acts against each other, lost rights; every choice from the seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from desk_client.services.acting import Scribe
from desk_client.services.intake import Asking, IntakeForm, Received, collect_payload
from desk_client.services.session import Session
from dossier.acts import (
    Accept,
    ActKind,
    Amend,
    Applicant,
    Approve,
    AskedPaper,
    Assign,
    AttachPaper,
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
    Reprint,
    ReturnResult,
    SendBack,
    Sign,
    SignOnPaper,
)
from dossier.course import SignForm
from dossier.decide import acts_open
from dossier.identifiers import OfficeId, PersonId
from dossier.numbers import date_words, document_book
from dossier.refusals import Refusal
from dossier.roles import Grant
from dossier.signing_checks import form_of
from dossier.state import Dossier
from dossier.values import Reason
from rehearsal.simulator.copy_hands import sealed_payload
from rehearsal.simulator.course_hands import BESIDE, LEAVING, Before, course_payload
from rehearsal.simulator.hall import CERTIFICATE, Mark
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import LONG_AGO, OFFICE, OTHER_OFFICE, PEOPLE, Town

LOGINS = tuple(login for login, _, _ in PEOPLE)
CITIZEN = Applicant(
    name="Lê Thị Bích Ngọc",
    id_number="060187004128",
    born="1987-09-02",
    gender="Nữ",
    address="45 Thủ Khoa Huân, phường Phú Thủy, TP. Phan Thiết",
    phone="0908213657",
)
MARRIAGE = IntakeForm(
    "1.004873",
    CITIZEN,
    (
        FormValue("ho_ten", CITIZEN.name),
        FormValue("so_dinh_danh", CITIZEN.id_number),
        FormValue("noi_cu_tru", CITIZEN.address),
        FormValue("muc_dich", "vay_von"),
        FormValue("tinh_trang", "chua_ket_hon"),
        FormValue("cap_lai", "no"),
        FormValue("so_ban", "1"),
    ),
    (
        PaperEntry(1, "TK", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", PaperForm.ORIGINAL, 1),
        PaperEntry(2, "CCCD", "Giấy tờ tùy thân của người yêu cầu", PaperForm.ORIGINAL, 1, shown_only=True),
    ),
)
COPY = IntakeForm(
    "2.000815",
    CITIZEN,
    (FormValue("ten_giay_to", "Giấy khai sinh"), FormValue("so_trang", "1"), FormValue("so_ban", "2")),
    (
        PaperEntry(
            1, "BC", "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", PaperForm.ORIGINAL, 1, shown_only=True
        ),
        PaperEntry(2, "BS", "Bản sao cần chứng thực", PaperForm.PHOTO, 2),
    ),
    at_once=True,
    copies=2,
)
NOT_OURS = Reason("khong_thuoc_tham_quyen", "Việc của cấp huyện")
MISSING = Reason("thieu_giay_to")
NOT_RIGHT = Reason("bo_sung_chua_dung", "Bản chụp mờ")
NOT_BROUGHT = Reason("khong_du_dieu_kien", "Không bổ sung")
_LATER = "Quét sau"
_SEALED = frozenset({ActKind.COPY_DOCUMENT, ActKind.ATTACH_ANNEX})
_APART = frozenset({ActKind.NOTE, ActKind.REPRINT, ActKind.AMEND, ActKind.ATTACH_PAPER, ActKind.SIGN_FORM})
_BESIDE = _APART | _SEALED | BESIDE
_BEGIN = (ActKind.RECEIVE, ActKind.ASK_PAPERS, ActKind.REFUSE_INTAKE)
_ELSEWHERE = frozenset({ActKind.REGISTER, ActKind.SUPPLY, ActKind.RECOUNT, ActKind.COMPLETE_RESULT})
"""What citizens do, and the centre for the province: nobody at a desk."""
_TRAYS = (
    {ActKind.HAND_OVER, ActKind.RECEIVE_SUPPLEMENT, ActKind.CONFIRM_PAYMENT},
    {ActKind.ACCEPT, ActKind.ASSIGN, ActKind.PROPOSE_SUPPLEMENT, ActKind.PROPOSE, ActKind.HAND_RESULT},
    {ActKind.ASK_SUPPLEMENT, ActKind.APPROVE, ActKind.SIGN, ActKind.DECIDE_WITHDRAWAL},
    {ActKind.NUMBER, ActKind.COPY_DOCUMENT, ActKind.ATTACH_ANNEX},
)
"""What clerk, officer, leader and văn thư do with everything that lies before them, by their places in `LOGINS`."""
_AT_ONE_SITTING = 3
_TRIED = tuple(kind for kind in ActKind if kind not in _BEGIN and kind not in _ELSEWHERE)


class Deed(NamedTuple):
    """What somebody did, in words, and how many acts it must have made, and may have made."""

    said: str
    least: int = 0
    most: int = 0


NOTHING = Deed("nothing")


@dataclass
class Hands:
    """The people of a town."""

    town: Town
    revoked: dict[str, int] = field(default_factory=dict)

    def logins(self, post: Post) -> tuple[str, ...]:
        """Who sits at a desk."""
        return tuple(f"x-{login}" for login in LOGINS) if post.name == "x" else LOGINS

    def begin(self, post: Post) -> Deed:
        """Somebody comes to the counter."""
        random = self.town.random
        session = post.sessions()[self.logins(post)[0]]
        form = MARRIAGE if random.random() < 0.5 else COPY
        name = f"{CITIZEN.name} {random.randint(1, 99)}"
        form = replace(form, applicant=replace(CITIZEN, name=name), fee_paid=random.random() < 0.3)
        what = random.random()
        if what < 0.12:
            asked = (AskedPaper("Quyết định ly hôn", 0, 1, "Chưa có"),)
            return _told(post.intake.ask_papers(session, form, Asking(asked, MISSING)), "ask")
        if what < 0.17:
            return _told(post.intake.refuse(session, form, NOT_OURS), "refuse")
        if what < 0.27:
            done = post.intake.receive_visit(session, (form, form))
            return Deed("visit refused") if isinstance(done, Refusal) else Deed("visit", 2, 4)
        return _told(post.intake.receive(session, form), "receive", 2)

    def act(self, post: Post, dossier: str, forward: float = 0.75) -> Deed:
        """One act on a dossier: mostly what the table allows somebody now, else whatever anybody tries."""
        random = self.town.random
        state = post.parts.queries.dossier(dossier)
        if state is None:
            return NOTHING
        sitting = post.sessions()
        people = {login: sitting[login] for login in self.logins(post)}
        options = self._options(post, people, state)
        if not options or random.random() < 0.08:
            options = [(kind, login) for kind in _TRIED for login in self.logins(post)]
        moving = [one for one in options if one[0] not in _BESIDE]
        signing = [one for one in options if one[0] is ActKind.SIGN]
        if signing and random.random() < 0.8:
            options = moving = signing  # the centre waits for the signed file: what comes behind it waits too
        kind, login = self._one_of(moving if moving and random.random() < forward else options)
        session = people[login]
        if kind in _BEGIN:
            return self.answer(post, session, state, kind)
        return _told(post.acting.together(session, self._work(post, session, state, kind)), kind.value)

    def _one_of(self, options: Sequence[tuple[ActKind, str]]) -> tuple[ActKind, str]:
        """A kind of act, however many may do it, and one of these."""
        kind = self.town.random.choice(list(dict.fromkeys(kind for kind, _ in options)))
        return kind, self.town.random.choice([login for one, login in options if one is kind])

    def tray(self, post: Post, dossiers: Sequence[str]) -> Deed:
        """Somebody goes through what lies before him, the newest first, twice where one step leads to the next."""
        random = self.town.random
        place = random.randrange(len(_TRAYS))
        login = self.logins(post)[place]
        session = post.sessions()[login]
        deeds: list[Deed] = []
        for dossier in (*reversed(dossiers), *reversed(dossiers)):
            if len(deeds) == _AT_ONE_SITTING:
                break
            state = post.parts.queries.dossier(dossier)
            options = [] if state is None else self._options(post, {login: session}, state)
            kinds = [kind for kind, _ in options if kind in _TRAYS[place]]
            if state is not None and kinds:
                kind = random.choice(kinds)
                deeds.append(_told(post.acting.together(session, self._work(post, session, state, kind)), kind.value))
        least, most = sum(one.least for one in deeds), sum(one.most for one in deeds)
        return Deed("; ".join(one.said for one in deeds) or "nothing", least, most)

    def _options(self, post: Post, people: dict[str, Session], state: Dossier) -> list[tuple[ActKind, str]]:
        """What the table allows the people of a desk now, without what they see to be idle."""
        rules, day = post.parts.rules(), self.town.moment.at.date()
        idle = {ActKind.COLLECT_FEE} if not state.fee_left else set()
        idle |= {ActKind.CANCEL_RECEIPT} if not state.money.receipts else set()
        idle |= LEAVING if self.town.random.random() < 0.8 else set()
        idle |= {ActKind.SIGN} if _seen(state) is None else set()
        found = []
        for login, session in people.items():
            kinds = acts_open(state, rules, session.roles_on(day), session.office, session.person.id, day=day)
            found += [(kind, login) for kind in kinds if kind not in idle]
        return found

    def answer(self, post: Post, session: Session, state: Dossier, kind: ActKind) -> Deed:
        """What was filed online is looked at, or the papers that were asked for came in, or never will."""
        base = MARRIAGE if state.procedure == MARRIAGE.procedure else COPY
        form = replace(base, applicant=state.applicant, dossier=state.id)
        if kind is ActKind.RECEIVE:
            return _told(post.intake.receive(session, form), "receive asked", 2)
        if kind is ActKind.ASK_PAPERS:
            return _told(post.intake.ask_papers(session, form, self._asking(state)), "ask again")
        return _told(post.intake.refuse(session, form, NOT_BROUGHT), "refuse asked")

    def _asking(self, state: Dossier) -> Asking:
        """What is asked for the first time of who filed online, or again of who brought what was not right."""
        if not state.asked:
            return Asking((AskedPaper("Quyết định ly hôn", 0, 1, "Chưa có"),), MISSING)
        brought = tuple(paper.name for paper in state.asked) if self.town.random.random() < 0.8 else ()
        return Asking(state.asked, NOT_RIGHT, brought)

    def _work(self, post: Post, session: Session, state: Dossier, kind: ActKind) -> Callable[[Scribe], Dossier]:
        device = post.parts.identity.device
        payload = None if kind is ActKind.COLLECT_FEE else self._payload(post, session, state, kind)

        def work(scribe: Scribe) -> Dossier:
            data = payload
            if data is None:
                data = collect_payload(scribe, device, max(1, state.fee_left), "cash")
            return scribe.write(data, state.id).state

        return work

    def _payload(self, post: Post, session: Session, state: Dossier, kind: ActKind) -> Payload:
        random = self.town.random
        makers: dict[ActKind, Callable[[], Payload]] = {
            ActKind.ATTACH_PAPER: lambda: AttachPaper(random.choice((1, 2)), self.file(post)),
            ActKind.HAND_OVER: lambda: HandOver(self._receiver(session), _LATER),
            ActKind.ACCEPT: Accept,
            ActKind.ASSIGN: lambda: Assign(self._assignee(post)),
            ActKind.PROPOSE: lambda: self._proposal(post),
            ActKind.APPROVE: lambda: Approve("Đồng ý"),
            ActKind.SEND_BACK: lambda: SendBack("Xem lại"),
            ActKind.NUMBER: lambda: self.number(post, session, state, sealed=random.random() < 0.5),
            ActKind.SIGN: lambda: self.sign(post, session, state),
            ActKind.SIGN_ON_PAPER: lambda: self._signed_by_hand(post),
            ActKind.HAND_RESULT: lambda: HandResult(f"Ô {random.randint(1, 9)}"),
            ActKind.RETURN_RESULT: lambda: ReturnResult(state.applicant.name, CITIZEN.id_number, authorised=False),
            ActKind.AMEND: lambda: Amend("phone", state.applicant.phone, f"09{random.randint(10, 99)}000000"),
            ActKind.NOTE: lambda: Note(f"ghi {random.randint(1, 999)}"),
            ActKind.REPRINT: lambda: Reprint("form01", random.randint(2, 5)),
            ActKind.SIGN_FORM: lambda: self._sign_form(post, session, state),
        }
        if kind in makers:
            return makers[kind]()
        if kind in _SEALED:
            return sealed_payload(kind, self.town, (post, session), state, self.file)
        away = OTHER_OFFICE if session.office == OFFICE else OFFICE
        return course_payload(kind, Before(state, self.town.moment.at, post.parts.rules(), away), random)

    def _sign_form(self, post: Post, session: Session, state: Dossier) -> SignForm:
        drawn, name = self.file(post), session.person.name
        signed = post.parts.shelf.keep(Mark(name).under(post.parts.shelf.read(drawn.sha256)), 1)
        return SignForm(form_of(state), drawn, signed, name, CERTIFICATE)

    def _proposal(self, post: Post) -> Propose:
        grant = self.town.random.random() < 0.8
        return Propose(grant, "Đã xem", self.file(post), "" if grant else NOT_OURS.code, _LATER)

    def _signed_by_hand(self, post: Post) -> SignOnPaper:
        """The leader signed; now and then the wrong person is named."""
        login = self.logins(post)[2 if self.town.random.random() < 0.9 else 1]
        signer = post.sessions()[login].person
        return SignOnPaper(self.file(post), signer.id, signer.name, _LATER)

    def _receiver(self, session: Session) -> OfficeId:
        away = OTHER_OFFICE if session.office == OFFICE else OFFICE
        return away if self.town.random.random() < 0.2 else session.office

    def _assignee(self, post: Post) -> PersonId:
        login = self.logins(post)[1 if self.town.random.random() < 0.9 else 2]
        return post.sessions()[login].person.id

    def number(self, post: Post, session: Session, state: Dossier, *, sealed: bool) -> Number:
        """Number and date, with the office's seal where its file is at hand, else stamped on paper."""
        day, signed = self.town.moment.at.date(), state.result.file
        book = document_book(session.office, day.year)
        number = (post.parts.queries.last_number(book) or 0) + 1
        shown = "0" * 64 if signed is None else signed.sha256
        given = Number(book, number, f"{number}/UBND-XN", day, signed_sha256=shown)
        paper = None if signed is None else self._fetched(signed.sha256)
        if paper is None or not sealed:
            return replace(given, result=self.file(post))
        unit = post.parts.rules().unit(session.office)
        name = "" if unit is None else unit.name
        mark = Mark(name, (given.symbol, date_words(day)))
        file = post.parts.shelf.keep(mark.under(paper), 1)
        return replace(given, result=file, signer=name, certificate_sha256=CERTIFICATE)

    def sign(self, post: Post, session: Session, state: Dossier) -> Sign | SignOnPaper:
        """In a token what any desk has, as if it had been fetched; what nobody has is signed by hand."""
        seen = _seen(state)
        if seen is None:
            return Sign(self.file(post), "0" * 64, session.person.name, CERTIFICATE)
        paper = self._fetched(seen.sha256)
        if paper is None:
            return self._signed_by_hand(post)
        signed = Mark(session.person.name).under(paper)
        kept = post.parts.shelf.keep(signed, 1)
        return Sign(kept, seen.sha256, session.person.name, CERTIFICATE, unscanned=_LATER)

    def _fetched(self, sha256: str) -> bytes | None:
        shelves = (post.parts.shelf for post in self.town.at_work())
        return next((shelf.read(sha256) for shelf in shelves if shelf.has(sha256)), None)

    def file(self, post: Post) -> FileRef:
        """A fresh file on a desk's shelf."""
        body = b"%PDF-1.4 " + self.town.random.randbytes(24)
        return post.parts.shelf.keep(body, 1)

    def revoke(self) -> str:
        """Somebody's right ends, as of yesterday; desks hear of it with their next page."""
        login = self.town.random.choice(LOGINS)
        yesterday = self.town.moment.at.date() - timedelta(days=1)
        self.town.hall.centre.people.revoke(self.town.ground.people[login], OFFICE, yesterday)
        self.revoked[login] = self.revoked.get(login, 0) + 1
        return f"revoke {login}"

    def give_back(self) -> str:
        """Everybody who lost a role has it again."""
        for login in self.revoked:
            role = next(role for name, _, role in PEOPLE if name == login)
            self.town.hall.centre.people.grant(Grant(self.town.ground.people[login], OFFICE, role, LONG_AGO))
        self.revoked.clear()
        return "rights"


def _seen(state: Dossier) -> FileRef | None:
    """The paper that a leader has before his eyes when he signs."""
    return state.result.draft or next((paper.file for paper in state.papers if paper.file is not None), None)


def _told(done: object, what: str, most: int = 1) -> Deed:
    """What a person reads after it was saved, or why it was not."""
    if isinstance(done, Refusal):
        return Deed(f"{what} refused:{done.code.value}")
    state = done.state if isinstance(done, Received) else done
    if not isinstance(state, Dossier):
        raise TypeError(what)
    return Deed(f"{what} -> {state.stage.value} {state.rev}", 1, most)
