"""Screen "Ủy quyền": whom I let sign for me, for whom I sign; asks dialogs, shows what the centre answered."""

from PySide6.QtWidgets import QDialog, QWidget

from desk_client.services.deputising import Lent
from desk_client.viewmodels.deputies import DeputiesModel
from desk_client.viewmodels.seat import Seat
from desk_client.views.deputies.dialogs import GIVE, LendDialog, TakeBackDialog
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.bars import EmptyState, InfoBar
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.flow import Pages
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable, full_row
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen
from desk_client.views.sign.notice import Notice


class LentList(Card):
    """One of the two lists, or the sentence that it is empty."""

    def __init__(self, kit: Kit, side: str) -> None:
        say = kit.say
        super().__init__(kit, say(f"deputy.{side}.title"), flush=True)
        self._say, self._side = say, side
        columns = (
            Column(say(f"deputy.column.{side}"), 230),
            Column(say("deputy.column.signing"), 230, drop=2),
            Column(say("deputy.column.days"), 210),
            Column(say("deputy.column.basis"), drop=1),
            Column(say("deputy.column.state"), 150),
        )
        self.table = DossierTable(kit, columns, name=say(f"deputy.{side}.title"))
        self.empty = EmptyState(kit, say(f"deputy.{side}.none"), icon="people")
        self._pages = Pages()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self.add(self._pages, 1)
        kit.look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Two rows at least at large type, where the screen scrolls instead."""
        scale = self._kit.look.scale
        self._pages.setMinimumHeight(scale.full(34) + 2 * full_row(scale) if scale.compact else 0)

    def place(self) -> QWidget:
        """Where the focus goes: the table, or the sentence in its place."""
        return self.empty if self._pages.currentWidget() is self.empty else self.table

    def show_rows(self, rows: tuple[Lent, ...]) -> None:
        """Show these."""
        self._pages.setCurrentWidget(self.table if rows else self.empty)
        self.table.set_rows(tuple(self._row(one) for one in rows))

    def _row(self, one: Lent) -> Row:
        say = self._say
        given = self._side == "given"
        who, title = (one.deputy_name, one.deputy_title) if given else (one.lender_name, one.lender_title)
        until = "…" if one.until is None else f"{one.until:%d/%m/%Y}"
        state, tone = ("over", Tone.QUIET) if one.over else ("runs", Tone.DONE) if one.begun else ("later", Tone.INFO)
        cells = (
            Cell(who, title, strong=True),
            Cell(say(f"deputy.signing.{one.signing.value}"), say("deputy.away") if one.away else ""),
            Cell(say("deputy.from_until", since=f"{one.since:%d/%m/%Y}", until=until)),
            Cell(one.basis),
            Cell(say(f"deputy.state.{state}"), tone=tone),
        )
        return Row(one.id, cells, ", ".join(part for cell in cells for part in (cell.text, cell.second) if part))


class DeputiesScreen(Screen):
    """Binds the two lists to the view-model."""

    def __init__(self, kit: Kit, model: DeputiesModel, seat: Seat) -> None:
        super().__init__(kit, specs.DEPUTIES)
        self.model = model
        self._seat = seat
        self.notice = Notice(kit)
        self.bar = InfoBar(kit, Tone.INFO, kit.say("deputy.law"), icon="info")
        self.given, self.received = LentList(kit, "given"), LentList(kit, "received")
        self.foot = ActRow(kit)
        self.back = self.foot.add_act(SecondaryButton(kit, kit.say("deputy.act.back"), icon="undo"))
        self.away = self.foot.add_act(SecondaryButton(kit, kit.say("deputy.act.away"), icon="pause"))
        self.lend = self.foot.add_act(PrimaryButton(kit, kit.say("deputy.act.lend"), key="F9", icon="pen"))
        for part in (self.notice, self.bar):
            self.body.addWidget(part)
        self.body.addWidget(self.given, 3)
        self.body.addWidget(self.received, 2)
        self.lend.clicked.connect(lambda: self.ask_lend(away=False))
        self.away.clicked.connect(lambda: self.ask_lend(away=True))
        self.back.clicked.connect(self.ask_back)
        self.given.table.row_chosen.connect(lambda _row: self._show_acts())
        model.changed.connect(self._show)
        model.said.connect(self.notice.tell)
        self._show()

    def foot_widget(self) -> QWidget:
        """The acts of the screen."""
        return self.foot

    def panes(self) -> tuple[QWidget, ...]:
        """Both lists."""
        return (self.given.table, self.received.table)

    def entered(self) -> None:
        """Read anew."""
        self.notice.hush()
        self.model.refresh()
        self.given.place().setFocus()

    def unsay(self) -> None:
        """Take the last sentence away."""
        self.notice.hush()

    def step_back(self) -> None:
        """Esc: take the last sentence away."""
        self.notice.hush()

    def ask_lend(self, *, away: bool) -> None:
        """Ask who signs how and when; the centre is asked with the answer."""
        sight, session = self.model.sight, self._seat.session
        if sight is None or session is None or not self.lend.isEnabled():
            return
        dialog = LendDialog(self.kit, self, session.person, sight, away=away)

        def decided(act: str) -> None:
            if act == GIVE:
                self.model.lend(dialog.order(), dialog.take_password())

        dialog.decided.connect(decided)
        self._open(dialog)

    def ask_back(self) -> None:
        """Ask whether the chosen one ends."""
        lent = self._endable()
        if lent is None:
            return
        dialog = TakeBackDialog(self.kit, self, lent)
        dialog.decided.connect(lambda act: self.model.take_back(lent, dialog.take_password()) if act == GIVE else None)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.notice.hush()
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _endable(self) -> Lent | None:
        lent = self.model.lent(self.given.table.chosen_id())
        return None if lent is None or lent.over else lent

    def _show(self) -> None:
        sight, say = self.model.sight, self.kit.say
        if self.model.offline or (sight is not None and not sight.line):
            self.bar.set_state(Tone.WARNING, say("deputy.offline"), icon="offline")
        elif self.model.busy:
            self.bar.set_state(Tone.INFO, say("deputy.asking"), icon="sync")
        else:
            self.bar.set_state(Tone.INFO, say("deputy.law"), icon="info")
        self.given.show_rows(() if sight is None else sight.given)
        self.received.show_rows(() if sight is None else sight.received)
        self._show_acts()

    def _show_acts(self) -> None:
        sight = self.model.sight
        free = sight is not None and sight.line and not self.model.busy and not self.model.offline
        leads = free and sight is not None and sight.may_lend
        self.lend.setEnabled(leads)
        self.away.setEnabled(leads)
        lent = self._endable()
        self.back.setEnabled(free and lent is not None)
        self.back.set_words(self.kit.say("deputy.act.return" if lent is not None and lent.away else "deputy.act.back"))
        self.foot.refit()
