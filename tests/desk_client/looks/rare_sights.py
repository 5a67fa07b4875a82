"""What the rarer roles see: inspector, finance, head, IT administrator; and the questions that come seldom."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import cos, sin
from pathlib import Path
from threading import Event

from PIL import Image, ImageDraw
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication, QDialog

from desk_client.services.course_fields import Pick
from desk_client.services.signing_batch import Ended
from desk_client.store import meta
from desk_client.viewmodels.signing_run import ItemState, RunCases, RunState, SigningRun, Target
from desk_client.views.day.screen import DayScreen
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.kit.dialogs import ask_doubtful
from desk_client.views.receive.slips import AskCase, SupplementDialog
from desk_client.views.returning.screen import ReturnScreen
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.picture_dialog import PictureDialog
from desk_client.views.sign.screen import SignScreen
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.messages import message
from dossier.roles import Grant, Role
from dossier.values import SeenSignature
from tests.desk_client.looks.admin_sights import administrator
from tests.desk_client.looks.house import LONG_NAME
from tests.desk_client.looks.walk import Walk
from tests.fakes.people import CITIZEN, CLERK, GRANTS, OFFICE
from token_signing.devices.port import TokenSession
from token_signing.verdict import Reason, Verdict, Verification

_PAPERS = (
    "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    f"Tờ khai cấp Giấy xác nhận tình trạng hôn nhân của {LONG_NAME}",
)
_HOW = ((ItemState.SIGNED, None), (ItemState.FAILED, message("signing.other_name")))
"""How the first papers of a run ended."""


def other_roles(walk: Walk) -> None:
    """The clerk sits down in one role after another; ends as the clerk she is."""
    for role, see in (
        (Role.INSPECTOR, _inspector),
        (Role.FINANCE, _finance),
        (Role.HEAD, _head),
    ):
        _grant(walk, role)
        walk.sit_down("hoa")
        see(walk)
    _grant(walk, Role.INTAKE)
    walk.sit_down("hoa")
    _seldom(walk)
    _grant(walk, Role.OFFICE_ADMIN)
    walk.sit_down("hoa")
    _administrator(walk)
    _grant(walk, Role.INTAKE)


def _grant(walk: Walk, role: Role) -> None:
    """The centre made this role of hers the only one."""
    machine = walk.desk.desk.machine
    with machine.engine.connect() as connection:
        accounts = meta.people(connection).accounts
    others = tuple(grant for grant in GRANTS if grant.person != CLERK.id)
    own = Grant(CLERK.id, OFFICE, role, date(2018, 1, 1))
    machine.writer.run(lambda connection: meta.keep_people(connection, accounts, (*others, own)))


def _dossier(walk: Walk, stage: Stage) -> DossierScreen:
    assert walk.desk.program.screens is not None
    walk.desk.program.screens.open_dossier(walk.in_stage(stage))
    walk.rest()
    screen = walk.window.screen_named("dossier")
    assert isinstance(screen, DossierScreen)
    return screen


def _inspector(walk: Walk) -> None:
    walk.screen("list")
    walk.see("thanh-tra-danh-sach")
    _dossier(walk, Stage.PROPOSED)
    walk.see("thanh-tra-ho-so")
    walk.screen("day")
    walk.see("thanh-tra-so")


def _finance(walk: Walk) -> None:
    screen = walk.screen("day")
    assert isinstance(screen, DayScreen)
    screen.strip.choose("cash")
    walk.see("ke-toan-so-thu")
    walk.screen("list")
    walk.see("ke-toan-danh-sach")


def _head(walk: Walk) -> None:
    walk.screen("list")
    walk.see("truong-phong-danh-sach")
    screen = _dossier(walk, Stage.ACCEPTED)
    walk.see("truong-phong-ho-so")
    walk.dialog("truong-phong-phan-cong", lambda: screen._asking.ask(ActKind.ASSIGN))


def _administrator(walk: Walk) -> None:
    walk.screen("queue")
    walk.see("quan-tri-hang-gui")
    administrator(walk)


def _seldom(walk: Walk) -> None:
    """Form 02 a second time, papers in doubt, what came online and was not taken, a result not to be handed out."""
    kit, screen = walk.window.kit, walk.screen("receive")
    rules = walk.desk.desk.parts.rules()
    procedure = rules.procedure("1.004873", date(2019, 3, 14))
    assert procedure is not None
    reasons = (Pick("thieu", "Giấy tờ đã nộp chưa đúng hoặc không còn giá trị"),)
    case = AskCase(procedure.papers, frozenset({procedure.papers[0].code}), reasons, _PAPERS)
    walk.dialog("bo-sung-lan-hai", lambda: SupplementDialog(kit, screen, LONG_NAME, case).ask())
    walk.dialog("giay-to-nghi-ngo", lambda: ask_doubtful(kit, screen, _PAPERS))
    dossier = _dossier(walk, Stage.RECEIVED)
    shown = dossier.model.case
    assert shown is not None
    doubted = next(paper for paper in shown.papers if paper.entry is not None and paper.file is not None)
    assert doubted.entry is not None
    entry = replace(doubted.entry, signature=SeenSignature(Verdict.YELLOW.value, "", LONG_NAME, accepted=True))
    left = replace(doubted, key="left:0", taken=False)
    dossier.model.case = replace(shown, papers=(replace(doubted, entry=entry), *shown.papers[1:], left))
    dossier.model.case_changed.emit()
    walk.see("ho-so-giay-truc-tuyen")
    hand = walk.screen("return")
    assert isinstance(hand, ReturnScreen)
    hand.open_dossier(walk.in_stage(Stage.AT_COUNTER))
    walk.rest()
    hand.result._say_check(Verification(Verdict.RED, (), (Reason.CHANGED_AFTER,)), None)
    walk.see("tra-ket-qua-do")


def half_signed(dialog: QDialog) -> None:
    """A run that was stopped after its second paper: one signed, one that was not, two that wait."""
    assert isinstance(dialog, ManyDialog)
    model = dialog._model
    ids = [line.id for line in model.lines][:4]
    targets = [
        Target(one, "3f2a91c0" * 8, LONG_NAME if place else CITIZEN.name, f"{place}/UBND-XN")
        for place, one in enumerate(ids)
    ]
    run = SigningRun(RunCases(model._cases.tokens, _nothing), model._runner, model._changes, targets)
    for place, (state, why) in enumerate(_HOW):
        run.items[place] = replace(run.items[place], state=state, why=why)
    run.state = RunState.STOPPED
    model.run = run
    model.run_changed.emit()


def keep_hand(sign: SignScreen, dialog: QDialog) -> None:
    """A stroke like a name, photographed on white paper with much room round it."""
    image = Image.new("RGB", (1200, 800), "white")
    strokes = [(240 + 9 * step, round(400 + 120 * sin(step / 4) * cos(step / 23))) for step in range(80)]
    ImageDraw.Draw(image).line(strokes, fill="#202060", width=11, joint="curve")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hand.png"
        image.save(path)
        sign._picture_model.choose(path)
        deadline = QDeadlineTimer(20_000)
        while sign._picture_model.busy and not deadline.hasExpired():
            QApplication.processEvents()
    assert isinstance(dialog, PictureDialog)


def _nothing(_token: TokenSession, _targets: Sequence[Target], _stop: Event) -> Iterator[Ended]:
    return iter(())
