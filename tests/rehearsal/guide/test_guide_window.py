"""The guide window under real clicks and keys: devices, people, languages, portal; nothing cut, nothing unnamed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMainWindow

from desk_client.viewmodels.speaker import placeholders
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST
from dossier.identifiers import parse_barcode
from rehearsal.guide.model import Language
from rehearsal.guide.papers import PaperKind
from rehearsal.guide.window import GuideWindow
from tests.fakes.office import PASSWORD, sign_in
from tests.fakes.people import CITIZEN
from tests.rehearsal.guide.conftest import PIN, Guide
from tests.rehearsal.guide.test_guide_day import hand_out, print_receipt, receive


class Browser(QObject):
    """Stands where the machine's browser stands."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        """Take an address."""
        self.shown.append(url.toString())


def test_it_is_a_window_of_its_own_and_never_modal(guide: Guide) -> None:
    """440 x 640, beside the desk."""
    assert guide.window.isWindow()
    assert not guide.window.isModal()
    assert (guide.window.width(), guide.window.height()) == (440, 640)


def test_the_line_is_cut_and_restored_by_its_two_buttons(guide: Guide) -> None:
    """The file of the proxy comes and goes; the button that would do nothing is greyed."""
    cut, restore = guide.window.cut, guide.window.restore
    assert (cut.isEnabled(), restore.isEnabled()) == (True, False)
    guide.window.activateWindow()
    guide.bot.waitUntil(guide.window.isActiveWindow)
    cut.setFocus()
    cut.click()
    guide.settle()
    assert guide.hands.line_cut
    assert restore.hasFocus()
    assert (cut.isEnabled(), restore.isEnabled()) == (False, True)
    restore.click()
    guide.settle()
    assert not guide.hands.line_cut
    assert cut.hasFocus()
    assert (cut.isEnabled(), restore.isEnabled()) == (True, False)


@pytest.mark.usefixtures("token")
def test_the_token_is_plugged_in_with_its_pin_in_view_and_pulled_out(guide: Guide) -> None:
    """The desk's own token sees both; the PIN can be read while it is asked for."""
    states = guide.desk.devices.tokens()[0].token.states
    assert not states()[0].ready
    guide.window.token.click()
    guide.settle()
    assert states()[0].ready
    assert PIN in guide.window._device_state.text()
    assert guide.window.token.words == "Rút token"
    guide.window.token.click()
    guide.settle()
    assert not states()[0].ready
    assert PIN not in guide.window._device_state.text()


def test_each_paper_has_its_entry_in_the_menu(guide: Guide) -> None:
    """A chosen paper lies in the scanner once the guide says so; an impatient second press lays no second one."""
    guide.seat.take(sign_in(guide.desk, "hoa"))
    guide.model.hold_card()
    guide.settle()
    for number, kind in enumerate((PaperKind.DECLARATION, PaperKind.HOSPITAL_SLIP), 1):
        guide.window.paper_acts[kind].trigger()
        guide.window.paper_acts[kind].trigger()
        assert guide.model.said.id == "guide.said.laying"
        guide.settle()
        assert guide.model.said.id == f"guide.said.{kind.value}"
        assert dict(guide.model.said.params)["waiting"] == str(number)
    person = guide.model._backstage.cast.present
    assert person is not None
    assert dict(guide.model.said.params)["name"] == person.applicant.name


def test_the_menu_opens_at_its_button_by_the_keyboard(guide: Guide) -> None:
    """Enter on the button opens the papers; Esc closes them."""
    guide.window.papers.setFocus()
    QTest.keyClick(guide.window.papers, Qt.Key.Key_Return)
    assert guide.window.paper_menu.isVisible()
    QTest.keyClick(guide.window.paper_menu, Qt.Key.Key_Escape)
    assert not guide.window.paper_menu.isVisible()


def test_every_card_is_another_persons_and_known_people_come_too(guide: Guide) -> None:
    """First somebody new, then somebody whom the office served before, with the data of that dossier."""
    desk = guide.desk
    spool = desk.devices.spool
    assert spool is not None
    guide.window.card.click()
    guide.settle()
    assert (guide.model.said.id, spool.take()) == ("guide.said.nobody", "")
    guide.seat.take(sign_in(desk, "hoa"))
    hand_out(desk)
    texts = []
    for _ in range(3):
        guide.window.card.click()
        guide.settle()
        texts.append(spool.take())
    numbers = [text.split("|")[0] for text in texts]
    assert len(set(numbers)) == 3
    assert numbers[1] == CITIZEN.id_number


def test_the_bars_of_the_newest_receipt_are_held_to_the_reader(guide: Guide) -> None:
    """Before any reception there is none, and the guide says so; afterwards the 20 digits of its code."""
    spool = guide.desk.devices.spool
    assert spool is not None
    guide.seat.take(sign_in(guide.desk, "hoa"))
    guide.window.receipt.click()
    guide.settle()
    assert (guide.model.said.id, spool.take()) == ("guide.said.no_receipt", "")
    receive(guide.desk)
    newest = receive(guide.desk)
    print_receipt(guide.desk, newest)
    guide.window.receipt.click()
    guide.settle()
    barcode = parse_barcode(spool.take())
    assert barcode is not None
    assert str(barcode.code) == newest.state.code


def test_the_portal_opens_in_the_browser_and_ticks_the_last_step(guide: Guide) -> None:
    """The look-up page of the centre, by the machine's own browser."""
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "show")
    try:
        guide.window.portal.click()
    finally:
        QDesktopServices.unsetUrlHandler("http")
    guide.settle()
    assert browser.shown == ["http://127.0.0.1:8641/tra-cuu"]
    assert guide.ticked() == ["portal"]


