"""An office whose chairman has a software token: dossiers made ready to sign or to hand out, by its own use cases."""

from dataclasses import replace
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from time import time

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desk_client.bootstrap import Desk
from desk_client.services.devices import SEAL_FOLDER, TOKEN_FOLDER
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import Session
from dossier.acts import (
    Accept,
    Applicant,
    Assign,
    FileRef,
    FormValue,
    HandOver,
    HandResult,
    PaperEntry,
    PaperForm,
    Propose,
)
from dossier.state import Dossier
from tests.fakes.office import enrolment, make_office, sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, OFFICER
from token_signing.authority import CertificateOrder, Officer, RehearsalAuthority, make_authority
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.devices.software import SoftwareToken, make_software_token

PIN = "271828"
CHAIRMAN = Officer("Trần Văn Minh", "Chủ tịch UBND phường Phú Thủy", "Ủy ban nhân dân phường Phú Thủy")
AGENCY = Officer("Ủy ban nhân dân phường Phú Thủy", "", "Ủy ban nhân dân phường Phú Thủy")
SECRETARY = Officer("Đặng Thị Sương", "Văn thư", "Ủy ban nhân dân phường Phú Thủy")
_COPY_VALUES = (FormValue("ten_giay_to", "Giấy khai sinh"), FormValue("so_trang", "1"), FormValue("so_ban", "2"))
NAMES = ("Lê Thị Bích Ngọc", "Mai Xuân Trường", "Võ Thị Mỹ Lệ", "Hồ Sỹ Bằng", "Đỗ Văn Đức")


@cache
def authority() -> RehearsalAuthority:
    """The authority that the office trusts; one for the whole run, its key is slow to make."""
    return make_authority("Tỉnh Bình Thuận")


