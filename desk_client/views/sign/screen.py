"""Screen "Hồ sơ chờ ký": composes list, page and side, opens the dialogs of signing; decides nothing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desk_client.viewmodels.sign_picture import PictureModel
from desk_client.viewmodels.signing import SignModel, paper_name
from desk_client.viewmodels.signing_paper import PaperSignModel
from desk_client.viewmodels.signing_run import Target
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import ButtonKind, DangerButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.dialogs import Dialog, ReasonDialog, Unscanned, unscanned_dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.notice import Notice
from desk_client.views.sign.paper_dialog import PaperSignDialog
from desk_client.views.sign.picture_dialog import PictureDialog
from desk_client.views.sign.pin import Asking, ask_again, ask_certificate, ask_pin, open_dialog
from desk_client.views.sign.placing_card import PlacingCard
from desk_client.views.sign.side_column import SideColumn
from desk_client.views.sign.side_part import BeforeCard, TokenCard
from desk_client.views.sign.tray_list import TrayList
from dossier.acts import ActKind
from dossier.messages import Message, message
from token_signing.kinds import SigningKind

_LIST, _SIDE = 272, 276


class SignFoot(ActRow):
    """Acts of the screen: what takes away at the left, the signature at the far right."""

    def __init__(self, kit: Kit, model: SignModel) -> None:
        super().__init__(kit)
        self._outfit = kit
        self._model = model
        say = kit.say
        self.back = DangerButton(kit, say("sign.act.back"))
        self.add_left(self.back)
        self.paper = self.add_act(SecondaryButton(kit, say("sign.act.paper")))
        self.many = self.add_act(SecondaryButton(kit, "", key="Ctrl+Enter", icon="files"))
        self.primary = self.add_act(PrimaryButton(kit, say("sign.act.one"), key="Enter", icon="pen"))
        model.lines_changed.connect(self.refresh)
        model.chosen_changed.connect(self.refresh)
        model.run_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the table allows; nothing can be pressed twice while a signature is under way."""
        model = self._model
        self.back.setVisible(model.may(ActKind.SEND_BACK))
        sealing = model.may(ActKind.NUMBER)
        self.paper.setVisible(sealing or model.may(ActKind.SIGN_ON_PAPER))
        self.paper.set_words(self._outfit.say("sign.act.stamp" if sealing else "sign.act.paper"))
        self.paper.set_kind(ButtonKind.PRIMARY if model.only_by_hand else ButtonKind.SECONDARY)
        self.paper.set_key("Enter" if model.only_by_hand else "")
        for button in (self.many, self.primary):
            button.setVisible(not model.only_by_hand)
        lines = model.seen_lines()
        ticked = sum(line.file is not None and model.reading.ticked(line.file) for line in lines)
        many = ("seal_many" if model.seals else "many") + ("_ticked" if ticked else "")
        self.many.set_words(self._outfit.say(f"sign.act.{many}", count=len(lines), ticked=ticked))
        self.primary.set_words(self._outfit.say("sign.act.seal" if model.seals else "sign.act.one"))
        for button in (self.back, self.paper, self.many, self.primary):
            button.setEnabled(not model.busy)
        self.refit()


