"""Screen "Sổ và cuối ngày": the tabs of a desk's day over one foot; opens dialogs, moves the focus."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_client.services.day_calls import Call
from desk_client.services.dossier_papers import DossierPaper
from desk_client.viewmodels.day import DayModel, DayTab
from desk_client.viewmodels.day_calls import CallsModel
from desk_client.viewmodels.day_post import PostModel
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.day.calls_part import CallDialog, CallsPart
from desk_client.views.day.cash_part import CashPart
from desk_client.views.day.closing_part import ClosingPart
from desk_client.views.day.dialogs import DeliveredDialog
from desk_client.views.day.foot import Chosen, DayFoot
from desk_client.views.day.post_part import PostPart
from desk_client.views.day.register_part import RegisterPart
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.dialogs import Dialog, ReasonDialog
from desk_client.views.kit.flow import Pages
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tabs import Tab, TabStrip
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.list_dialog import PapersDialog
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from desk_client.views.sign.notice import Notice


class DayScreen(Screen):
    """Binds the tabs to their models; `dossier_asked` (id) is for the window, which shows the dossier."""

    dossier_asked = Signal(str)

    def __init__(self, kit: Kit, model: DayModel, post: PostModel, calls: CallsModel) -> None:
        super().__init__(kit, specs.DAY)
        self.model, self.post_model, self.calls_model = model, post, calls
        self.strip = TabStrip(kit, name=kit.say("day.title"))
        self.notice = Notice(kit)
        self.reminder = InfoBar(kit, Tone.WARNING)
        self.close_forgotten = SecondaryButton(kit, kit.say("day.closing.show_forgotten"), small=True)
        self.register = RegisterPart(kit, model)
        self.cash = CashPart(kit, model)
        self.closing = ClosingPart(kit, model)
        self.post = PostPart(kit, post)
        self.calls = CallsPart(kit, calls)
        self.foot = DayFoot(kit, model, post)
        self._pages = Pages()
        self._forgotten: date | None = None
        self._papers_wanted = ""
        self._build()
        self._join()
        self._show()

    def _build(self) -> None:
        self.set_strip(self.strip)
        self.reminder.add_act(self.close_forgotten)
        self.reminder.hide()
        for part in self._parts():
            self._pages.addWidget(part)
        for widget in (self.notice, self.reminder):
            self.body.addWidget(widget)
        self.body.addWidget(self._pages, 1)

    def _join(self) -> None:
        model, foot = self.model, self.foot
        for keys, by in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            step = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            step.activated.connect(partial(self.strip.step, by))
        self.strip.chosen.connect(lambda tab: self._choose_tab(DayTab(tab)))
        model.changed.connect(self._show)
        model.said.connect(self.notice.tell)
        model.reminded.connect(self._remind)
        model.prints.listed.connect(self._ask_paper)
        for beside in (self.post_model, self.calls_model):
            beside.said.connect(self.notice.tell)
            beside.changed.connect(self._show_foot)
        self.close_forgotten.clicked.connect(self._show_forgotten)
        for part in self._parts():
            part.opened.connect(self.dossier_asked)
        for listed in (self.cash, self.post, self.calls):
            listed.chosen.connect(self._show_foot)
        self.calls.asked.connect(self.ask_call)
        acts: tuple[tuple[str, Callable[[], None]], ...] = (
            ("print", self.print_tab),
            ("stop", model.stop),
            ("papers", self.ask_papers),
            ("receipt", self.print_receipt),
            ("cancel", self.ask_cancel),
            ("close_day", lambda: model.close_day(model.closing_day)),
            ("labels", self.print_labels),
            ("delivered", self.ask_delivered),
            ("back", self.ask_back),
            ("send", self.post_model.send),
            ("again", self.calls_model.refresh),
            ("call", self.ask_call),
            ("save", self.ask_path),
            ("open", self.open_dossier),
        )
        for name, act in acts:
            foot.button(name).clicked.connect(self._doing(act))

    # -- what the shell asks -----------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget:
        """The acts of the tab in view."""
        return self.foot

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys that stand on no button."""
        return (
            KeyHint("Ctrl+Tab", "day.key.tab"),
            KeyHint("Ctrl+PgUp", "day.key.before"),
            KeyHint("Ctrl+PgDown", "day.key.after"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Tabs and the table in view; the number field of the post before it."""
        table = self._table()
        return (self.strip, self.post.number, table) if self.model.tab is DayTab.POST else (self.strip, table)

    def entered(self) -> None:
        """Read the tab anew and start in its table."""
        self.model.remind()
        self._read()
        self._focus()

    def unsay(self) -> None:
        """Take the last sentence away."""
        self.notice.hush()

    def step_back(self) -> None:
        """Esc: stop what is being drawn, else take the sentence away."""
        if self.model.busy:
            self.model.stop()
        else:
            self.notice.hush()

    # -- acts --------------------------------------------------------------------------------------------------------

    def print_tab(self) -> None:
        """Print the register or the sheet in view."""
        self.model.print_tab()

    def ask_papers(self) -> None:
        """Show the papers of the chosen dossier."""
        dossier = self.register.table.chosen_id()
        if dossier:
            self._papers_wanted = dossier
            self.model.prints.list_papers(dossier)

    def print_receipt(self) -> None:
        """Print the chosen receipt."""
        line = self.cash.line()
        if line is not None:
            self.model.print_receipt(line)

    def ask_cancel(self) -> None:
        """Ask why the chosen receipt is cancelled."""
        line, say = self.cash.line(), self.kit.say
        if line is None:
            return
        proposals = tuple(say(f"day.cash.cancel_reason_{number}") for number in (1, 2, 3))
        title = say("day.cash.cancel_title", number=line.receipt.number)
        dialog = ReasonDialog(self.kit, self, title, verb=say("day.cash.cancel_verb"), proposals=proposals)
        dialog.decided.connect(lambda act: self.model.cancel_receipt(line, dialog.reason()) if act else None)
        self._open(dialog)

    def print_labels(self) -> None:
        """Print the label of the chosen result again."""
        line = self.post.line()
        if line is not None and line.tracking:
            self.post_model.print_labels((line.state.id,))

    def ask_delivered(self) -> None:
        """Ask who took the chosen letter."""
        line = self.post.line()
        if line is None:
            return
        dossier = line.state.id
        dialog = DeliveredDialog(self.kit, self, line.state.applicant.name)
        dialog.decided.connect(
            lambda act: self.post_model.delivered(dossier, dialog.receiver.text(), dialog.proof.text()) if act else None
        )
        self._open(dialog)

    def ask_back(self) -> None:
        """Ask why the post brought the chosen letter back."""
        line, say = self.post.line(), self.kit.say
        if line is None:
            return
        dossier = line.state.id
        proposals = tuple(say(f"day.post.back_reason_{number}") for number in (1, 2, 3))
        dialog = ReasonDialog(
            self.kit, self, say("day.post.back_title"), verb=say("day.post.back_verb"), proposals=proposals
        )
        dialog.decided.connect(lambda act: self.post_model.came_back(dossier, dialog.reason()) if act else None)
        self._open(dialog)

    def ask_call(self) -> None:
        """Show whom to call and what to say, and ask how it ended."""
        call = self.calls.call()
        if call is None or not call.here:
            return
        dialog = CallDialog(self.kit, self, call)
        dialog.decided.connect(lambda act: self._record(call, dialog) if act else None)
        self._open(dialog)

    def ask_path(self) -> None:
        """Save the last paper as a PDF where the person wants it."""
        path, _filter = QFileDialog.getSaveFileName(self, self.kit.say("day.save"), "", "PDF (*.pdf)")
        if path:
            self.model.printing.save_to(Path(path))

    def open_dossier(self) -> None:
        """Show the dossier of the chosen line."""
        call = self.calls.call() if self.model.tab is DayTab.CALLS else None
        chosen = self._table().chosen_id().partition(" ")[0] if call is None else call.dossier
        if chosen:
            self.dossier_asked.emit(chosen)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _doing(self, act: Callable[[], None]) -> Callable[[], None]:
        """An act that takes the last sentence away before it begins."""

        def do(*_checked: object) -> None:
            self.notice.hush()
            act()

        return do

    def _parts(self) -> tuple[RegisterPart | CashPart | ClosingPart | PostPart | CallsPart, ...]:
        """One for each of `DayTab`, in its order."""
        return self.register, self.cash, self.closing, self.post, self.calls

    def _table(self) -> DossierTable:
        return self._parts()[list(DayTab).index(self.model.tab)].table

    def _record(self, call: Call, dialog: CallDialog) -> None:
        end = dialog.end()
        if end is not None:
            self.calls_model.record(call, end, dialog.words())

    def _choose_tab(self, tab: DayTab) -> None:
        self.notice.hush()
        self.model.choose_tab(tab)
        self._read()
        self._focus()

    def _read(self) -> None:
        self.post_model.watched = self.model.tab is DayTab.POST
        self.calls_model.watched = self.model.tab is DayTab.CALLS
        if self.post_model.watched:
            self.post_model.refresh()
        elif self.calls_model.watched:
            self.calls_model.refresh()
        else:
            self.model.refresh()

    def _focus(self) -> None:
        if self.isVisible():
            self._table().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        tab = self.model.tab
        self._follow_tabs()
        self._pages.setCurrentIndex(list(DayTab).index(tab))
        match tab:
            case DayTab.REGISTER:
                self.register.refresh()
            case DayTab.CASH:
                self.cash.refresh()
            case DayTab.CLOSING:
                self.closing.refresh()
            case DayTab.POST | DayTab.CALLS:
                pass  # follow their own models
        self._show_foot()

    def _follow_tabs(self) -> None:
        """The tabs of whoever sits here, with the chosen one."""
        quiet = self.strip.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.strip.set_tabs(tuple(Tab(tab.value, self.kit.say(f"day.tab.{tab.value}")) for tab in self.model.tabs))
        self.strip.choose(self.model.tab.value)
        self.strip.blockSignals(quiet)

    def _show_foot(self) -> None:
        self.foot.refresh(Chosen(self.cash.line(), self.post.line(), self.calls.call()))

    def _remind(self, day: object) -> None:
        self._forgotten = day if isinstance(day, date) else None
        self.reminder.setVisible(self._forgotten is not None)
        if self._forgotten is not None:
            day = self._forgotten
            self.reminder.set_state(Tone.WARNING, self.kit.say("day.closing.forgotten", day=f"{day:%d/%m/%Y}"))

    def _show_forgotten(self) -> None:
        if self._forgotten is not None:
            self.model.closing_day = self._forgotten
            self.strip.choose(DayTab.CLOSING.value)
            self.model.choose_tab(DayTab.CLOSING)

    def _ask_paper(self, dossier: str, found: object) -> None:
        papers = tuple(one for one in found if isinstance(one, DossierPaper)) if isinstance(found, tuple) else ()
        if dossier != self._papers_wanted or not self.isVisible():
            return
        self._papers_wanted = ""
        sight = self.model.register
        lines = () if sight is None else sight.lines
        code = next((code_tail(line.entry.code) for line in lines if line.dossier == dossier), "")
        dialog = PapersDialog(self.kit, self, papers, code)
        dialog.decided.connect(lambda act: self.model.prints.print_paper(dossier, dialog.paper()) if act else None)
        self._open(dialog)

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
