"""What an owner does with a dossier on the portal: asked papers, withdrawal, pictures, the result; each once."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from central_server.bootstrap.portal import build_portal
from central_server.portal import owner_pass
from central_server.portal.draft_pass import form_mark
from central_server.ports.world import SignedBy
from central_server.settings import Settings
from central_sync.protocol.codec import decode_act
from dossier.acts import Act, AskedPaper, AskPapers, HandResult, RefuseIntake
from dossier.course import DeliverOnline, RequestWithdrawal, SignForm, Supply
from dossier.events import Stage
from dossier.identifiers import DossierId
from dossier.values import Proof, Reason
from tests.central_server.acts_of_day import CERTIFICATE, DRAFT_PDF, SEALED_PDF, SIGNED_PDF, Hand, file_of
from tests.central_server.centre_bench import TestDesk, World, settings_in
from tests.central_server.filing.citizen import APPLICANT, Citizen, photo
from tests.central_server.filing.test_filing import acts_of_hand
from tests.central_server.played_prover import PlayedProver, proving_of
from tests.central_server.test_centre_lookup import SECRET, key_of_secret
from tests.fakes.people import CITIZEN

ASKED = (AskedPaper("Văn bản ủy quyền", 1, 0, "chưa có"), AskedPaper("Bản vẽ", 0, 1, "mờ"))


@pytest.fixture
def settings(prepared_copy: Path) -> Settings:
    """The embedded database: what the hand writes on both is in `test_filing_stops`."""
    return settings_in(prepared_copy)


def look_up(citizen: Citizen, code: str, secret: str) -> str:
    """The owner's page, with a pass in the browser."""
    return citizen._took(citizen.browser.post("/tra-cuu", data={"ma": code, "bi_mat": secret}))


def send(citizen: Citizen, path: str, fields: dict[str, str], files: list[tuple[str, bytes]] | None = None) -> None:
    """Read a page of the owner and post it."""
    page = citizen._took(citizen.browser.get(path))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    sent = None if files is None else [(name, ("tệp", data)) for name, data in files]
    citizen._took(citizen.browser.post(path, data=hidden | fields, files=sent))


def acts(desk: TestDesk) -> list[Act]:
    """All acts that the office's desk has heard of."""
    desk.pull()
    found = [decode_act(row.line.encode()) for row in desk.events()]
    return [act for act in found if isinstance(act, Act)]


@pytest.fixture
def asked(world: World, desk: TestDesk, citizen: Citizen) -> tuple[str, str]:
    """A filed dossier whose clerk has asked for two papers; request number and secret."""
    citizen.fill()
    citizen.send()
    request, secret = citizen.filed()
    desk.pull()
    hand = Hand.of(world, desk)
    hand.maker.dossier = desk.events()[-1].dossier
    reply = desk.do(hand.act(AskPapers("1.004873", CITIZEN, ASKED, "thiếu", 1, "thieu_giay_to")))
    assert reply.verdicts[0].verdict.value == "accepted", reply
    return request, secret


def test_asked_papers_are_sent_online_once(
    world: World, desk: TestDesk, citizen: Citizen, asked: tuple[str, str]
) -> None:
    """The page asks for them by name; the office gets a supply with the pages; sending again writes nothing more."""
    page = look_up(citizen, *asked)
    assert "Nộp bổ sung giấy tờ" in page
    assert 'href="/tra-cuu/bo-sung"' in page
    form = citizen.browser.get("/tra-cuu/bo-sung").text
    send(citizen, "/tra-cuu/bo-sung", {}, [("p_0", photo()), ("p_1", photo(kind="PNG"))])
    assert citizen.reply.headers["location"] == "/tra-cuu/ho-so", citizen.said()
    supplies = [act for act in acts(desk) if isinstance(act.data, Supply)]
    assert [paper.name for paper in supplies[0].data.papers] == ["Văn bản ủy quyền", "Bản vẽ"]  # type: ignore[union-attr]  # a supply
    file = supplies[0].data.papers[0].file  # type: ignore[union-attr]  # as above
    assert file is not None
    assert desk.get(file.sha256, 0).status == 200
    record = world.centre.store.read(lambda unit: unit.search.by_id(supplies[0].dossier))
    assert record is not None
    assert record.state.stage is Stage.REGISTERED
    assert "Chờ nơi nhận kiểm tra hồ sơ" in citizen.browser.get("/tra-cuu/ho-so").text
    count = acts_of_hand(world)
    mark = {"dau": re.findall(r'name="dau" value="(\w+)"', form)[0]}
    again = citizen.browser.post("/tra-cuu/bo-sung", data=mark, files=[("p_0", ("tệp", photo()))])
    assert again.headers["location"] == "/tra-cuu/ho-so"
    assert acts_of_hand(world) == count
    assert citizen.browser.get("/tra-cuu/bo-sung").headers["location"] == "/tra-cuu/ho-so"


