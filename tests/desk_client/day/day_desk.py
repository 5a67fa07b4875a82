"""The use cases of a desk's day over an office with a past, and dossiers that owe money."""

from dataclasses import dataclass
from datetime import timedelta

from desk_client.services.day_cash import DayCash
from desk_client.services.day_closing import DayClosing
from desk_client.services.day_post import DayPost
from desk_client.services.day_prints import DayPrints
from desk_client.services.day_register import DayRegister
from desk_client.services.dossier_papers import DossierPaper, DossierPapers
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.papers import Papers
from desk_client.services.printing import PaperKind, PrintedPaper, Printing
from desk_client.services.processing import Processing
from dossier.acts import Accept, ActKind, Assign, Channel, FormValue, HandOver, PaperEntry, PaperForm, Payload
from dossier.state import Dossier
from printing.values import PaperSize
from tests.desk_client.listing.past import Past
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, OFFICER

PRICE = 2_000
"""Đồng for a copy of one page (TT 226/2016)."""


@dataclass
class DayDesk:
    """One office's day."""

    past: Past
    register: DayRegister
    cash: DayCash
    closing: DayClosing
    post: DayPost
    papers: DossierPapers
    processing: Processing
    printing: Printing

    @classmethod
    def over(cls, past: Past, size: PaperSize = PaperSize.A5) -> "DayDesk":
        """The use cases over an office."""
        desk, parts = past.desk, past.desk.parts
        prints = DayPrints(parts)
        papers = Papers(parts, desk.fonts, size)
        printing = Printing(parts, lambda: papers, desk.intake, desk.acting, desk.spooler)
        return cls(
            past,
            DayRegister(parts, prints, desk.fonts),
            DayCash(parts, desk.acting, prints, desk.fonts),
            DayClosing(parts, desk.outbox, desk.fonts),
            DayPost(parts, desk.acting, prints, desk.fonts),
            DossierPapers(parts, desk.acting, printing, desk.fonts, size),
            Processing(parts, desk.acting, desk.sessions, desk.drafting),
            printing,
        )

    def owing(self, copies: int = 2, *, paid: bool = False, way: Channel = Channel.DIRECT) -> Dossier:
        """Receive a certification of that many copies."""
        values = (
            FormValue("ten_giay_to", "Giấy khai sinh"),
            FormValue("so_trang", "1"),
            FormValue("so_ban", str(copies)),
        )
        scan = self.past.scanned("Giấy khai sinh")
        papers = (
            PaperEntry(1, "BC", "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực", PaperForm.ORIGINAL, 1, True),
            PaperEntry(2, "BS", "Bản sao cần chứng thực", PaperForm.PHOTO, copies, file=scan),
        )
        form = IntakeForm("2.000815", CITIZEN, values, papers, at_once=True, copies=copies, fee_paid=paid, delivery=way)
        received = self.past.desk.intake.receive(self.past.crew["hoa"], form)
        assert isinstance(received, Received), received
        return received.state

    def bare(self) -> Dossier:
        """Receive a dossier of which one paper has no pages yet."""
        form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
        received = self.past.desk.intake.receive(self.past.crew["hoa"], form)
        assert isinstance(received, Received), received
        return received.state

    def do(self, login: str, payload: Payload, dossier: str) -> Dossier:
        """One act of a person, ten minutes later."""
        self.past.clock.set(self.past.clock.now() + timedelta(minutes=10))
        done = self.past.desk.acting.do(self.past.crew[login], payload, dossier)
        assert isinstance(done, Dossier), done
        return done

    def in_work(self) -> Dossier:
        """A dossier on its officer's desk."""
        dossier = self.past.receive().id
        for login, payload in (("hoa", HandOver(OFFICE)), ("loc", Accept()), ("loc", Assign(OFFICER.id))):
            self.do(login, payload, dossier)
        state = self.past.desk.parts.queries.dossier(dossier)
        assert state is not None
        return state

    def paper(self, dossier: str, kind: PaperKind) -> DossierPaper:
        """The last paper of a kind that a dossier has."""
        return [paper for paper in self.papers.papers(dossier) if paper.kind is kind][-1]

    def printed(self, dossier: str, kind: PaperKind, login: str = "hoa") -> PrintedPaper:
        """The last paper of a kind, made by a person."""
        made = self.papers.make(self.past.crew[login], dossier, self.paper(dossier, kind))
        assert isinstance(made, PrintedPaper), made
        return made

    def with_act(self, dossier: str, kind: ActKind, login: str) -> PrintedPaper:
        """The form that comes with an act that was done."""
        state = self.past.desk.parts.queries.dossier(dossier)
        assert state is not None
        return self.printing.of_course(self.past.crew[login], state, kind)