class SignScreen(Screen):
    """The whole screen; `dossier_asked` (id) is for the window, which shows the dossier."""

    dossier_asked = Signal(str)

    def __init__(self, kit: Kit, model: SignModel, paper: PaperSignModel, picture: PictureModel) -> None:
        super().__init__(kit, specs.SIGN)
        self.model = model
        self._paper_model = paper
        self._picture_model = picture
        self._fresh = False
        self.list = TrayList(kit, model)
        self.notice = Notice(kit)
        self.stands_for = InfoBar(kit, Tone.INFO, icon="people")
        self.stands_for.hide()
        self.page = PlacingCard(kit, model, name=kit.say("sign.page.name"))
        self.token = TokenCard(kit, model, picture)
        self.before = BeforeCard(kit, model)
        self.foot = SignFoot(kit, model)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._left, self._middle = QVBoxLayout(), QVBoxLayout()
        self._side = SideColumn(kit)
        self._arrange()
        self._join()
        self._name_page()

    def _arrange(self) -> None:
        self._middle.addWidget(self.stands_for)
        self._middle.addWidget(self.notice)
        self._middle.addWidget(self.page, 1)
        self._side.add(self.token)
        self._side.add(self.before)
        self._side.column.addStretch(1)
        self._row.addLayout(self._left)
        self._row.addLayout(self._middle, 1)
        self._row.addWidget(self._side)
        self.body.addLayout(self._row)
        self._fit()
        self.kit.look.changed.connect(self._fit)

    def _join(self) -> None:
        model = self.model
        self.list.sign_asked.connect(self.ask_one)
        self.list.read_on.connect(self.page.view.read_on)
        self.list.all_asked.connect(self.ask_ticks)
        self.token.devices_asked.connect(lambda: self.leave_asked.emit("devices"))
        self.token.picture_asked.connect(self.ask_picture)
        self.token.certificate_asked.connect(self.ask_certificate)
        self.before.dossier_asked.connect(self.dossier_asked)
        self.foot.primary.clicked.connect(self.ask_one)
        self.foot.many.clicked.connect(self.ask_many)
        self.foot.back.clicked.connect(self.ask_back)
        self.foot.paper.clicked.connect(self.ask_paper)
        model.chosen_changed.connect(self._name_page)
        model.lines_changed.connect(self._focus_list)
        model.lines_changed.connect(self._say_for_whom)
        model.said.connect(self.notice.tell)
        model.place.refused.connect(lambda: self.notice.tell("info", message("sign.place.refused")))
        model.place.changed.connect(self.notice.hush)
        model.run_changed.connect(self._say_run)
        model.pin_wanted.connect(self._ask_again)

    # -- what the shell asks ------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget:
        """The acts of the screen."""
        return self.foot

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys that stand on no button."""
        return (
            KeyHint("↑ ↓", "sign.key.list"),
            KeyHint("Space", "sign.key.read"),
            KeyHint("PgUp PgDn", "sign.key.pages"),
            KeyHint("+ −", "sign.key.zoom"),
            KeyHint("Shift+↑↓←→", "sign.key.place"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """The list and the page."""
        return (self.list.table, self.page.view)

    def entered(self) -> None:
        """Read the tray, watch the token, and put the focus on the list as soon as there is one."""
        self._fresh = True
        self.model.enter()
        self._focus_list()

    def leaving(self) -> bool:
        """Let the token be."""
        self.model.leave()
        return True

    def unsay(self) -> None:
        """Take the last sentence away."""
        self.notice.hush()

    def step_back(self) -> None:
        """Esc: take the last sentence away."""
        self.notice.hush()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter signs the paper in view, wherever in the screen the focus is."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.ask_one()
        else:
            super().keyPressEvent(event)

    def _say_for_whom(self) -> None:
        """Say for whom this person signs, as long as he sits here."""
        words = self.model.stands_for
        self.stands_for.setVisible(words is not None)
        if words is not None:
            self.stands_for.set_state(Tone.INFO, self.kit.speak(words), icon="people")

    # -- acts -------------------------------------------------------------------------------------------------------

    def ask_one(self) -> None:
        """Ask the PIN for the paper in view, or say what is missing before; who signs nothing records by hand."""
        if self.model.only_by_hand:
            self.ask_paper()
            return
        if self.model.busy or self._say_gap(self.model.gap_one()):
            return
        line = self.model.line
        assert line is not None
        title = self.kit.say("sign.pin.seal" if line.to_issue else "sign.pin.one", paper=paper_name(line))
        second, model = f"{line.state.applicant.name} · {line.procedure}", self.model
        if line.file is not None and model.reading.ticked(line.file):
            second += " · " + self.kit.say("sign.tick.unread", pages=model.reading.unread(line.file))

        def sign(why: str) -> None:
            self.ask_pin(title, second, lambda pin: model.sign_one(pin, why))

        self._ask_why_bare((model.target(line),), sign)

    def ask_many(self) -> None:
        """Show every paper that was read, then ask one PIN for all of them."""
        if self.model.only_by_hand or self.model.busy or self._say_gap(self.model.gap_many()):
            return
        words = "seal" if self.model.seals else "many"
        dialog = ManyDialog(self.kit, self, self.model, self.model.seen_targets(), words)
        dialog.pin_asked.connect(lambda: self._ask_pin_for(dialog))
        open_dialog(dialog)

    def ask_ticks(self) -> None:
        """Ask before every paper that was not read is ticked at once: how many, and how many pages nobody saw here."""
        lines, say = self.model.unseen_lines(), self.kit.say
        pages = sum(self.model.reading.unread(line.file) for line in lines if line.file is not None)
        dialog = Dialog(self.kit, self, say("sign.tick.title", count=len(lines)))
        dialog.add_text(say("sign.tick.note", pages=pages))
        dialog.add_cancel()
        dialog.add_act("tick", say("sign.tick.verb", count=len(lines)), ButtonKind.PRIMARY, key="Enter")
        dialog.decided.connect(lambda act: self.model.tick_all() if act else None)
        open_dialog(dialog)

    def ask_back(self) -> None:
        """Ask why the paper goes back to the officer."""
        line = self.model.line
        if line is None or not self.model.may(ActKind.SEND_BACK):
            return
        say = self.kit.say
        proposals = tuple(say(f"sign.back.reason_{number}") for number in (1, 2, 3))
        title = say("sign.back.title", paper=paper_name(line), name=line.state.applicant.name)
        dialog = ReasonDialog(self.kit, self, title, verb=say("sign.back.verb"), proposals=proposals)
        dialog.decided.connect(lambda act: self.model.send_back(dialog.reason()) if act else None)
        open_dialog(dialog)

    def ask_paper(self) -> None:
        """Record that the paper in view was signed by hand, or numbered and stamped on paper."""
        line = self.model.line
        if line is not None:
            self._paper_model.begin(line.id)
            words = "stamp" if line.to_issue else "paper"
            open_dialog(PaperSignDialog(self.kit, self, self._paper_model, words))

    def ask_picture(self) -> None:
        """Show the picture with which signatures of this person show on paper."""
        model = self._picture_model
        if model.kind is not None:
            open_dialog(PictureDialog(self.kit, self, model, seal=model.kind is SigningKind.AGENCY))

    def ask_pin(
        self, title: str, second: str, sign: Callable[[str | None], None], parent: QWidget | None = None
    ) -> None:
        """Ask for the PIN once, unless it is typed on the device; a wrong one is never tried again by itself."""
        self.notice.hush()
        ask_pin(self.kit, parent or self, self._asking(), (title, second), sign)

    def ask_certificate(self) -> None:
        """Let the person sign with another certificate that fits."""
        ask_certificate(self.kit, self, self._asking())

    # -- inside -----------------------------------------------------------------------------------------------------

    def _asking(self) -> Asking:
        return Asking(self.model.token, self.model.kind)

    def _ask_why_bare(
        self, targets: Sequence[Target], then: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        """Ask why other papers of what is given at once have no pages, where they have none; then go on."""
        bare = self.model.bare(targets)
        if not bare:
            then("")
            return
        dialog = unscanned_dialog(self.kit, parent or self, bare, Unscanned.SIGNING)
        dialog.decided.connect(lambda act: then(dialog.reason()) if act else None)
        open_dialog(dialog)

    def _ask_pin_for(self, dialog: ManyDialog) -> None:
        model, targets = self.model, dialog.targets
        title = self.kit.say("sign.pin.seal_many" if model.seals else "sign.pin.many", count=len(targets))

        def sign(why: str) -> None:
            self.ask_pin(title, "", lambda pin: model.sign_many(targets, pin, why), dialog)

        self._ask_why_bare(targets, sign, dialog)

    def _ask_again(self, target: Target) -> None:
        if self.model.run is not None:
            ask_again(self.kit, self, self.model.run, target)

    def _say_gap(self, gap: Message | None) -> bool:
        if gap is not None:
            self.notice.tell("warning", gap)
        return gap is not None

    def _say_run(self) -> None:
        run = self.model.run
        if run is not None and self.model.busy and len(run.items) == 1:
            self.notice.tell("info", message("sign.signing", paper=run.items[0].target.paper))

    def _focus_list(self) -> None:
        if self._fresh and self.model.lines:
            self._fresh = False
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_page(self) -> None:
        line, session = self.model.line, self.model.session
        if line is None:
            self.page.set_paper("")
            return
        key = "sign.page.title" if line.state.result.symbol else "sign.page.title_at_once"
        self.page.set_paper(self.kit.say(key, paper=paper_name(line)), "sign.page.no_file")
        say = self.kit.say
        signs = (say("sign.box.first"), say("sign.box.second", name="" if session is None else session.person.name))
        self.page.set_words((say("sign.box.seal"),) if line.to_issue else signs)

    def _fit(self) -> None:
        """From 130 % the side stands under the list, which keeps the height, so that the page keeps its width."""
        scale = self.kit.look.scale
        gap = scale.space(12)
        for layout in (self._row, self._left, self._middle):
            layout.setSpacing(gap)
        self._side.setFixedWidth(scale.full(_LIST if scale.compact else _SIDE))
        self.list.setMaximumWidth(scale.full(_LIST))
        self.list.setMinimumWidth(0 if scale.compact else scale.full(_LIST))
        if scale.compact:
            self._side.take_lead(self.list)
            self._left.addWidget(self._side)
        else:
            self._side.give_lead()
            self._left.addWidget(self.list)
            self._row.addWidget(self._side)
        self._measure_soon()

    def _measure_soon(self) -> None:
        QTimer.singleShot(0, self, self._measure_again)

    def _measure_again(self) -> None:
        """Labels learn their new type only after this turn of the loop; then the column is as high as they need."""
        self._side.column.invalidate()
        self.list.table.scrollTo(self.list.table.currentIndex())