def test_papers_that_are_no_longer_awaited_and_a_withdrawal_that_comes_too_late_are_told(
    world: World, desk: TestDesk, citizen: Citizen, asked: tuple[str, str]
) -> None:
    """The counter refused the dossier while the citizen chose his files: nothing is written, and he is told so."""
    look_up(citizen, *asked)
    page = citizen.browser.get("/tra-cuu/bo-sung").text
    hand = Hand.of(world, desk)
    desk.pull()
    hand.maker.dossier, hand.maker.seq = desk.events()[-1].dossier, 1  # the first act asked for papers
    reply = desk.do(hand.act(RefuseIntake("1.004873", CITIZEN, "sai nơi", 1, "khong_thuoc_tham_quyen")))
    assert reply.verdicts[0].verdict.value == "accepted", reply
    count = acts_of_hand(world)
    mark = {"dau": re.findall(r'name="dau" value="(\w+)"', page)[0]}
    sent = citizen.browser.post("/tra-cuu/bo-sung", data=mark, files=[("p_0", ("tệp", photo()))])
    assert (sent.status_code, "Các tệp vừa gửi không được nhận" in sent.text) == (409, True)
    sent = citizen.browser.post("/tra-cuu/rut", data=mark | {"ly_do": "nop_nham"})
    assert (sent.status_code, "Đề nghị không được nhận" in sent.text) == (409, True)
    assert acts_of_hand(world) == count


def test_a_bad_file_sends_none(world: World, citizen: Citizen, asked: tuple[str, str]) -> None:
    """The good one beside it waits too: papers are sent once and in full; no file at all is told."""
    look_up(citizen, *asked)
    send(citizen, "/tra-cuu/bo-sung", {}, [("p_0", photo()), ("p_1", b"PK\x03\x04")])
    assert citizen.said() == ["Không nhận tệp Word, Excel, ZIP. Hãy lưu thành PDF rồi gửi lại."]
    assert acts_of_hand(world) == 1
    send(citizen, "/tra-cuu/bo-sung", {}, [])
    assert citizen.said() == ["Chưa chọn tệp nào. Hãy chọn ít nhất một giấy tờ rồi gửi."]


def test_a_stranger_without_a_pass_or_a_mark_does_nothing(
    world: World, citizen: Citizen, asked: tuple[str, str]
) -> None:
    """Neither a browser that never showed the secret, nor a form that is not ours, nor another site's."""
    stranger = Citizen(world)
    for path in ("/tra-cuu/bo-sung", "/tra-cuu/rut"):
        assert stranger.browser.get(path).headers["location"] == "/tra-cuu"
        assert stranger.browser.post(path, data={"dau": "x"}).headers["location"] == "/tra-cuu"
    assert stranger.browser.get("/tra-cuu/anh/1").status_code == 404
    assert stranger.browser.get("/tra-cuu/ket-qua").status_code == 404
    look_up(citizen, *asked)
    assert citizen.browser.post("/tra-cuu/rut", data={"ly_do": "nop_nham"}).headers["location"] == "/tra-cuu"
    citizen.browser.headers["sec-fetch-site"] = "cross-site"
    send(citizen, "/tra-cuu/bo-sung", {}, [("p_0", photo())])
    assert citizen.reply.headers["location"] == "/tra-cuu"
    assert acts_of_hand(world) == 1


