"""Every act beside the ordinary way by keys: what follows is said before, what is wrong stands at its field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desk_client.services.cases import BESIDE, SEALED_BESIDE
from desk_client.services.course import Question
from desk_client.services.course_acts import COURSE_ACTS
from desk_client.store import meta
from desk_client.views.asked.parts import Part
from desk_client.views.asked.reason_part import ReasonPart
from desk_client.views.dossier.course_dialog import CourseDialog
from desk_client.views.dossier.course_lists import AskedPart, CamePart, ChargesPart
from desk_client.views.dossier.course_parts import DayPart, OfficePart, PickPart, TextPart
from desk_client.views.dossier.paper_dialog import PaperDialog
from desk_client.views.kit.dialogs import ReasonDialog
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from dossier.acts import KINDS, ActKind, Propose
from dossier.course import CoursePayload, Register, Supply
from dossier.events import Stage
from dossier.identifiers import ActId, OfficeId
from dossier.limits import Supplement
from dossier.refusals import Refusal
from dossier.roles import Grant, Role
from dossier.state import Course, Dossier, Money, Opinion, Post, ReceiptLine
from dossier.values import AskedPaper, Channel, Charge, PaperEntry, PaperForm, Reason
from tests.desk_client.dossier.stand import Stand, type_text
from tests.desk_client.dossier.test_dossier_acts import put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import CLERK, LEADER, OFFICE, OFFICER, OTHER_OFFICE, RECORDS, SIGNED

Answer = Callable[[QDialog], None]
ASKED = (AskedPaper("Trích lục ly hôn", 1, 0, "bản nộp bị mờ"),)
TODAY = date(2019, 3, 14)


def state_at(office: Office, stage: Stage, **changes: object) -> Dossier:
    """The dossier of 12/03 in a stage, processed by the officer, due on 19/03."""
    found = office.listing.search("190313-0001").lines[0].row.id
    state = office.past.desk.parts.queries.dossier(found)
    assert state is not None
    clock = replace(state.clock, due=datetime(2019, 3, 19, 17, 0), finished_at=None)
    begun = replace(state, stage=stage, custody=OFFICE, assignee=OFFICER.id, clock=clock, money=Money(), course=None)
    made = replace(begun, **changes)  # type: ignore[arg-type]  # fields by name
    put(office, made)
    return made


def answering(stand: Stand, *answers: Answer) -> list[QDialog]:
    """Do these with the next dialogs, one after another; the list tells which were met."""
    met: list[QDialog] = []

    def one(answer: Answer, dialog: QDialog) -> None:
        met.append(dialog)
        rest = answers[len(met) :]
        if rest:
            stand.answering(partial(one, rest[0]), met)
        answer(dialog)

    stand.answering(partial(one, answers[0]), met)
    return met


def words(root: QWidget) -> str:
    """Everything that stands in a dialog."""
    return " | ".join(label.text() for label in root.findChildren(Label) if label.isVisibleTo(root))


def give(qtbot: QtBot, dialog: QWidget) -> None:
    """Ctrl+Enter."""
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def leave(dialog: QDialog) -> None:
    """The paper was seen."""
    assert isinstance(dialog, PaperDialog)
    dialog.reject()


def do(stand: Stand, kind: ActKind, *answers: Answer) -> Dossier:
    """Open the menu entry or the primary of an act, answer, and give the state after it."""
    before = stand.model.case
    assert before is not None, kind
    met = answering(stand, *answers)
    if kind in stand.screen.acts.beside:
        stand.screen.acts.beside[kind].trigger()
    else:
        stand.primary()
    stand.qtbot.waitUntil(lambda: len(met) == len(answers) and QApplication.activeModalWidget() is None, timeout=5_000)
    stand.settle()
    stand.qtbot.waitUntil(lambda: stand.model.case is not before, timeout=10_000)
    assert stand.model.case is not None
    return stand.model.case.state


def test_every_act_of_an_official_has_a_row() -> None:
    """What the core knows beside the way is asked by the table, but for the acts of citizens, of the centre and of
    what clerk and văn thư sign in a token.
    """
    citizens = {ActKind.REGISTER, ActKind.SUPPLY}
    elsewhere = {*citizens, ActKind.RECOUNT, ActKind.COMPLETE_RESULT, ActKind.SIGN_FORM, *SEALED_BESIDE}
    assert {KINDS[kind] for kind in get_args(CoursePayload)} - elsewhere == set(COURSE_ACTS)
    assert set(BESIDE) == set(COURSE_ACTS) | SEALED_BESIDE
    assert {KINDS[Register], KINDS[Supply]} == citizens


def proposing(qtbot: QtBot, dialog: QDialog) -> None:
    """Empty, it says what is missing; then Space marks a paper and Down chooses a reason."""
    assert isinstance(dialog, CourseDialog)
    give(qtbot, dialog)
    assert dialog.isVisible()
    assert "Chưa đánh dấu giấy tờ nào" in words(dialog)
    asked, reason = dialog.parts["items"], dialog.parts["reason"]
    assert isinstance(asked, AskedPart)
    assert isinstance(reason, ReasonPart)
    first = asked.lines[0]
    assert first.mark is not None
    assert first.mark.hasFocus()
    qtbot.keyClick(first.mark, Qt.Key.Key_Space)
    first.counts[0].setText("0")
    first.counts[1].setText("2")
    type_text(first.reason, "tờ khai chưa ký")
    give(qtbot, dialog)
    assert "Chưa chọn lý do" in words(dialog)
    assert reason.choice.hasFocus()
    qtbot.keyClick(reason.choice, Qt.Key.Key_Down)
    assert "Nếu lãnh đạo ký hôm nay, thời hạn dừng" in words(dialog)
    give(qtbot, dialog)


def test_a_supplement_from_the_officer_to_the_new_promise(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Ctrl+J, arrows, Enter; marks by Space; the leader signs form 02; the clerk takes the papers and a new receipt."""
    begun = state_at(office, Stage.ASSIGNED)
    stand = Stand(kit, office, qtbot, "loc")
    stand.open(begun.id)
    assert "Còn 2 ngày làm việc được yêu cầu bổ sung." in words(stand.screen.way)

    met = answering(stand, partial(proposing, qtbot))
    stand.window.activateWindow()
    qtbot.waitUntil(stand.window.isActiveWindow)
    qtbot.keyClick(stand.screen.papers.table, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    menu = stand.screen.acts.menu
    qtbot.waitUntil(menu.isVisible)
    walk_to(qtbot, menu, stand, ActKind.PROPOSE_SUPPLEMENT)
    qtbot.waitUntil(lambda: bool(met) and QApplication.activeModalWidget() is None, timeout=20_000)
    stand.settle()
    assert stand.model.case is not None
    asked = stand.model.case.state
    assert (asked.stage, asked.way.answer_by) == (Stage.ASKING, date(2019, 3, 21))
    (paper,) = asked.asked
    assert (paper.originals, paper.certified, paper.copies) == (0, 2, 0)

    def sign(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        assert "Thời hạn dừng từ hôm nay, 14/03/2019" in words(dialog)
        give(qtbot, dialog)

    stand.sit("minh")
    stand.open(begun.id)
    waiting = do(stand, ActKind.ASK_SUPPLEMENT, sign, leave)
    assert (waiting.stage, waiting.clock.due) == (Stage.SUPPLEMENTING, None)
    assert waiting.slip_number == 2  # the office asked for papers once before acceptance

    def take(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        came = dialog.parts["papers"]
        assert isinstance(came, CamePart)
        assert "Hẹn trả mới: 17:00, 19/03/2019." in words(dialog)
        qtbot.keyClick(came.lines[0].mark, Qt.Key.Key_Space)
        give(qtbot, dialog)
        assert "Còn thiếu 1 giấy tờ đã yêu cầu" in words(dialog)
        qtbot.keyClick(came.lines[0].mark, Qt.Key.Key_Space)
        give(qtbot, dialog)
        assert dialog.isVisible()
        assert "Còn giấy tờ chưa quét" in words(came)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        give(qtbot, dialog)

    stand.sit("hoa")
    stand.open(begun.id)
    done = do(stand, ActKind.RECEIVE_SUPPLEMENT, take, stay, partial(why_not_scanned, qtbot), leave)
    assert (done.stage, done.clock.due, done.asked) == (Stage.ASSIGNED, datetime(2019, 3, 19, 17, 0), ())
    taken = done.papers[0]
    assert (taken.file, taken.form, taken.quantity) == (None, PaperForm.CERTIFIED, 2)
    assert done.trail[-1].text == "Máy quét hỏng"


def stay(dialog: QDialog) -> None:
    """Go back to the papers, to scan them."""
    assert isinstance(dialog, ReasonDialog)
    dialog.reject()


TAKEN, MOVED = "Giấy tờ nhận mà chưa quét: ", "Vì sao vẫn chuyển?"
ASKS_PAGES = {ActKind.RECEIVE_SUPPLEMENT: TAKEN, ActKind.FORWARD: MOVED}
"""Acts that take papers on, with what is asked about those without pages."""


def why_not_scanned(qtbot: QtBot, dialog: QDialog, asked: str = TAKEN) -> None:
    """The papers without pages are named; the reason is typed."""
    assert isinstance(dialog, ReasonDialog)
    assert asked in words(dialog)
    type_text(dialog._field, "Máy quét hỏng")
    give(qtbot, dialog)


def test_another_office_gets_the_pages_or_the_reason(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Who gives it on is asked as at the counter's hand-over; what he says stands in the story."""
    bare = PaperEntry(1, "TK", "Tờ khai", PaperForm.ORIGINAL, 1)
    begun = state_at(office, Stage.ASSIGNED, papers=(bare,))

    def forward(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        for part in dialog.parts.values():
            fill(part, "Thuộc thẩm quyền")
        give(qtbot, dialog)
        assert dialog.isVisible()
        assert "Còn giấy tờ chưa quét: Tờ khai" in words(dialog)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        give(qtbot, dialog)

    stand = Stand(kit, office, qtbot, "loc")
    stand.open(begun.id)
    done = do(stand, ActKind.FORWARD, forward, stay, partial(why_not_scanned, qtbot, asked=MOVED))
    assert (done.stage, done.unscanned) == (Stage.HANDED_OVER, "Máy quét hỏng")
    assert done.trail[-1].text == "Thuộc thẩm quyền; Máy quét hỏng"


def test_where_some_papers_came_online_only_those_are_ticked(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Nothing is complete by itself then; what was brought before is not asked for again."""
    online = PaperEntry(7, "", ASKED[0].name, PaperForm.ELECTRONIC, 1, file=SIGNED)
    asked = (*ASKED, replace(ASKED[0], name="Giấy khai sinh"))
    for supplied, brought, ticks, complete in (
        ((), (), [True, True], True),
        ((online,), (), [True, False], False),
        ((online,), ("Giấy khai sinh",), [True], True),
        ((), ("Giấy khai sinh",), [True], True),
    ):
        course = Course(supplements=(Supplement(datetime(2019, 3, 13, 9)),), supplied=supplied, brought=brought)
        state = state_at(office, Stage.SUPPLEMENTING, course=course, asked=asked)
        question = office.courses.question(office.past.crew["hoa"], state.id, ActKind.RECEIVE_SUPPLEMENT)
        assert isinstance(question, Question)
        started = question.started()
        part = CamePart(kit, "", started.came(), lambda _name: None)
        qtbot.addWidget(part)
        assert [line.mark.isChecked() for line in part.lines] == ticks
        assert started.mark("complete") is complete


def walk_to(qtbot: QtBot, menu: QMenu, stand: Stand, kind: ActKind) -> None:
    """Up and down in a menu to an entry, then Enter."""
    for _ in range(len(menu.actions()) + 1):
        if menu.activeAction() is stand.screen.acts.beside[kind]:
            break
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert menu.activeAction() is stand.screen.acts.beside[kind]
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def test_an_extension_says_its_rules_at_the_day(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The old and the new date, an earlier day refused at the field, the letter asked for, Up is one working day on."""
    begun = state_at(office, Stage.ASSIGNED)
    stand = Stand(kit, office, qtbot, "minh")
    stand.open(begun.id)

    def extend(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        day, reason = dialog.parts["new_day"], dialog.parts["reason"]
        assert isinstance(day, DayPart)
        assert isinstance(reason, ReasonPart)
        assert day.text.text() == "26/03/2019"
        assert "đề xuất" in words(day)
        assert "Hẹn trả đang có: 17:00, 19/03/2019." in words(dialog)
        assert "Hẹn trả mới: 17:00, 26/03/2019." in words(dialog)
        reason.choice.choose("cho_y_kien")
        fill(dialog.parts["notice"], "45/BC-UBND")
        day.text.setText("18/03/2019")
        give(qtbot, dialog)
        assert "Hạn mới phải sau hạn hiện tại." in words(day)
        qtbot.keyClick(day.text, Qt.Key.Key_Up)
        qtbot.keyClick(day.text, Qt.Key.Key_Up)
        assert day.text.text() == "20/03/2019"
        give(qtbot, dialog)

    after = do(stand, ActKind.EXTEND, extend, leave)
    assert after.clock.due == datetime(2019, 3, 20, 17, 0)
    assert after.way.extension is not None
    assert ActKind.EXTEND not in stand.screen.acts.beside


def fill(part: Part, text: str = "Đã rõ") -> None:
    """Type or choose whatever a part asks for."""
    match part:
        case TextPart():
            part.text.clear()
            type_text(part.text, text)
        case DayPart() if not part.text.text():
            part.text.setText("22/03/2019")
        case ReasonPart():
            part.choice.setCurrentIndex(1)
            type_text(part.text, text)
        case OfficePart():
            part.box.set_current(part.box._options[0].id)
            part.box.chosen.emit(part.box.current_id())
        case AskedPart():
            mark = part.lines[0].mark
            assert mark is not None
            mark.setChecked(True)
        case ChargesPart():
            type_text(part.lines[0][0], "Thuế thu nhập cá nhân")
            type_text(part.lines[0][1], "1.250.000")
        case PickPart():
            assert part.choice.chosen_id()
        case _:
            pass


HELD = {
    ActKind.EXTEND: Stage.ASSIGNED,
    ActKind.APOLOGISE: Stage.ASSIGNED,
    ActKind.PROPOSE_SUPPLEMENT: Stage.ASSIGNED,
    ActKind.ASK_SUPPLEMENT: Stage.ASKING,
    ActKind.RECEIVE_SUPPLEMENT: Stage.SUPPLEMENTING,
    ActKind.ASK_PAYMENT: Stage.ASSIGNED,
    ActKind.CONFIRM_PAYMENT: Stage.PAYING,
    ActKind.REQUEST_WITHDRAWAL: Stage.RECEIVED,
    ActKind.DECIDE_WITHDRAWAL: Stage.WITHDRAWING,
    ActKind.STOP: Stage.SUPPLEMENTING,
    ActKind.ASK_OPINION: Stage.ASSIGNED,
    ActKind.ANSWER_OPINION: Stage.ASSIGNED,
    ActKind.FORWARD: Stage.ASSIGNED,
    ActKind.VERIFY_ON_SITE: Stage.ASSIGNED,
    ActKind.POST_RESULT: Stage.AT_COUNTER,
    ActKind.CONFIRM_DELIVERY: Stage.POSTED,
    ActKind.RETURN_BY_POST: Stage.POSTED,
    ActKind.DELIVER_ONLINE: Stage.AT_COUNTER,
    ActKind.CANCEL_RECEIPT: Stage.RECEIVED,
    ActKind.RECORD_CONTACT: Stage.ASSIGNED,
    ActKind.CORRECT_RESULT: Stage.AT_COUNTER,
    ActKind.RECORD_LOSS: Stage.ASSIGNED,
    ActKind.RESTORE: Stage.ASSIGNED,
}
"""A stage in which each act may be."""
AFTER = {
    ActKind.EXTEND: Stage.ASSIGNED,
    ActKind.APOLOGISE: Stage.ASSIGNED,
    ActKind.PROPOSE_SUPPLEMENT: Stage.ASKING,
    ActKind.ASK_SUPPLEMENT: Stage.SUPPLEMENTING,
    ActKind.RECEIVE_SUPPLEMENT: Stage.ASSIGNED,
    ActKind.ASK_PAYMENT: Stage.PAYING,
    ActKind.CONFIRM_PAYMENT: Stage.ASSIGNED,
    ActKind.REQUEST_WITHDRAWAL: Stage.WITHDRAWING,
    ActKind.DECIDE_WITHDRAWAL: Stage.WITHDRAWN,
    ActKind.STOP: Stage.STOPPED,
    ActKind.ASK_OPINION: Stage.ASSIGNED,
    ActKind.ANSWER_OPINION: Stage.ASSIGNED,
    ActKind.FORWARD: Stage.HANDED_OVER,
    ActKind.VERIFY_ON_SITE: Stage.ASSIGNED,
    ActKind.POST_RESULT: Stage.POSTED,
    ActKind.CONFIRM_DELIVERY: Stage.RETURNED,
    ActKind.RETURN_BY_POST: Stage.AT_COUNTER,
    ActKind.DELIVER_ONLINE: Stage.RETURNED,
    ActKind.CANCEL_RECEIPT: Stage.RECEIVED,
    ActKind.RECORD_CONTACT: Stage.ASSIGNED,
    ActKind.CORRECT_RESULT: Stage.ASSIGNED,
    ActKind.RECORD_LOSS: Stage.ASSIGNED,
    ActKind.RESTORE: Stage.ASSIGNED,
}
"""Where the dossier is after it, written by hand."""
PRINTING = {ActKind.EXTEND, ActKind.APOLOGISE, ActKind.ASK_SUPPLEMENT, ActKind.RECEIVE_SUPPLEMENT}


def ready_for(office: Office, kind: ActKind) -> Dossier:
    """A dossier that has what the act is about."""
    begun = datetime(2019, 3, 13, 9, 0)
    taken = ReceiptLine("0000009/2019", 8000, "cash", begun, RECORDS.id)
    request = Opinion(ActId("q-1"), OFFICE, "Có tranh chấp không?", date(2019, 3, 20), RECORDS.id, begun)
    course = Course(
        reason=Reason("thieu_giay_to"),
        supplements=(Supplement(begun),) if HELD[kind] is Stage.SUPPLEMENTING else (),
        answer_by=date(2019, 3, 13) if kind is ActKind.STOP else None,
        charges=(Charge("Thuế", 50_000),),
        opinions=(request,),
        post=Post("Bưu chính công ích", "EB123456789VN", begun),
        resume=Stage.ASSIGNED,
        lost=("Tờ khai",),
    )
    state = state_at(office, HELD[kind], course=course, asked=ASKED)
    money = Money(8000, 8000, (taken.number,), (taken,))
    made = replace(state, money=money, result=replace(state.result, file=SIGNED, on_paper=False))
    put(office, made)
    return made


def emptied(dialog: CourseDialog) -> bool:
    """Take every needed text out; tells whether there was any."""
    found = False
    for field in dialog.question.row.fields:
        part = dialog.parts[field.name]
        if field.needed and isinstance(part, TextPart | DayPart):
            part.text.clear()
            found = True
        elif isinstance(part, ReasonPart):
            part.choice.setCurrentIndex(0)
            found = True
    return found


def through(stand: Stand, kind: ActKind) -> Dossier:
    """The dialog empty, which says what is missing and stays; then filled in by typing, which does the act."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, CourseDialog)
        assert "⟦" not in words(dialog), kind
        if emptied(dialog):
            give(stand.qtbot, dialog)
            assert dialog.isVisible(), kind
            assert "Chưa" in words(dialog), kind
        for part in dialog.parts.values():
            fill(part)
        for name, text in (("amount", "50.000"), ("at", "08:00 14/03/2019")):
            if name in dialog.parts:
                fill(dialog.parts[name], text)
        give(stand.qtbot, dialog)
        assert not dialog.isVisible(), words(dialog)

    why = (partial(why_not_scanned, stand.qtbot, asked=ASKS_PAGES[kind]),) if kind in ASKS_PAGES else ()
    return do(stand, kind, answer, *why, *((leave,) if kind in PRINTING else ()))


def test_every_act_goes_through_its_dialog(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """One after another at one desk, by somebody with every role; each is told and stands in the story."""
    everybody = tuple(Grant(OFFICER.id, OFFICE, role, date(2018, 1, 1)) for role in Role)
    office.past.desk.machine.writer.run(
        lambda connection: meta.keep_people(connection, meta.people(connection).accounts, everybody)
    )
    office.past.crew["loc"] = replace(office.past.crew["loc"], grants=everybody)
    stand = Stand(kit, office, qtbot, "loc")
    assert set(HELD) == set(COURSE_ACTS)
    for kind in HELD:
        stand.open(ready_for(office, kind).id)
        after = through(stand, kind)
        assert (after.stage, after.trail[-1].kind) == (AFTER[kind], kind)
        assert "⟦" not in words(stand.screen), kind
        assert stand.told(), kind


def test_a_receipt_is_cancelled_by_a_second_person(office: Office) -> None:
    """Who took the money is not offered the act; somebody else is."""
    begun = state_at(office, Stage.RECEIVED)
    line = ReceiptLine("0000009/2019", 8000, "cash", datetime(2019, 3, 13, 9, 0), CLERK.id)
    put(office, replace(begun, money=Money(8000, 8000, (line.number,), (line,))))
    case = office.cases.look(office.past.crew["hoa"], begun.id)
    assert case is not None
    assert ActKind.CANCEL_RECEIPT not in case.acts
    put(office, replace(begun, money=Money(8000, 8000, (line.number,), (replace(line, by=LEADER.id),))))
    case = office.cases.look(office.past.crew["hoa"], begun.id)
    assert case is not None
    assert ActKind.CANCEL_RECEIPT in case.acts


def test_another_agency_is_named_and_not_numbered(office: Office) -> None:
    """A refusal that speaks of an agency says its short name."""
    begun = state_at(office, Stage.ASSIGNED)
    part = Opinion(
        ActId("q-1"), OfficeId(OTHER_OFFICE), "?", date(2019, 3, 20), OFFICER.id, datetime(2019, 3, 13, 9), joint=True
    )
    put(office, replace(begun, course=Course(opinions=(part,))))
    refused = office.processing.propose(office.past.crew["loc"], begun.id, Propose(grant=True, text="Đủ"))
    assert isinstance(refused, Refusal)
    unit = office.past.desk.parts.rules().unit(OTHER_OFFICE)
    assert unit is not None
    assert dict(refused.params)["office"] == unit.short_name


def test_the_foot_leads_where_the_result_goes(office: Office) -> None:
    """At the counter the citizen's own way of delivery leads."""
    begun = state_at(office, Stage.AT_COUNTER)
    for way, kind in ((Channel.DIRECT, ActKind.RETURN_RESULT), (Channel.POST, ActKind.POST_RESULT)):
        put(office, replace(begun, delivery=replace(begun.delivery, way=way)))
        case = office.cases.look(office.past.crew["hoa"], begun.id)
        assert case is not None
        assert case.leading is kind
