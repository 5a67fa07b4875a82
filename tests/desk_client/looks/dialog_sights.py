"""Dialogs around a dossier's papers, and everybody's own password; tells which dialogs of the desk were never seen."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QDialog

from desk_client.services.dossier_papers import DossierPaper
from desk_client.services.printing import PaperKind
from desk_client.services.scanning import TakenFile
from desk_client.services.token_choice import choose
from desk_client.services.tokens import Rights
from desk_client.viewmodels.signing_run import Target
from desk_client.views.dossier.copies_part import CopiesPart
from desk_client.views.dossier.copy_dialogs import AnnexDialog, CopyDialog
from desk_client.views.dossier.course_dialog import PagesDialog
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.dossier.signing_part import SigningPart
from desk_client.views.frame.own_password import CHANGE, PasswordDialog
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.papers.doubt_dialog import DoubtDialog
from desk_client.views.sign.choose_dialog import ChooseDialog
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.pin import open_dialog
from desk_client.views.sign.screen import SignScreen
from dossier.values import CopyKind
from tests.desk_client.looks.house import LONG_NAME
from tests.desk_client.looks.walk import Walk
from tests.fakes.seen_tokens import facts_of, seen, valid
from tests.fakes.signing import CHAIRMAN
from token_signing.devices.port import Finding, HeldCertificate
from token_signing.kinds import SigningKind
from token_signing.verdict import Reason, Verdict, Verification


def scans(walk: Walk, screen: DossierScreen) -> None:
    """The scans that a clerk is about to sign in his own token."""
    part = screen.findChild(SigningPart)
    assert isinstance(part, SigningPart)
    names = ("Quyết định, bản án ly hôn", f"Tờ khai cấp Giấy xác nhận tình trạng hôn nhân của {LONG_NAME}")
    targets = tuple(Target(name, "a" * 64, name, walk.window.kit.say("sign.scans.paper", pages=2)) for name in names)
    kit, model = walk.window.kit, part._model
    walk.dialog("ho-so-ky-ban-quet", lambda: open_dialog(ManyDialog(kit, screen, model, targets, "scans")))


def papers(walk: Walk, screen: DossierScreen) -> None:
    """A paper that was just made, pages for one, a file whose signature is wrong."""
    kit, dossier = walk.window.kit, screen.model.dossier

    def make() -> None:
        screen._paper_awaited = True
        screen.prints.print_paper(dossier, DossierPaper(PaperKind.CONTROL_SLIP, "", datetime(2019, 3, 14, 8, 5)))

    walk.dialog("ho-so-giay-da-lap", make)
    sheets = screen.model.sheets
    pages = PagesDialog(kit, screen, "Giấy khai sinh", sheets, reusable=True)
    walk.dialog("ho-so-trang", lambda: open_dialog(pages), _without_pages)
    wrong = TakenFile((), None, Verification(Verdict.RED, (), (Reason.CHANGED_AFTER,)))
    walk.dialog("giay-to-chu-ky-sai", lambda: open_dialog(DoubtDialog(kit, screen, wrong, "Giấy khai sinh")))


def token_choice(walk: Walk, sign: SignScreen) -> None:
    """Two tokens of one driver, three certificates: on the screen of devices, and asked which one signs."""
    long, over = replace(CHAIRMAN, name=LONG_NAME), datetime(2019, 1, 1, tzinfo=UTC)
    own, other, old = facts_of(CHAIRMAN, 61), facts_of(long, 62), facts_of(CHAIRMAN, 63, over)
    mine = seen("Viettel-CA", "TRAN VAN MINH", valid(own), HeldCertificate(old, Finding.VALIDITY_EXPIRED))
    seal = seen("Viettel-CA", "UBND PHUONG PHU THUY", valid(other))
    found = replace(mine, bound={own.sha256: CHAIRMAN.name}), seal
    walk.screen("devices")
    screens = walk.desk.program.screens
    assert screens is not None
    walk.desk.until(lambda: not screens.devices.busy)
    screens.devices.take_tokens(found)
    walk.see("thiet-bi-hai-token")
    choice = choose(Rights(lambda _kind, _facts: True), found, SigningKind.LEADER)
    walk.screen("sign")
    walk.dialog("cho-ky-chung-thu", lambda: open_dialog(ChooseDialog(walk.window.kit, sign, choice)))


def _without_pages(dialog: QDialog) -> None:
    assert isinstance(dialog, PagesDialog)
    dialog.choose("give")


def copies(walk: Walk, screen: DossierScreen) -> None:
    """An extract without its pages and for nobody; an annex without name and file."""
    part = screen.findChild(CopiesPart)
    assert isinstance(part, CopiesPart)
    walk.dialog("ho-so-sao-van-ban", part._ask_copy, _of_pages)
    walk.dialog("ho-so-phu-luc", part._ask_annex, _without_file)


def password(walk: Walk) -> None:
    """Nothing typed."""
    kit, window = walk.window.kit, walk.window
    walk.dialog("doi-mat-khau", lambda: open_dialog(PasswordDialog(kit, window)), _unchanged)


def _of_pages(dialog: QDialog) -> None:
    assert isinstance(dialog, CopyDialog)
    dialog.kind.choose(CopyKind.EXTRACT.value)
    dialog.choose("give")


def _without_file(dialog: QDialog) -> None:
    assert isinstance(dialog, AnnexDialog)
    dialog.field.setText(f"Danh sách kèm theo kết quả của {LONG_NAME}")
    dialog.choose("give")


def _unchanged(dialog: QDialog) -> None:
    assert isinstance(dialog, PasswordDialog)
    dialog.choose(CHANGE)


def unseen(seen: set[type], kind: type[Dialog] = Dialog) -> set[str]:
    """The dialogs of the desk that no sight was: every class that no other refines."""
    refined = [one for one in kind.__subclasses__() if one.__module__.startswith("desk_client.")]
    if not refined:
        return set() if kind in seen else {kind.__name__}
    return set[str]().union(*(unseen(seen, one) for one in refined))