@cache
def paper(pages: int = 1) -> bytes:
    """A scanned-looking paper of some A4 pages."""
    font = TTFont("Tinos-sample", BytesIO((files("resources") / "fonts" / "Tinos-Regular.ttf").read_bytes()))
    pdfmetrics.registerFont(font)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in range(pages):
        canvas.setFont("Tinos-sample", 15)
        canvas.drawString(90, 740, f"BẢN SAO GIẤY KHAI SINH - trang {page + 1}/{pages}")
        for line in range(22):
            canvas.drawString(90, 700 - 24 * line, "Họ, chữ đệm, tên: LÊ THỊ BÍCH NGỌC; giới tính: Nữ; dân tộc: Kinh")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class SigningOffice:
    """A desk with four people at work and the chairman's token in `simulators/token`."""

    def __init__(self, folder: Path, officer: Officer = CHAIRMAN, moment: str = "2019-03-14T08:05:00") -> None:
        simulators = folder / "simulators"
        make_software_token(simulators / TOKEN_FOLDER, PIN, authority(), CertificateOrder(officer, serial=7))
        make_software_token(simulators / SEAL_FOLDER, PIN, authority(), CertificateOrder(AGENCY, serial=8))
        reply = enrolment(anchors=(authority().certificate_der,))
        clock = f"rehearsal:{moment}@{time()}"
        self.desk: Desk = make_office(folder / "desk", reply, simulators=str(simulators), clock=clock)
        logins = ("hoa", "loc", "minh", "suong")
        self.people: dict[str, Session] = {login: sign_in(self.desk, login) for login in logins}
        own, agency = (found.token for found in self.desk.devices.tokens())
        assert isinstance(own, SoftwareToken)
        assert isinstance(agency, SoftwareToken)
        self.token, self.agency = own, agency

    def approved(self, name: str = CITIZEN.name, *, grant: bool = True) -> Dossier:
        """A marital-status dossier that its leader approved: its paper waits for his signature."""
        clerk, officer, leader = (self.people[login] for login in ("hoa", "loc", "minh"))
        form = IntakeForm("1.004873", _person(name), MARRIAGE_VALUES, MARRIAGE_PAPERS)
        taken = self.desk.intake.receive(clerk, form)
        assert isinstance(taken, Received), taken
        code = "" if grant else "khong_du_dieu_kien"
        steps = (
            (clerk, HandOver(OFFICE, "Quét sau")),
            (officer, Accept()),
            (officer, Assign(OFFICER.id)),
            (officer, Propose(grant, "Đã đối chiếu bản chính quyết định ly hôn; không có ngăn trở.", None, code)),
        )
        for session, payload in steps:
            assert isinstance(self.desk.acting.do(session, payload, taken.state.id), Dossier)
        done = self.desk.drafting.approve(leader, taken.state.id, "Đồng ý")
        assert isinstance(done, Dossier), done
        return done

    def certified(
        self,
        name: str = CITIZEN.name,
        *,
        pages: int = 1,
        scanned: bool = True,
        paid: bool = False,
        beside: tuple[PaperEntry, ...] = (),
    ) -> Dossier:
        """A certification that is given at once, with its copy scanned, and papers that came beside it."""
        file = self.desk.parts.shelf.keep(paper(pages), pages) if scanned else None
        papers = (
            PaperEntry(1, "BC", "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", PaperForm.ORIGINAL, 1, True),
            PaperEntry(2, "BS", "Bản sao cần chứng thực", PaperForm.PHOTO, 2, file=file),
            *beside,
        )
        form = IntakeForm("2.000815", _person(name), _COPY_VALUES, papers, at_once=True, copies=2, fee_paid=paid)
        taken = self.desk.intake.receive(self.people["hoa"], form)
        assert isinstance(taken, Received), taken
        return taken.state

    def sign(self, dossier: str) -> Dossier:
        """Sign in the leader's token."""
        session = opened(self.token)
        done = self.desk.results.sign(self.people["minh"], dossier, session)
        session.close()
        assert isinstance(done, Dossier), done
        return done

    def seal(self, dossier: str) -> Dossier:
        """Number, date and seal in the agency's token."""
        session = opened(self.agency)
        done = self.desk.results.seal(self.people["suong"], dossier, session)
        session.close()
        assert isinstance(done, Dossier), done
        return done

    def issued(self, name: str = CITIZEN.name, *, grant: bool = True) -> Dossier:
        """A result with number, date and both signatures."""
        return self.seal(self.sign(self.approved(name, grant=grant).id).id)

    def at_counter(self, name: str = CITIZEN.name, *, grant: bool = True) -> Dossier:
        """A signed result that waits for the citizen."""
        done = self.desk.acting.do(self.people["loc"], HandResult("A3"), self.issued(name, grant=grant).id)
        assert isinstance(done, Dossier), done
        return done

    def stamped(self, pages: int = 3) -> Dossier:
        """A result signed by hand and stamped, its scan of some pages."""
        leader, records = self.people["minh"], self.people["suong"]
        scans = [self.desk.parts.shelf.keep(paper(pages) + mark, pages) for mark in (b"% signed\n", b"% stamped\n")]
        approved = self.approved()
        done = self.desk.results.sign_on_paper(records, approved.id, scans[0], leader.person)
        assert isinstance(done, Dossier), done
        done = self.desk.results.number_on_paper(records, approved.id, scans[1])
        assert isinstance(done, Dossier), done
        return done

    def scan(self) -> FileRef:
        """The scan of a paper that was signed by hand."""
        return self.desk.parts.shelf.keep(paper(), 1)

    def state(self, dossier: str) -> Dossier:
        """How a dossier stands."""
        state = self.desk.parts.queries.dossier(dossier)
        assert state is not None
        return state

    def close(self) -> None:
        """Let go of the store and the sandbox."""
        self.desk.sandbox.close()
        self.desk.checks.close()
        self.desk.machine.writer.close()
        self.desk.machine.engine.dispose()


def opened(token: SoftwareToken) -> TokenSession:
    """A plugged token, logged in."""
    token.plug()
    session = token.open(PIN)
    assert not isinstance(session, TokenTrouble), session
    return session


def _person(name: str) -> Applicant:
    number = CITIZEN.id_number if name == CITIZEN.name else f"0600{sum(map(ord, name)) % 10**8:08d}"
    return replace(CITIZEN, name=name, id_number=number)
