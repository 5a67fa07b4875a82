"""Builds each screen with its view-model when it is first needed, and leads from one screen to another."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from desk_client import bootstrap
from desk_client.bootstrap import Desk
from desk_client.viewmodels.devices import DevicesModel
from desk_client.views.frame.behaviour import Handlers
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen
from desk_client.views.shell.window import MainWindow
from desk_client.works import Works
from dossier.acts import ActKind
from dossier.identity import CardData
from dossier.roles import Role
from dossier.state import Dossier

if TYPE_CHECKING:
    from desk_client.services.chosen_files import ChosenFiles
    from desk_client.services.clerk_pen import DrawForm
    from desk_client.use_cases import UseCases
    from desk_client.viewmodels.dossier_prints import DossierPrints
    from desk_client.viewmodels.dossier_signing import DossierSigning
    from desk_client.viewmodels.outbox import OutboxModel
    from desk_client.viewmodels.print_paper import PrintModel
    from desk_client.viewmodels.receive import ReceiveModel
    from desk_client.viewmodels.sign_picture import PictureModel
    from desk_client.viewmodels.signing_paper import PaperSignModel
    from desk_client.viewmodels.signing_token import TokenWatch
    from desk_client.views.admin.screen import AdminScreen
    from desk_client.views.day.screen import DayScreen
    from desk_client.views.deputies.screen import DeputiesScreen
    from desk_client.views.dossier.screen import DossierScreen
    from desk_client.views.listing.screen import ListScreen
    from desk_client.views.queue.screen import QueueScreen
    from desk_client.views.returning.screen import ReturnScreen
    from desk_client.views.sign.screen import SignScreen

S = TypeVar("S", bound=Screen)


class Screens:
    """All screens of one window, each made when it is first needed; who may enter which is decided by the frame.

    A screen reads anew whenever it is entered, so one that is made late has missed nothing.
    """

    def __init__(self, window: MainWindow, works: Works) -> None:
        self._window = window
        self._works = works
        doctor = bootstrap.open_doctor(works.desk.machine, works.desk)
        self.devices = DevicesModel(doctor, works.runner, window.kit.speaker)
        self.devices.follow(works.seat)
        self.devices.changed.connect(self._watch_tokens)
        for spec, make in (
            (specs.RECEIVE, lambda: self.receive),
            (specs.LIST, lambda: self.list),
            (specs.RETURN, lambda: self.returns),
            (specs.DAY, lambda: self.day),
            (specs.SIGN, lambda: self.sign),
            (specs.DOSSIER, lambda: self.dossier),
            (specs.DEPUTIES, lambda: self.deputies),
            (specs.OUTBOX, lambda: self.outbox),
            (specs.QUEUE, lambda: self.queue),
            (specs.ADMIN, lambda: self.admin),
            (specs.DEVICES, self._add_devices),
        ):
            window.promise_screen(spec, make)
        window.search_entered.connect(self.search)

    @cached_property
    def _cases(self) -> "UseCases":
        from desk_client.use_cases import use_cases

        return use_cases(self._works.desk)

    def handlers(self) -> Handlers:
        """What the frame asks of the screens."""
        return Handlers(self.open_dossier, self.return_result, self.take_card, self.devices.test_scan)

    # -- from one screen to another --------------------------------------------------------------------------------

    def open_dossier(self, dossier: str) -> None:
        """Show one dossier; its neighbours are those of the list, where it is in the list."""
        ids = self.list.ids() if self._made("list") else ()
        self.dossier.model.open(dossier, ids if dossier in ids else ())
        self._window.show_screen("dossier")

    def return_result(self, dossier: str) -> None:
        """Hand out the result of a dossier; whoever may not sees the dossier instead."""
        if self._may_enter("return") and self._window.show_screen("return"):
            self.returns.open_dossier(dossier)
        else:
            self.open_dossier(dossier)

    def take_card(self, card: CardData | None, text: str) -> None:
        """An ID card was read: the receiver of the result in view, else the applicant at the counter."""
        returning = self._made("returns") and self._window.current_screen() is self.returns
        if card is not None and returning and self.returns.take_card(card):
            return
        if self._may_enter("receive") and self._window.show_screen("receive"):
            self.receive.people.scan_card(text)

    def search(self, words: str) -> None:
        """Words of the header that the screen in view did not take are looked up in the list."""
        if words.strip() and self._window.show_screen("list"):
            self.list.search(words)

    def do_elsewhere(self, kind: ActKind, dossier: str) -> None:
        """Lead to the screen on which an act of the dossier screen is done."""
        match kind:
            case ActKind.SIGN | ActKind.SIGN_ON_PAPER | ActKind.NUMBER:
                if self._window.show_screen("sign"):
                    self.sign.model.choose(dossier)
            case ActKind.RETURN_RESULT:
                self.return_result(dossier)
            case _:
                self._take_up(dossier)

    def shut(self) -> None:
        """The program ends: what is being typed is kept, and no token is watched any more."""
        if self._made("receive"):
            self.receive.shut()
        self.devices.close()

    def _made(self, name: str) -> bool:
        """Whether a screen was needed so far; asking for it would make it."""
        return name in self.__dict__

    def look_back(self) -> None:
        """Mark the day's entry while an earlier day was not closed, for whoever closes days."""
        desk, session = self._works.desk, self._works.seat.session
        if session is not None and Role.INTAKE in session.roles_on(desk.parts.clock.now().date()):
            self._works.runner.start(lambda: _forgotten(desk), lambda late: self._window.set_count("day", int(late)))
        else:
            self._window.set_count("day", 0)

    def _may_enter(self, screen: str) -> bool:
        return screen in {entry.id for entry in self._window.entries()}

    def _take_up(self, dossier: str) -> None:
        queries = self._works.desk.parts.queries

        def go_on(state: Dossier | None) -> None:
            if state is not None and self._window.show_screen("receive"):
                self.receive.take_up(state)

        self._works.runner.start(lambda: queries.dossier(dossier), go_on)

    def _add(self, screen: S) -> S:
        self._window.add_screen(screen)
        self._works.seat.replaced.connect(screen.unsay)
        return screen

    def _paper_model(self) -> "PaperSignModel":
        from desk_client.viewmodels.signing_paper import PaperSignCases, PaperSignModel

        works, desk = self._works, self._works.desk
        cases = PaperSignCases(desk.results, self._cases.scanning, desk.sessions, desk.parts.queries)
        return PaperSignModel(cases, works.runner, works.seat, works.changes)

    def _dossier_prints(self, printing: "PrintModel") -> "DossierPrints":
        from desk_client.services.dossier_papers import DossierPapers
        from desk_client.viewmodels.dossier_prints import DossierPrints
        from printing.values import PaperSize

        works, desk = self._works, self._works.desk
        size = PaperSize(desk.machine.settings.form_paper)
        papers = DossierPapers(desk.parts, desk.acting, self._cases.printing, desk.fonts, size)
        return DossierPrints(papers, printing, works.runner, works.seat, works.changes)

    def _add_devices(self) -> object:
        from desk_client.views.devices.screen import DevicesScreen

        screen = self._add(DevicesScreen(self._window.kit, self.devices))
        screen.trouble.clicked.connect(self._window.ask_report)
        return screen

    @cached_property
    def tokens(self) -> "TokenWatch":
        """The watch of the tokens, from the first look at the devices on."""
        from desk_client.use_cases import tokens_of
        from desk_client.viewmodels.signing_token import TokenWatch

        works = self._works
        watch = TokenWatch(tokens_of(works.desk), works.runner, works.seat)
        self.devices.listen(watch)
        watch.follow()
        return watch

    def _watch_tokens(self) -> None:
        if self.devices.checks and not self.devices.busy:
            self.devices.changed.disconnect(self._watch_tokens)
            self.tokens.look()

    @cached_property
    def outbox(self) -> "OutboxModel":
        """The screen of what is unsent and what waits for a human."""
        from desk_client.viewmodels.outbox import OutboxModel
        from desk_client.views.outbox.screen import OutboxScreen

        works = self._works
        model = OutboxModel(works.desk.outbox, works.line, works.runner, works.changes)
        screen = self._add(OutboxScreen(self._window.kit, model, works.desk.parts.clock.now))
        screen.dossier_opened.connect(self.open_dossier)
        return model

    @cached_property
    def deputies(self) -> "DeputiesScreen":
        """Who signs for whom."""
        from desk_client.office_screens import deputies_screen

        return self._add(deputies_screen(self._window.kit, self._works))

    @cached_property
    def queue(self) -> "QueueScreen":
        """What waits on this desk, for who looks after the machine."""
        from desk_client.office_screens import queue_screen

        return self._add(queue_screen(self._window.kit, self._works))

    @cached_property
    def admin(self) -> "AdminScreen":
        """Accounts and procedures, for the office's IT administrator."""
        from desk_client.office_screens import admin_screen

        return self._add(admin_screen(self._window.kit, self._works))

    @cached_property
    def receive(self) -> "ReceiveModel":
        """The receive screen."""
        from desk_client.viewmodels.receive import ReceiveCases, ReceiveModel
        from desk_client.views.receive.screen import ReceiveScreen

        works, desk = self._works, self._works.desk
        cases = ReceiveCases(desk.parts, desk.intake, self._cases.scanning, self._cases.printing, self._cases.reusing)
        model = ReceiveModel(cases, works.runner, works.seat, works.changes)
        screen = self._add(ReceiveScreen(self._window.kit, model))
        screen.undo_offered.connect(self._window.offer_undo)
        model.drafts.saved.connect(self._window.set_draft_saved)
        return model

    @cached_property
    def list(self) -> "ListScreen":
        """The list."""
        from desk_client.services.filters import Filters
        from desk_client.services.listing import Listing
        from desk_client.viewmodels.listing import ListingModel
        from desk_client.views.listing.screen import ListScreen

        works, shared = self._works, self._cases
        reads = (Listing(works.desk.parts, shared.forecasting), shared.cases, Filters(works.desk.parts))
        model = ListingModel(reads, shared.processing, works.runner, works.seat, works.changes)
        screen = self._add(ListScreen(self._window.kit, model))
        screen.dossier_opened.connect(self.open_dossier)
        return screen

    @cached_property
    def dossier(self) -> "DossierScreen":
        """The screen of one dossier."""
        from desk_client.services.chosen_files import ChosenFiles
        from desk_client.viewmodels.dossier import DossierModel, DossierTools
        from desk_client.viewmodels.papers_preview import PreviewModel
        from desk_client.viewmodels.print_paper import PrintModel
        from desk_client.views.dossier.screen import DossierScreen

        works, shared = self._works, self._cases
        files = ChosenFiles(shared.scanning)
        tools = DossierTools(shared.cases, shared.processing, files, shared.courses, shared.printing, shared.reusing)
        runner, seat, changes = works.runner, works.seat, works.changes
        model = DossierModel(tools, PreviewModel(shared.previews, runner), runner, seat, changes)
        printing = PrintModel(shared.printing, runner, seat, changes)
        screen = self._add(DossierScreen(self._window.kit, model, (self._dossier_prints(printing), printing)))
        screen.elsewhere.connect(self.do_elsewhere)
        screen.undo_offered.connect(self._window.offer_undo)
        return _let_copy(works, screen, _let_sign(works, self.tokens, screen, shared.printing.form_now), files)

    @cached_property
    def sign(self) -> "SignScreen":
        """The signing screen."""
        from desk_client.services.signing_tray import Tray
        from desk_client.use_cases import tokens_of
        from desk_client.viewmodels.signing import SignCases, SignModel
        from desk_client.views.sign.screen import SignScreen

        works, desk = self._works, self._works.desk
        tray = Tray(desk.parts, desk.acting, desk.sessions, desk.results)
        cases = SignCases(tray, desk.results, desk.acting, tokens_of(desk), self._cases.previews)
        model = SignModel(cases, works.runner, works.seat, works.changes, self.tokens)
        screen = self._add(SignScreen(self._window.kit, model, self._paper_model(), _pictures(works)))
        screen.dossier_asked.connect(self.open_dossier)
        model.counted.connect(lambda count: self._window.set_count("sign", count))
        return screen

    @cached_property
    def returns(self) -> "ReturnScreen":
        """The screen that hands results out."""
        from desk_client.services.handing import HandingOut
        from desk_client.viewmodels.returning import ReturnModel
        from desk_client.views.returning.screen import ReturnScreen

        works, desk = self._works, self._works.desk
        handing = HandingOut(desk.parts, desk.acting, desk.results, desk.spooler)
        model = ReturnModel((handing, self._cases.previews), works.runner, works.seat, works.changes)
        screen = self._add(ReturnScreen(self._window.kit, model, self._paper_model()))
        screen.dossier_asked.connect(self.open_dossier)
        return screen

    @cached_property
    def day(self) -> "DayScreen":
        """The screen of registers, money, the end of the day and the post."""
        from desk_client.services.day_calls import DayCalls
        from desk_client.services.day_cash import DayCash
        from desk_client.services.day_closing import DayClosing
        from desk_client.services.day_post import DayPost
        from desk_client.services.day_prints import DayPrints
        from desk_client.services.day_register import DayRegister
        from desk_client.viewmodels.day import DayCases, DayModel
        from desk_client.viewmodels.day_calls import CallsModel
        from desk_client.viewmodels.day_post import PostModel
        from desk_client.viewmodels.print_paper import PrintModel
        from desk_client.views.day.screen import DayScreen

        works, desk, made = self._works, self._works.desk, self._cases.printing
        parts, prints = desk.parts, DayPrints(desk.parts)
        cases = DayCases(
            DayRegister(parts, prints, desk.fonts),
            DayCash(parts, desk.acting, prints, desk.fonts),
            DayClosing(parts, desk.outbox, desk.fonts),
        )
        printing = PrintModel(made, works.runner, works.seat, works.changes)
        model = DayModel(cases, (self._dossier_prints(printing), printing), works.runner, works.seat, works.changes)
        post = DayPost(parts, desk.acting, prints, desk.fonts)
        post_model = PostModel((post, made), printing, works.runner, works.seat, works.changes)
        calls = DayCalls(parts, desk.acting, desk.line.asker)
        calls_model = CallsModel(calls, works.line, works.runner, works.seat, works.changes)
        screen = self._add(DayScreen(self._window.kit, model, post_model, calls_model))
        screen.dossier_asked.connect(self.open_dossier)
        model.reminded.connect(lambda day: self._window.set_count("day", int(day is not None)))
        return screen