def test_the_owner_sees_small_pictures_of_the_papers(citizen: Citizen, asked: tuple[str, str]) -> None:
    """The form as it was drawn, with the beginning of its hash; a slot without pages has none."""
    page = look_up(citizen, *asked)
    assert 'src="/tra-cuu/anh/1"' in page
    shown = citizen.browser.get("/tra-cuu/anh/1")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert (shown.headers["cache-control"], shown.headers["x-content-type-options"]) == ("private, no-store", "nosniff")
    assert citizen.browser.get("/tra-cuu/anh/1").content == shown.content
    assert citizen.browser.get("/tra-cuu/anh/9").status_code == 404


def test_the_owner_of_a_counter_dossier_asks_for_it_back_once(world: World, desk: TestDesk) -> None:
    """With code and secret of the receipt; the leader decides; pressing twice asks once."""
    hand = Hand.of(world, desk)
    received = hand.receive(secret_key=key_of_secret(world))
    desk.do(received)
    citizen = Citizen(world)
    page = look_up(citizen, received.data.code, SECRET)  # type: ignore[union-attr]  # a reception
    assert 'href="/tra-cuu/rut"' in page
    send(citizen, "/tra-cuu/rut", {})
    assert citizen.said() == ["Chưa chọn lý do. Hãy chọn một lý do rồi gửi."]
    mark = {"dau": re.findall(r'name="dau" value="(\w+)"', citizen.page)[0]}
    for _ in range(2):
        reply = citizen.browser.post("/tra-cuu/rut", data=mark | {"ly_do": "nop_nham", "loi": "nộp hai lần"})
        assert reply.headers["location"] == "/tra-cuu/ho-so"
    assert citizen.browser.get("/tra-cuu/rut").headers["location"] == "/tra-cuu/ho-so"
    asked_back = [act.data for act in acts(desk) if isinstance(act.data, RequestWithdrawal)]
    assert [(one.reason.code, one.reason.text) for one in asked_back] == [("nop_nham", "nộp hai lần")]
    page = citizen.browser.get("/tra-cuu/ho-so").text
    assert "Chờ trả lời đề nghị rút hồ sơ" in page
    assert 'href="/tra-cuu/rut"' not in page


def received_online(world: World, desk: TestDesk, citizen: Citizen, acting: str) -> Hand:
    """A dossier that somebody sent for the applicant and the counter has received; his pass is in the browser."""
    citizen.fill(APPLICANT | {"o_acting": acting, "o_filed_by": "Trần Thị Giúp"})
    citizen.send()
    request, secret = citizen.filed()
    desk.pull()
    hand = Hand.of(world, desk)
    sent = acts(desk)[-1]
    taken = hand.receive(secret_key=sent.data.secret_key)  # type: ignore[union-attr]  # a registration
    hand.maker.dossier = sent.dossier
    reply = desk.do(replace(taken, dossier=sent.dossier))
    assert reply.verdicts[0].verdict.value == "accepted", reply
    look_up(citizen, request, secret)
    return hand


def withdrawals(desk: TestDesk) -> int:
    """How often the dossier was asked back."""
    return sum(isinstance(act.data, RequestWithdrawal) for act in acts(desk))


