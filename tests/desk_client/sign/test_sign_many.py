"""Several papers with one PIN: progress, stop and continue, a fault in one, the token pulled out in the middle."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.services.tokens import Tokens
from desk_client.viewmodels.signing_run import ItemState, RunState
from desk_client.views.kit.rows import Row
from desk_client.views.sign.many_dialog import ManyDialog
from dossier.events import Stage
from dossier.messages import Message
from dossier.state import Dossier
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import NAMES, PIN, SigningOffice
from token_signing.devices.port import TokenSession, TokenTrouble, Trouble
from token_signing.devices.software import SoftwareSession

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]
CTRL = Qt.KeyboardModifier.ControlModifier


def read_all(chamber: Chamber, papers: list[Dossier]) -> None:
    """Read every paper to its end."""
    for paper in papers:
        chamber.screen.list.table.choose(paper.id)
        chamber.read_to_end()


def all_signed(office: SigningOffice, papers: list[Dossier]) -> bool:
    """Whether the leader's signature of every paper counts."""
    return all(office.state(paper.id).stage is Stage.LEADER_SIGNED for paper in papers)


def begin(chamber: Chamber, pin: str = PIN) -> ManyDialog:
    """Ctrl+Enter, Enter, PIN, Enter: the run begins."""
    chamber.hands.key(Qt.Key.Key_Return, CTRL)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, ManyDialog)
    type_pin(chamber, dialog, pin)
    return dialog


def await_end(chamber: Chamber) -> None:
    """Wait until the run has ended."""
    chamber.bot.waitUntil(
        lambda: chamber.model.run is not None and chamber.model.run.state is RunState.ENDED, timeout=60_000
    )
    chamber.hands.settle()


def states(chamber: Chamber) -> list[ItemState]:
    """How the papers of the run stand."""
    assert chamber.model.run is not None
    return [item.state for item in chamber.model.run.items]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that takes its time for every signature, as a card does."""
    plain = SoftwareSession.sign

    def slowly(session: SoftwareSession, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        time.sleep(0.25)
        return plain(session, tbs, pin)

    monkeypatch.setattr(SoftwareSession, "sign", slowly)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that were opened, in order."""
    asked: list[str] = []
    plain = Tokens.open

    def counted(tokens: Tokens, token: str, pin: str | None, certificate: str) -> TokenSession | TokenTrouble:
        asked.append(token)
        return plain(tokens, token, pin, certificate)

    monkeypatch.setattr(Tokens, "open", counted)
    return asked


def test_all_papers_that_were_read_are_signed_with_one_pin(
    enter: Enter, office: SigningOffice, opened: list[str]
) -> None:
    """Four papers wait, three were read: one PIN signs the three, the unread one stays."""
    papers = [office.approved(name) for name in NAMES[:4]]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers[:3])
    assert chamber.screen.foot.many.words == "Ký nhiều văn bản… (3 đã xem)"
    dialog = begin(chamber)
    await_end(chamber)
    assert opened == ["simulator"]
    assert states(chamber) == [ItemState.SIGNED] * 3
    assert [office.state(paper.id).stage for paper in papers] == [Stage.LEADER_SIGNED] * 3 + [Stage.APPROVED]
    assert chamber.told[-1] == ("done", "Đã ký đủ 3 văn bản, chữ ký đều hợp lệ")
    assert dialog.summary.accessibleName() == "Đã ký đủ 3 văn bản, chữ ký đều hợp lệ"
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert [line.id for line in chamber.model.lines] == [papers[3].id]


def test_before_the_pin_every_paper_is_shown_with_the_hash_of_the_file_that_was_read(
    enter: Enter, office: SigningOffice
) -> None:
    """Each row the first digits, the chosen one the whole hash; it stays that of the file that was read."""
    papers = [office.approved(name) for name in NAMES[:2]]
    drafts = {paper.id: office.state(paper.id).result.draft for paper in papers}
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)
    chamber.hands.key(Qt.Key.Key_Return, CTRL)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, ManyDialog)
    for paper in papers:
        draft = drafts[paper.id]
        assert draft is not None
        assert dialog.table.choose(paper.id)
        chamber.hands.settle()
        assert dialog.hash.text().replace(" ", "").endswith(f":{draft.sha256}")
        assert short_hash(dialog, paper) == draft.sha256[:16]
    type_pin(chamber, dialog, PIN)
    await_end(chamber)
    for paper in papers:
        draft = drafts[paper.id]
        assert draft is not None
        assert short_hash(dialog, paper) == draft.sha256[:16]


def short_hash(dialog: ManyDialog, paper: Dossier) -> str:
    """The digits in a paper's row."""
    place = [target.key for target in dialog.targets].index(paper.id)
    line = dialog.table.rows.line(place)
    assert isinstance(line, Row)
    return line.cells[1].text.replace(" ", "")