def _forgotten(desk: Desk) -> bool:
    """Whether an earlier day of this desk was not closed."""
    from desk_client.services.day_closing import DayClosing

    return DayClosing(desk.parts, desk.outbox, desk.fonts).forgotten() is not None


def _let_sign(works: Works, tokens: "TokenWatch", screen: "DossierScreen", draw: "DrawForm") -> "DossierSigning":
    """On the screen of a dossier a person with a token signs its papers."""
    from desk_client.use_cases import tokens_of
    from desk_client.viewmodels.dossier_signing import DossierSigning, DossierSigningCases
    from desk_client.views.dossier.signing_part import SigningPart

    desk = works.desk
    cases = DossierSigningCases(desk.results, tokens_of(desk), draw)
    signing = DossierSigning(cases, screen.model, tokens, (works.runner, works.seat, works.changes))
    SigningPart(screen.kit, screen, signing)
    return signing


def _let_copy(
    works: Works, screen: "DossierScreen", signing: "DossierSigning", files: "ChosenFiles"
) -> "DossierScreen":
    """The screen of a dossier, where văn thư copies and attaches in the agency's token."""
    from desk_client.viewmodels.dossier_copies import DossierCopies
    from desk_client.views.dossier.copies_part import CopiesPart

    model = DossierCopies((works.desk.results, files), screen.model, signing, (works.runner, works.seat))
    CopiesPart(screen.kit, screen, model)
    return screen


def _pictures(works: Works) -> "PictureModel":
    """The pictures with which signatures show on paper."""
    from desk_client.services.sign_pictures import SignPictures
    from desk_client.viewmodels.sign_picture import PictureModel

    return PictureModel(SignPictures(works.desk.parts, works.desk.sandbox), works.runner, works.seat)
