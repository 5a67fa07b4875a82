"""Every act beside the ordinary way that a citizen must hear of is told in its own words, through the real centre."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from central_server.bootstrap.filing import build_own_acts
from central_server.bootstrap.notices import load_table
from central_server.ports.notices import NoticeChannel
from central_server.services.calendars import CalendarParts, Calendars, DayChange, with_changes
from central_server.services.people import NewOfficial
from central_sync.protocol.bundle import encode_bundle
from dossier.acts import Accept, AskedPaper, AskPapers, Assign, HandOver, Payload, RefuseIntake
from dossier.calendar import DayKind
from dossier.course import (
    Apologise,
    AskPayment,
    AskSupplement,
    CorrectResult,
    DecideWithdrawal,
    DeliverOnline,
    Extend,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    RecordLoss,
    Register,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    Stop,
)
from dossier.identifiers import DossierId, OfficeId, PersonId
from dossier.roles import Grant, Role
from dossier.values import Channel, Charge, PaperEntry, PaperForm, Reason
from tests.central_server.acts_of_day import SEALED_PDF, dossier_of, file_of
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import Office
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

ITEMS = (AskedPaper("Tờ khai", 1, 0, "chưa ký"), AskedPaper("Bản sao căn cước", 0, 1, "thiếu"))
NAMES = "Tờ khai; Bản sao căn cước"
MISSING = Reason("thieu_giay_to")
DELAY = Reason("can_xac_minh", "chờ trả lời của công an phường.")


@dataclass
class Course:
    """Plays acts at the centre and says what each one told."""

    office: Office

    def tell(self, payload: Payload, login: str) -> tuple[str, str]:
        """Template and words on the portal of what an act told; it must be accepted."""
        (verdict,) = self.office.desk.do(self.office.hand.act(payload, login)).verdicts
        assert verdict.verdict.value == "accepted", verdict
        return self.told()

    def told(self) -> tuple[str, str]:
        """Template and words of what is told next."""
        before = len(self.office.notices(NoticeChannel.PORTAL))
        self.office.rounds.run()
        (told,) = self.office.notices(NoticeChannel.PORTAL)[before:]
        return told.template, told.text

    def silent(self, payload: Payload, login: str) -> None:
        """An act that tells nobody anything."""
        self.office.desk.do(self.office.hand.act(payload, login))
        self.office.rounds.run()

    def assigned(self) -> None:
        """A dossier in the hands of its officer."""
        self.office.receive()
        self.silent(HandOver(self.office.office, "Quét sau"), "hoa")
        self.silent(Accept(), "loc")
        self.silent(Assign(PersonId(self.office.world.people["loc"])), "loc")

    def calls(self) -> list[str]:
        """What the office has to say on the telephone now."""
        return [call.text for call in self.office.calls.of_office(self.office.office)]


def course(world: World) -> Course:
    """An office without any channel."""
    return Course(Office.of(world))


def test_an_online_dossier_hears_of_missing_papers_and_of_its_refusal(world: World) -> None:
    """On the portal what to do; who has no other channel is called, with the words to say; what is past is not said."""
    play = course(world)
    helper = Grant(world.people["hoa"], play.office.office, Role.HELPER, date(2018, 1, 1))
    world.centre.people.grant(helper)
    play.office.hand.maker.dossier = dossier_of(play.office.desk, 1)
    request = Register(
        request="TT-190314-0001",
        procedure="1.004873",
        applicant=CITIZEN,
        values=MARRIAGE_VALUES,
        papers=MARRIAGE_PAPERS,
        delivery=Channel.DIRECT,
        declaration="Tôi cam đoan lời khai là đúng.",
        secret_key="0" * 64,
    )
    assert play.tell(request, "hoa")[0] == "registered"
    name, words = play.tell(AskPapers("1.004873", CITIZEN, ITEMS, "Thiếu giấy tờ.", 1, "thieu_giay_to"), "hoa")
    assert name == "online_papers_missing"
    assert words == (
        "Hồ sơ chưa đủ để tiếp nhận. Giấy tờ cần bổ sung: Tờ khai; Bản sao căn cước. Lý do: Thiếu giấy tờ."
    )
    assert play.calls()[0].startswith("Hồ sơ nộp trực tuyến TT-190314-0001 cần bổ sung: Tờ khai; Bản sao căn cước.")
    assert (
        play.tell(RefuseIntake("1.004873", CITIZEN, "Không thuộc thẩm quyền", 2, "khong_thuoc_tham_quyen"), "hoa")[0]
        == "online_not_received"
    )
    (call,) = play.calls()
    assert call.startswith("Hồ sơ nộp trực tuyến TT-190314-0001 không được tiếp nhận. Lý do: Không thuộc thẩm quyền.")


def test_a_supplement_an_extension_and_an_apology_are_told_with_their_days(world: World) -> None:
    """Until when, what, why in the words of the table; then the new due moment, then the moved one."""
    play = course(world)
    play.assigned()
    play.silent(ProposeSupplement(ITEMS, MISSING, date(2019, 3, 29)), "loc")
    name, words = play.tell(AskSupplement(ITEMS, MISSING, date(2019, 3, 29), 1), "minh")
    assert (name, words) == (
        "supplement",
        f"Cần bổ sung trước hết ngày 29/03/2019: {NAMES}. Lý do: Hồ sơ còn thiếu giấy tờ theo quy định.",
    )
    rules = world.centre.rulebook.current()
    assert rules is not None
    due = rules.due_of("1.004873", Channel.DIRECT, play.office.hand.maker.at)
    assert due is not None
    came = tuple(PaperEntry(20 + place, "", item.name, PaperForm.ORIGINAL, 1) for place, item in enumerate(ITEMS))
    name, words = play.tell(ReceiveSupplement(came, True, due.at, "Quét sau"), "hoa")
    assert (name, words) == ("supplemented", f"Đã nhận đủ giấy tờ bổ sung. Hẹn trả kết quả: {due.at:%H:%M %d/%m/%Y}.")
    name, words = play.tell(Extend(date(2019, 3, 25), DELAY, 2, "12/UBND"), "minh")
    assert name == "due_moved"
    assert words.endswith(
        "Cơ quan giải quyết xin lỗi và hẹn lại: 17:00 25/03/2019. Lý do: "
        "Cần thêm thời gian xác minh, thẩm tra hồ sơ: chờ trả lời của công an phường."
    ), words
    assert play.tell(Apologise(DELAY, 3), "minh")[0] == "apology"
    assert len(play.calls()) == 2


def test_a_payment_that_never_came_and_the_stop_after_it_are_told(world: World) -> None:
    """How much for what, until when; then that it ended, and why."""
    play = course(world)
    play.assigned()
    name, words = play.tell(AskPayment((Charge("Lệ phí trước bạ", 1_500_000),), "15/TB", date(2019, 3, 20)), "loc")
    assert (name, words) == (
        "payment",
        "Cần nộp: Lệ phí trước bạ 1.500.000 đồng, theo thông báo 15/TB, hạn nộp 20/03/2019.",
    )
    later = timedelta(days=8)
    world.clock.at += later
    play.office.desk.ask_token()
    play.office.hand.maker.at += later
    assert play.tell(Stop(Reason("khong_nop_nghia_vu")), "minh")[0] == "stopped"
    assert [call.split(". ")[0] for call in play.calls()][-1].endswith("đã dừng giải quyết")


def test_a_loss_is_told_with_an_apology_and_so_is_its_end(world: World) -> None:
    """What was lost and who pays, also by telephone; how it happened is for the letter alone (art. 21(2))."""
    play = course(world)
    play.assigned()
    name, words = play.tell(RecordLoss("Trích lục ly hôn", "Lẫn vào hồ sơ khác"), "hoa")
    assert name == "lost"
    assert words == (
        "Giấy tờ bị mất hoặc hư hỏng khi cơ quan giữ hồ sơ: Trích lục ly hôn. "
        "Cơ quan xin lỗi và chịu mọi chi phí xin cấp lại."
    )
    assert "Xin lỗi, nói rõ cơ quan chịu mọi chi phí" in play.calls()[-1]
    assert not [call for call in play.calls() if "Lẫn vào" in call]
    name, words = play.tell(Restore("Trích lục ly hôn", "Đã xin cấp lại"), "hoa")
    assert (name, words.split(". ")[0]) == (
        "restored",
        "Giấy tờ bị mất hoặc hư hỏng đã được khôi phục: Trích lục ly hôn",
    )


def test_a_withdrawal_is_answered_either_way(world: World) -> None:
    """Not granted: it goes on; granted: the papers can be fetched."""
    play = course(world)
    play.assigned()
    play.silent(RequestWithdrawal(Reason("nguoi_nop_rut")), "hoa")
    name, words = play.tell(DecideWithdrawal(False, "Kết quả đã trình ký"), "minh")
    assert (name, words.split(". ")[-1]) == ("not_withdrawn", "Nội dung trả lời: Kết quả đã trình ký.")
    play.silent(RequestWithdrawal(Reason("nguoi_nop_rut")), "hoa")
    assert play.tell(DecideWithdrawal(True), "minh")[0] == "withdrawn"
    assert len(play.calls()) == 1


def test_a_result_on_its_way_by_post_is_told_at_every_turn(world: World) -> None:
    """Sent under its number, brought back, wrong and made again."""
    play = course(world)
    play.office.until_ready(delivery=Channel.POST)
    play.office.rounds.run()
    name, words = play.tell(PostResult("Bưu điện Phan Thiết", "EE123456789VN"), "hoa")
    assert (name, words.split(". ")[0]) == (
        "posted",
        "Kết quả đã gửi qua Bưu điện Phan Thiết, mã bưu gửi EE123456789VN",
    )
    assert play.tell(ReturnByPost("Không có người nhận"), "hoa")[0] == "post_came_back"
    assert play.tell(CorrectResult(Reason("ket_qua_sai", "Sai ngày sinh")), "minh")[0] == "correcting"


def test_a_result_opened_on_the_portal_is_told(world: World) -> None:
    """To who asked for it online."""
    play = course(world)
    play.office.until_ready(delivery=Channel.ONLINE)
    play.office.rounds.run()
    assert play.tell(DeliverOnline(file_of(SEALED_PDF).sha256), "hoa")[0] == "online_result"


def test_a_day_off_that_moves_the_due_date_is_told(world: World) -> None:
    """The new moment, by which decision; the receipt stands; who has no channel is called."""
    play = course(world)
    play.office.receive()
    play.office.rounds.run()
    province = [(OfficeId("000.00.12.H11"), Role.PROVINCE_ADMIN, date(2018, 1, 1))]
    world.centre.people.add(NewOfficial("Tỉnh", "Quản trị", "tinh", "mật khẩu"), province)
    centre = world.centre
    parts = CalendarParts(centre.store, centre.clock, centre.chance, centre.rulebook, build_own_acts(centre))
    unrelated = DayChange(date(2019, 5, 15), DayKind.OFF.value, "Nghỉ", "11/TB-UBND", "", "", 0)
    assert Calendars(parts).change(unrelated, "tinh").moved == 0
    day_off = DayChange(date(2019, 3, 15), DayKind.OFF.value, "Nghỉ", "12/TB-UBND", "", "", 0)
    rules = centre.rulebook.current()
    assert rules is not None
    # In force, and broken off before a due date was moved: the same command again moves it.
    centre.rulebook.load(encode_bundle(with_changes(rules.bundle, [day_off])))
    assert Calendars(parts).change(day_off, "tinh").moved == 1
    assert Calendars(parts).change(day_off, "tinh").moved == 0
    words = "Lịch làm việc thay đổi theo 12/TB-UBND. Hẹn trả kết quả mới: 17:00 20/03/2019."
    assert play.told() == ("recounted", words)
    (call,) = play.calls()
    assert "hẹn trả kết quả mới 17:00 20/03/2019. Giấy hẹn đã giao vẫn dùng được." in call


def test_a_promise_printed_early_is_moved_by_no_other_change(world: World) -> None:
    """Neither by a day after it nor by the same command again; a day before it moves it by that day."""
    play = course(world)
    play.office.receive(due=datetime(2019, 3, 18, 17))
    province = [(OfficeId("000.00.12.H11"), Role.PROVINCE_ADMIN, date(2018, 1, 1))]
    world.centre.people.add(NewOfficial("Tỉnh", "Quản trị", "tinh", "mật khẩu"), province)
    centre = world.centre
    calendars = Calendars(
        CalendarParts(centre.store, centre.clock, centre.chance, centre.rulebook, build_own_acts(centre))
    )
    later = DayChange(date(2019, 5, 15), DayKind.OFF.value, "Nghỉ", "11/TB-UBND", "", "", 0)
    assert [calendars.change(later, "tinh").moved for _ in range(2)] == [0, 0]
    assert calendars.change(msgspec.structs.replace(later, day=date(2019, 3, 15)), "tinh").moved == 1
    state = centre.store.read(lambda unit: unit.search.open_after(DossierId(""), 5))[0]
    assert state.clock.due == datetime(2019, 3, 19, 17)


def test_these_lives_tell_every_text_that_is_shipped() -> None:
    """With those of the ordinary way: no text waits for an event that nobody has seen."""
    here = {
        *("registered", "online_papers_missing", "online_not_received", "supplement", "supplemented", "due_moved"),
        *("apology", "payment", "stopped", "not_withdrawn", "withdrawn", "posted", "post_came_back", "correcting"),
        *("online_result", "recounted", "lost", "restored"),
    }
    ordinary = {"accepted", "papers_missing", "not_received", "ready", "ready_for_post", "answered", "late"}
    assert set(load_table().texts) == here | ordinary