def test_a_machine_without_a_browser_is_told_the_address(guide: Guide) -> None:
    """The address can be typed elsewhere."""
    guide.model.portal_shown(opened=False)
    assert "http://127.0.0.1:8641/tra-cuu" in guide.window._said.words()


def test_another_person_sits_down(guide: Guide) -> None:
    """Names, titles and the password are in view; choosing one asks for the lock and tells the login."""
    asked: list[bool] = []
    guide.model.lock_asked.connect(lambda: asked.append(True))
    guide.window.people.click()
    page = guide.window.people_page
    assert page.isVisible()
    assert PASSWORD in page._password.text()
    assert page.buttons[2].accessibleName() == "Trần Văn Minh, Chủ tịch, tên đăng nhập minh"
    page.buttons[2].click()
    assert (asked, page.isVisible()) == ([], False)
    assert "minh" in guide.window._said.words()
    guide.seat.take(sign_in(guide.desk, "hoa"))
    page.buttons[2].click()
    assert asked == [True]


def test_both_languages_are_one_press_away(guide: Guide) -> None:
    """Everything changes at once, in words that are complete."""
    english = guide.window.languages[Language.ENGLISH]
    english.setFocus()
    QTest.keyClick(english, Qt.Key.Key_Return)
    assert guide.window.windowTitle() == "Rehearsal guide"
    assert guide.window.cut.words == "Cut the line"
    assert guide.window.rows[0]._title.text() == "Log in at the counter"
    assert english.isChecked()
    guide.window.languages[Language.VIETNAMESE].click()
    assert guide.window.windowTitle() == "Bảng diễn tập"


@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_and_the_mark_is_always_in_view(guide: Guide, language: Language) -> None:
    """Buttons, titles and helps fit their places at every step; the amber sentence is never covered."""
    from rehearsal.guide.steps import StepId

    guide.model.choose_language(language)
    for done in range(len(StepId) + 1):
        guide.model.done = frozenset(list(StepId)[:done])
        guide.model.changed.emit()
        guide.bot.waitUntil(lambda: cut_words(guide.window) == [])
        mark = guide.window._marked
        assert not mark.visibleRegion().isEmpty()
        assert mark.geometry().bottom() < guide.window.height()
        assert mark.heightForWidth(mark.width()) <= mark.height()


def cut_words(window: GuideWindow) -> list[str]:
    """The words that do not fit where they stand."""
    buttons = window.findChildren(QAbstractButton)
    found = [one.text() for one in buttons if one.isVisible() and one.sizeHint().width() > one.width()]
    for label in window.findChildren(QLabel):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        wide = not label.wordWrap() and label.fontMetrics().horizontalAdvance(label.text()) > label.width()
        if label.isVisible() and label.text() and (wide or needed > label.height() + 1):
            found.append(label.text())
    return found


def test_a_word_that_is_cut_is_seen(guide: Guide) -> None:
    """The measure of the test above can fail."""
    guide.window.rows[0]._title.setText("Đăng nhập " * 12)
    assert cut_words(guide.window) != []


def test_every_control_and_step_has_a_name(guide: Guide) -> None:
    """What a screen reader says: buttons by their words, steps by number, words and state."""
    for button in guide.window.findChildren(QAbstractButton):
        assert button.accessibleName(), button
    assert guide.window.rows[0].accessibleName().startswith("1. Đăng nhập quầy: đang làm")


def test_the_mark_says_what_is_simulated_and_that_the_card_is_of_a_later_layout(guide: Guide) -> None:
    """In both languages."""
    for language, words in ((Language.VIETNAMESE, ("Mô phỏng", "2021")), (Language.ENGLISH, ("Simulated", "2021"))):
        guide.model.choose_language(language)
        assert all(word in guide.window._marked.text() for word in words)


def test_large_type_and_high_contrast_leave_every_step_reachable(guide: Guide, kit: Kit) -> None:
    """The list of steps scrolls to the one that is now."""
    from rehearsal.guide.steps import StepId

    kit.look.wear(CONTRAST, Scale(150))
    guide.model.done = frozenset(list(StepId)[:9])
    guide.model.changed.emit()
    guide.bot.waitUntil(lambda: not guide.window.rows[9].visibleRegion().isEmpty())


def test_the_keys_of_the_desk_work_while_the_guide_has_the_focus(open_guide: Callable[[], Guide], kit: Kit) -> None:
    """As a tool of the desk's window it never swallows F-keys."""
    from PySide6.QtGui import QKeySequence, QShortcut

    made = open_guide()
    desk = QMainWindow()
    made.bot.addWidget(desk)
    pressed: list[bool] = []
    QShortcut(QKeySequence("F9"), desk).activated.connect(lambda: pressed.append(True))
    desk.show()
    tool = GuideWindow(kit, made.model, desk)
    tool.show()
    made.bot.waitUntil(desk.isActiveWindow)
    tool.activateWindow()
    tool.card.setFocus()
    made.bot.waitUntil(tool.isActiveWindow)
    QTest.keyClick(tool.card, Qt.Key.Key_F9)
    assert pressed == [True]


def test_all_words_of_the_guide_exist_in_both_languages() -> None:
    """Every id that the code can make has a sentence with the same places in both."""
    from desk_client import belongings
    from rehearsal.guide.steps import StepId

    speakers = [belongings.load_speaker(one.value) for one in Language]
    ids = [f"guide.{part}.{step.value}" for part in ("step", "help") for step in StepId]
    ids += [f"guide.{part}.{kind.value}" for part in ("paper", "said") for kind in PaperKind]
    for name in ids:
        texts = [speaker.say(name) for speaker in speakers]
        assert not any(text.startswith("⟦") for text in texts), name
        assert placeholders(texts[0]) == placeholders(texts[1])
