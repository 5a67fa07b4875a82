"""Dialog "Ký nhiều văn bản": every paper with its hash, one PIN, how each one ends, stop and continue, the sum."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desk_client.viewmodels.signing_run import Item, ItemState, RunState, SigningRun, Target, summary_message
from desk_client.viewmodels.signing_token import TokenWatch
from desk_client.views.kit.bars import InfoBar, ProgressLine
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.scale import Role
from desk_client.views.kit.table import DossierTable, full_row
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.pin import Asking
from token_signing.kinds import SigningKind

_LOOKS = {
    ItemState.WAITING: (Tone.QUIET, "clock"),
    ItemState.SIGNING: (Tone.INFO, "pen"),
    ItemState.SIGNED: (Tone.DONE, "ok"),
    ItemState.FAILED: (Tone.ERROR, "late"),
}
_KINDS = {
    "many": SigningKind.LEADER,
    "seal": SigningKind.AGENCY,
    "scans": SigningKind.CLERK,
    "copies": SigningKind.COPY,
    "annexes": SigningKind.ATTACHMENT,
}
_MOST_ROWS = 7
_GROUP, _SHORT = 8, 16
"""Digits of a hash: how many stand together, and how many of them a row shows."""


class BatchModel(Protocol):
    """Who runs batches."""

    token: TokenWatch
    run: SigningRun | None

    @property
    def run_changed(self) -> SignalInstance:
        """The run is another one, or stands otherwise."""


class ManyDialog(Dialog):
    """Follows the run of the model; `pin_asked` when the person wants to begin; `words` are `sign.<words>.…`."""

    pin_asked = Signal()

    def __init__(
        self, kit: Kit, parent: QWidget, model: BatchModel, targets: Sequence[Target], words: str = "many"
    ) -> None:
        self._targets = tuple(targets)
        self._many = words
        title, note = kit.say(f"sign.{words}.title", count=len(self._targets)), kit.say(f"sign.{words}.note")
        super().__init__(kit, parent, title, note, width=760)
        self._model = model
        self._old = model.run
        hashes = Column(kit.say("sign.many.hash"), 170)
        columns = (Column(kit.say(f"sign.{words}.who")), hashes, Column(kit.say("sign.many.state"), 250))
        self.table = DossierTable(kit, columns, name=kit.say("sign.many.list"))
        self.progress = ProgressLine(kit, "pen")
        self.summary = InfoBar(kit)
        self.why = Label("", Role.SMALL, Tone.ERROR, wrap=True)
        self.hash = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self.unread = InfoBar(kit)
        self.add(self.unread)
        self.add(self.table, 1)
        self.add(self.hash)
        self.add(self.why)
        self.add(self.progress)
        self.add(self.summary)
        self.leave = self.add_cancel()
        self.go = self.add_act("go", "", ButtonKind.PRIMARY, key="Enter")
        rows = min(len(self._targets), _MOST_ROWS)
        self.table.setMinimumHeight(full_row(kit.look.scale) * rows + kit.look.scale.full(36))
        self.table.row_chosen.connect(lambda _row: self._say_chosen())
        model.run_changed.connect(self.refresh)
        self.refresh()
        self.go.setFocus()

    @property
    def asking(self) -> Asking:
        """For which kind of signature a PIN is asked."""
        return Asking(self._model.token, _KINDS[self._many])

    @property
    def run(self) -> SigningRun | None:
        """The run that this dialog began."""
        return None if self._model.run is self._old else self._model.run

    @property
    def targets(self) -> tuple[Target, ...]:
        """The papers that it signs next: those that it opened with, or what a failed token left of them."""
        return self.left or self._targets

    def ready(self, act_id: str) -> bool:
        """Begin, continue, or end; the dialog closes only when nothing is under way."""
        run = self.run
        if act_id != "go":
            return True
        if run is None or (run.state is RunState.ENDED and not run.done) or self.left:
            self._begin()
            return False
        if run.state is RunState.STOPPED:
            run.go_on()
            return False
        return run.state is RunState.ENDED

    @property
    def left(self) -> tuple[Target, ...]:
        """What a token that failed on the way left unsigned; nothing where a run ended otherwise."""
        run = self.run
        if run is None or run.state is not RunState.ENDED or run.trouble is None:
            return ()
        signed = {item.target.key for item in run.items if item.state is ItemState.SIGNED}
        return tuple(target for target in self._targets if target.key not in signed)

    def _begin(self) -> None:
        """Ask for the PIN of a run over what is left, unless the token says why not."""
        gap = self._model.token.gap(_KINDS[self._many])
        if gap is not None:
            self.summary.setVisible(True)
            self.summary.set_state(Tone.ERROR, self._kit.speak(gap))
            return
        if not self.left:
            self._old = self._model.run
        self.pin_asked.emit()

    def reject(self) -> None:
        """Esc: stop a run after the paper at hand, else leave."""
        run = self.run
        if run is not None and run.state in (RunState.OPENING, RunState.SIGNING, RunState.ASKING):
            run.stop()
            return
        if run is not None:
            run.close()
        super().reject()

    def refresh(self) -> None:
        """Show how far it is."""
        run = self.run
        if run is not None:
            self._targets = tuple(item.target for item in run.items)
        self.table.set_rows(tuple(self._row(item) for item in run.items) if run else self._waiting_rows())
        self._say_chosen()
        self._say_unread()
        self._say_progress(run)
        self._name_acts(run)

    def _say_unread(self) -> None:
        """How many papers were only ticked as read, and how many of their pages nobody saw here."""
        unread = [one.unread for one in self._targets if one.unread]
        self.unread.setVisible(bool(unread))
        if unread:
            words = self._kit.say("sign.tick.summary", count=len(unread), pages=sum(unread))
            self.unread.set_state(Tone.WARNING, words)

    def _say_chosen(self) -> None:
        """What a row has no room for: the whole hash of its file, and why it was not signed."""
        seen = next((one.seen for one in self._targets if one.key == self.table.chosen_id()), "")
        self.hash.setVisible(bool(seen))
        self.hash.setText(self._kit.say("sign.many.whole_hash", hash=_grouped(seen)) if seen else "")
        self._say_why()

    def _say_why(self) -> None:
        """Why the chosen paper, else the first, was not signed, whole: its cell may be too narrow for it."""
        items = () if self.run is None else tuple(item for item in self.run.items if item.why is not None)
        chosen = next((item for item in items if item.target.key == self.table.chosen_id()), None)
        item = chosen or next(iter(items), None)
        self.why.setVisible(item is not None)
        if item is not None and item.why is not None:
            self.why.setText(f"{item.target.name}: {self._kit.speak(item.why)}")

    def _name_acts(self, run: SigningRun | None) -> None:
        say = self._kit.say
        self.leave.setEnabled(run is None or not run.stopping)
        self.leave.setVisible(run is None or run.state is not RunState.ENDED or not run.done or bool(self.left))
        self.go.setVisible(run is None or run.state in (RunState.STOPPED, RunState.ENDED))
        if run is None or (run.state is RunState.ENDED and not run.done):
            self.go.set_words(say(f"sign.{self._many}.begin", count=len(self._targets)))
            self.leave.set_words(say("kit.cancel"))
        elif run.state is RunState.STOPPED or self.left:
            self.go.set_words(say(f"sign.{self._many}.go_on", count=len(self.left) or run.count(ItemState.WAITING)))
            self.leave.set_words(say("kit.close"))
        elif run.state is RunState.ENDED:
            self.go.set_words(say("kit.close"))
        else:
            self.leave.set_words(say("sign.many.stopping" if run.stopping else "sign.many.stop"))

    def _waiting_rows(self) -> tuple[Row, ...]:
        state = Cell(self._kit.say("sign.item.waiting"), tone=Tone.QUIET)
        return tuple(Row(one.key, (self._who(one), _hash_cell(one), state)) for one in self._targets)

    def _row(self, item: Item) -> Row:
        tone, icon = _LOOKS[item.state]
        words = self._kit.say(f"sign.item.{item.state.value}")
        why = "" if item.why is None else self._kit.speak(item.why)
        target, state = item.target, Cell(words, why, tone=tone, icon=icon)
        cells = (self._who(target), _hash_cell(target), state)
        return Row(target.key, cells, f"{target.name}, {target.paper}: {words}. {why}")

    def _who(self, target: Target) -> Cell:
        unread = self._kit.say("sign.tick.unread", pages=target.unread) if target.unread else ""
        return Cell(target.name, " · ".join(part for part in (target.paper, unread) if part))

    def _say_progress(self, run: SigningRun | None) -> None:
        say = self._kit.say
        under_way = run is not None and run.state is not RunState.ENDED
        self.progress.setVisible(under_way)
        self.summary.setVisible(run is not None and run.state is RunState.ENDED)
        if run is None:
            return
        whole = len(run.items)
        words = say(f"sign.run.{run.state.value}", done=run.done, whole=whole)
        self.progress.set_progress(words, run.done, whole)
        text = self._kit.speak(summary_message(run))
        why = "" if run.why is None else self._kit.speak(run.why)
        good = run.count(ItemState.SIGNED) == whole
        if run.state is RunState.ENDED and not run.done:
            self.summary.set_state(Tone.ERROR, why)
        else:
            self.summary.set_state(Tone.DONE if good else Tone.WARNING, why, head=text)


def _hash_cell(target: Target) -> Cell:
    """The first digits of the file's hash; a form that is drawn when it is signed has none yet."""
    return Cell(_grouped(target.seen[:_SHORT]), tone=Tone.QUIET)


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