def test_who_only_helped_to_file_cannot_have_it_back(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """He is told who may and where, also when he posts the form by hand; the counter writes the applicant's wish."""
    hand = received_online(world, desk, citizen, "helper")
    page = citizen._took(citizen.browser.get("/tra-cuu/ho-so"))
    told = "Hồ sơ này do người điền giúp gửi, nên không xin rút được trên Cổng."
    assert told in page
    assert 'href="/tra-cuu/rut"' not in page
    assert citizen.browser.get("/tra-cuu/rut").headers["location"] == "/tra-cuu/ho-so"
    key = build_portal(world.centre).settings.pass_key
    mark = form_mark(citizen.browser.cookies[owner_pass.COOKIE], key)
    page = citizen._took(citizen.browser.post("/tra-cuu/rut", data={"dau": mark, "ly_do": "nop_nham"}))
    assert citizen.reply.status_code == 403
    assert page.count(told) == 1
    assert 'name="ly_do"' not in page
    assert withdrawals(desk) == 0
    reply = desk.do(hand.act(RequestWithdrawal(Reason("nop_nham"))))
    assert reply.verdicts[0].verdict.value == "accepted", reply
    assert told not in citizen.browser.get("/tra-cuu/ho-so").text


def test_who_is_authorised_asks_for_it_back(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """He stands in the applicant's place, by the same page."""
    received_online(world, desk, citizen, "authorised")
    send(citizen, "/tra-cuu/rut", {"ly_do": "nop_nham"})
    assert citizen.reply.headers["location"] == "/tra-cuu/ho-so", citizen.said()
    assert withdrawals(desk) == 1


def test_the_result_is_downloaded_only_after_it_was_delivered_online(world: World, desk: TestDesk) -> None:
    """At the counter: nothing; delivered online: the very bytes that were sealed, then their archive copy."""
    hand = Hand.of(world, desk)
    world.check.found = SignedBy(True, CERTIFICATE, trusted=True)
    lines = hand.until_signing()
    data = lines[0].data
    lines[0] = replace(lines[0], data=replace(data, secret_key=key_of_secret(world)))
    desk.do(*lines, hand.sign(), hand.number(SEALED_PDF), hand.act(HandResult("Ô 3"), "suong"))
    desk.upload(DRAFT_PDF)
    desk.upload(SIGNED_PDF)
    desk.upload(SEALED_PDF)
    citizen = Citizen(world)
    assert "ket-qua" not in look_up(citizen, data.code, SECRET)  # type: ignore[union-attr]  # a reception
    assert citizen.browser.get("/tra-cuu/ket-qua").status_code == 404
    reply = desk.do(hand.act(DeliverOnline(hashlib.sha256(SEALED_PDF).hexdigest())))
    assert reply.verdicts[0].verdict.value == "accepted", reply
    page = citizen.browser.get("/tra-cuu/ho-so").text
    assert "Tải kết quả" in page
    result = citizen.browser.get("/tra-cuu/ket-qua")
    assert result.content == SEALED_PDF
    assert result.headers["content-disposition"].startswith("attachment")
    proving = proving_of(world, PlayedProver(proof=Proof.ANSWERED, trouble=None))
    while proving.step():
        pass
    assert citizen.browser.get("/tra-cuu/ket-qua").content == SEALED_PDF + b"B-LT"


def test_a_form_that_a_clerk_signed_is_there_for_its_owner_alone(world: World, desk: TestDesk) -> None:
    """Once the centre has looked at the file: the very bytes that were signed; nobody else gets them."""
    hand = Hand.of(world, desk)
    world.check.found = SignedBy(True, CERTIFICATE, trusted=True, name="Nguyễn Thị Hoa")
    received = hand.receive(secret_key=key_of_secret(world))
    form = SignForm("01", file_of(DRAFT_PDF), file_of(SIGNED_PDF), "Nguyễn Thị Hoa", CERTIFICATE)
    desk.do(received, hand.act(form))
    citizen = Citizen(world)
    assert "bieu-mau" not in look_up(citizen, received.data.code, SECRET)  # type: ignore[union-attr]  # a reception
    desk.upload(DRAFT_PDF)
    desk.upload(SIGNED_PDF)
    assert "đã ký số (PDF)" in citizen.browser.get("/tra-cuu/ho-so").text
    assert citizen.browser.get("/tra-cuu/bieu-mau").content == SIGNED_PDF
    assert Citizen(world).browser.get("/tra-cuu/bieu-mau").status_code == 404


def test_the_request_number_still_opens_it_after_it_has_a_code(world: World, desk: TestDesk, citizen: Citizen) -> None:
    """The citizen keeps one paper: number and secret of the filing open what the clerk accepted."""
    citizen.fill()
    citizen.send()
    request, secret = citizen.filed()
    desk.pull()
    dossier = DossierId(desk.events()[-1].dossier)
    record = world.centre.store.read(lambda unit: unit.search.by_id(dossier))
    assert record is not None
    hand = Hand.of(world, desk)
    received = hand.receive(secret_key=record.state.secret_key)
    desk.do(replace(received, dossier=dossier))
    page = look_up(citizen, request, secret)
    assert received.data.code in page  # type: ignore[union-attr]  # a reception
    assert "Đã tiếp nhận hồ sơ" in page
