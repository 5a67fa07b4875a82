"""The leader's sign screen over a real office, for tests."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_client.services.previews import Previews
from desk_client.services.scanning import Scanning
from desk_client.services.sign_pictures import SignPictures
from desk_client.services.signing_tray import Tray
from desk_client.use_cases import tokens_of
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.sign_picture import PictureModel
from desk_client.viewmodels.signing import SignCases, SignModel
from desk_client.viewmodels.signing_paper import PaperSignCases, PaperSignModel
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.screen import SignScreen
from dossier.messages import Message
from tests.desk_client.sign.desk_kit import Hands
from tests.fakes.signing import SigningOffice


class Chamber:
    """The sign screen with the chairman before it."""

    def __init__(self, bot: QtBot, kit: Kit, office: SigningOffice, login: str = "minh") -> None:
        desk = office.desk
        self.office, self.kit, self.bot = office, kit, bot
        self.runner, self.seat, self.changes = Runner(), Seat(), Changes()
        self.seat.take(office.people[login])
        tray = Tray(desk.parts, desk.acting, desk.sessions, desk.results)
        tokens = tokens_of(desk)
        cases = SignCases(tray, desk.results, desk.acting, tokens, Previews(desk.parts, desk.sandbox))
        self.model = SignModel(cases, self.runner, self.seat, self.changes)
        scanning = Scanning(
            desk.parts, desk.sandbox, desk.checks, lambda _stopped: [one.scanner for one in desk.devices.scanners()]
        )
        paper = PaperSignCases(desk.results, scanning, desk.sessions, desk.parts.queries)
        self.paper = PaperSignModel(paper, self.runner, self.seat, self.changes)
        self.picture = PictureModel(SignPictures(desk.parts, desk.sandbox), self.runner, self.seat)
        self.screen = SignScreen(kit, self.model, self.paper, self.picture)
        self.told: list[tuple[str, str]] = []
        self.model.said.connect(self._hear)
        self.paper.said.connect(self._hear)
        self.hands = Hands(bot, kit, self.screen, self.runner)

    def _hear(self, kind: str, text: object) -> None:
        assert isinstance(text, Message)
        self.told.append((kind, self.kit.speak(text)))

    def read_to_end(self) -> None:
        """Press Space until the paper in view was read to its end."""
        self.hands.settle()
        for _ in range(40):
            if self.model.preview.seen_to_end:
                return
            self.hands.key(Qt.Key.Key_Space)
        raise AssertionError("the end of the paper is not reached by Space")

    def plug(self) -> None:
        """Plug the token in and wait until the screen has seen it."""
        self.office.token.plug()
        self.bot.waitUntil(lambda: self.model.token.sight is not None and self.model.token.sight.usable, timeout=5_000)

    def sign(self, pin: str) -> None:
        """Enter, the PIN, Enter; then wait for the end."""
        self.hands.key(Qt.Key.Key_Return)
        self.hands.dialog()
        self.hands.type(pin)
        self.hands.key(Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: self.model.run is not None and not self.model.busy, timeout=30_000)
        self.hands.settle()

    def notice(self) -> str:
        """What stands over the page now."""
        return self.screen.notice.accessibleName() if self.screen.notice.isVisible() else ""

    def close(self) -> None:
        """Let everything end."""
        self.model.leave()
        self.model.token.close()
        self.hands.close()