def test_nothing_read_opens_no_dialog(enter: Enter, office: SigningOffice) -> None:
    """Ctrl+Enter without a read paper says what to do first."""
    office.approved()
    chamber = enter()
    chamber.plug()
    chamber.hands.key(Qt.Key.Key_Return, CTRL)
    assert QApplication.activeModalWidget() is None
    assert "Chưa có văn bản nào được xem hết" in chamber.notice()


def test_a_wrong_pin_signs_none_and_can_be_entered_again(
    enter: Enter, office: SigningOffice, opened: list[str]
) -> None:
    """The dialog stays with the reason; the next Enter asks the PIN again."""
    papers = [office.approved(name) for name in NAMES[:2]]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)
    dialog = begin(chamber, "999999")
    await_end(chamber)
    assert "còn 2 lần thử" in dialog.summary.accessibleName()
    assert states(chamber) == [ItemState.WAITING] * 2
    assert dialog.isVisible()
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, dialog))
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(
        lambda: all(office.state(paper.id).stage is Stage.LEADER_SIGNED for paper in papers), timeout=60_000
    )
    assert opened == ["simulator", "simulator"]


def test_the_token_pulled_out_in_the_middle_ends_the_run_and_keeps_what_is_signed(
    enter: Enter, office: SigningOffice, slow: None
) -> None:
    """What was signed counts, the next one says why, the rest waits; plugged in again, the dialog goes on with them."""
    papers = [office.approved(name) for name in NAMES]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)

    def pull_out() -> None:
        run = chamber.model.run
        if run is not None and run.count(ItemState.SIGNED) == 1:
            office.token.unplug()

    chamber.model.run_changed.connect(pull_out)
    dialog = begin(chamber)
    await_end(chamber)
    chamber.model.run_changed.disconnect(pull_out)
    signed = states(chamber).count(ItemState.SIGNED)
    left = len(NAMES) - signed
    assert 1 <= signed < len(NAMES)
    assert states(chamber) == [ItemState.SIGNED] * signed + [ItemState.FAILED] + [ItemState.WAITING] * (left - 1)
    stages = [office.state(paper.id).stage for paper in papers]
    assert stages == [Stage.LEADER_SIGNED] * signed + [Stage.APPROVED] * left
    assert chamber.told[-1] == ("warning", f"Đã ký {signed}, lỗi 1, chưa ký {left - 1}")
    assert "Cắm lại rồi ký tiếp" in dialog.summary.accessibleName()
    assert dialog.go.words == f"Ký tiếp {left} văn bản"
    chamber.bot.waitUntil(lambda: chamber.model.token.gap(chamber.model.kind) == Message("token.card.absent"))
    chamber.hands.key(Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is dialog
    assert "Chưa cắm token" in dialog.summary.accessibleName()
    chamber.plug()
    type_pin(chamber, dialog)
    await_signed(chamber, [paper.id for paper in papers])
    assert states(chamber) == [ItemState.SIGNED] * left
    assert dialog.go.words == "Đóng"


def type_pin(chamber: Chamber, dialog: ManyDialog, pin: str = PIN) -> None:
    """Enter in the dialog, the PIN, Enter."""
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, dialog))
    chamber.hands.type(pin)
    chamber.hands.key(Qt.Key.Key_Return)


def await_signed(chamber: Chamber, dossiers: list[str]) -> None:
    """Wait until all of them are signed and the run has ended."""
    state = chamber.office.state
    chamber.bot.waitUntil(lambda: all(state(one).stage is Stage.LEADER_SIGNED for one in dossiers), timeout=60_000)
    await_end(chamber)


def test_a_key_that_asks_each_time_gets_its_pin_for_every_paper(
    enter: Enter, office: SigningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first paper has the PIN of the login; Esc at the next one stops the run, which goes on with another PIN."""
    given: list[str | None] = []
    plain = SoftwareSession.sign

    def sign(session: SoftwareSession, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        given.append(pin)
        return plain(session, tbs) if len(given) == 1 or pin == PIN else TokenTrouble(Trouble.PIN_WRONG)

    monkeypatch.setattr(SoftwareSession, "sign", sign)
    monkeypatch.setattr(SoftwareSession, "pin_each_time", property(lambda _session: True))
    papers = [office.approved(name) for name in NAMES[:3]]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)
    dialog = begin(chamber)
    await_question(chamber, dialog)
    assert states(chamber) == [ItemState.SIGNED, ItemState.WAITING, ItemState.WAITING]
    assert "Token này đòi PIN" in dialog.progress.accessibleName()
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.bot.waitUntil(lambda: chamber.model.run is not None and chamber.model.run.state is RunState.STOPPED)
    chamber.hands.key(Qt.Key.Key_Return)
    await_question(chamber, dialog)
    for _ in papers[1:]:
        await_question(chamber, dialog)
        chamber.hands.type(PIN)
        chamber.hands.key(Qt.Key.Key_Return)
    await_signed(chamber, [paper.id for paper in papers])
    assert given == [None, PIN, PIN]


def await_question(chamber: Chamber, dialog: ManyDialog) -> None:
    """Wait until the PIN for the next paper is asked for."""
    chamber.bot.waitUntil(
        lambda: (
            chamber.model.run is not None
            and chamber.model.run.state is RunState.ASKING
            and QApplication.activeModalWidget() not in (None, dialog)
        ),
        timeout=60_000,
    )


def test_one_paper_with_a_damaged_file_does_not_stop_the_others(enter: Enter, office: SigningOffice) -> None:
    """Its reason is told, the rest is signed: ký 2, lỗi 1."""
    papers = [office.approved(name) for name in NAMES[:3]]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)
    draft = papers[1].result.draft
    assert draft is not None
    path = office.desk.parts.shelf._path(draft.sha256)
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    dialog = begin(chamber)
    await_end(chamber)
    assert states(chamber) == [ItemState.SIGNED, ItemState.FAILED, ItemState.SIGNED]
    assert chamber.told[-1] == ("warning", "Đã ký 2, lỗi 1, chưa ký 0")
    assert chamber.model.run is not None
    why = chamber.model.run.items[1].why
    assert why is not None
    assert "bị hỏng" in chamber.kit.speak(why)
    assert dialog.isVisible()


def test_a_run_is_stopped_and_continued_in_the_same_session(
    enter: Enter, office: SigningOffice, opened: list[str], slow: None
) -> None:
    """Esc stops after the paper in the token; "Ký tiếp" goes on without another PIN."""
    papers = [office.approved(name) for name in NAMES]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)

    def stop() -> None:
        run = chamber.model.run
        if run is not None and run.count(ItemState.SIGNED):
            run.stop()

    chamber.model.run_changed.connect(stop)
    dialog = begin(chamber)
    chamber.bot.waitUntil(
        lambda: chamber.model.run is not None and chamber.model.run.state is RunState.STOPPED, timeout=30_000
    )
    chamber.model.run_changed.disconnect(stop)
    signed = states(chamber).count(ItemState.SIGNED)
    assert states(chamber) == [ItemState.SIGNED] * signed + [ItemState.WAITING] * (len(NAMES) - signed)
    assert dialog.go.words == f"Ký tiếp {len(NAMES) - signed} văn bản"
    chamber.hands.key(Qt.Key.Key_Return)
    await_end(chamber)
    assert states(chamber) == [ItemState.SIGNED] * len(NAMES)
    assert opened == ["simulator"]


def test_a_stopped_run_that_is_closed_leaves_the_rest_unsigned(enter: Enter, office: SigningOffice, slow: None) -> None:
    """Esc at a stopped run closes dialog and session; what waits stays in the tray."""
    papers = [office.approved(name) for name in NAMES]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)

    def stop() -> None:
        if chamber.model.run is not None and chamber.model.run.count(ItemState.SIGNED):
            chamber.model.run.stop()

    chamber.model.run_changed.connect(stop)
    begin(chamber)
    chamber.bot.waitUntil(
        lambda: chamber.model.run is not None and chamber.model.run.state is RunState.STOPPED, timeout=30_000
    )
    chamber.hands.key(Qt.Key.Key_Escape)
    await_end(chamber)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    unsigned = [paper.id for paper in papers if office.state(paper.id).stage is Stage.APPROVED]
    assert unsigned
    assert [line.id for line in chamber.model.lines] == unsigned
    assert not chamber.model.busy


def test_locking_the_desk_ends_the_run_after_the_paper_in_the_token(
    enter: Enter, office: SigningOffice, slow: None
) -> None:
    """Nobody sits there any more: no further signature is made in that session, what was made counts."""
    papers = [office.approved(name) for name in NAMES]
    chamber = enter()
    chamber.plug()
    read_all(chamber, papers)
    run_before: list[object] = []

    def lock() -> None:
        run = chamber.model.run
        if run is not None and run.count(ItemState.SIGNED) == 1 and not run_before:
            run_before.append(run)
            chamber.seat.leave()

    chamber.model.run_changed.connect(lock)
    begin(chamber)
    chamber.bot.waitUntil(lambda: bool(run_before), timeout=30_000)
    chamber.hands.settle()
    stages = [office.state(paper.id).stage for paper in papers]
    signed = stages.count(Stage.LEADER_SIGNED)
    assert 1 <= signed < len(NAMES)
    assert stages == [Stage.LEADER_SIGNED] * signed + [Stage.APPROVED] * (len(NAMES) - signed)
