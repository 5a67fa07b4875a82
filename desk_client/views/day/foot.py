"""The acts of the day's tabs: which stand in the foot, and which can be pressed; how the printing goes at the left."""

from dataclasses import dataclass

from desk_client.services.day_calls import Call
from desk_client.services.day_cash import CashLine
from desk_client.services.day_post import PostLine
from desk_client.viewmodels.day import DayModel, DayTab
from desk_client.viewmodels.day_post import PostModel
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.buttons import Button, PrimaryButton, SecondaryButton
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from dossier.acts import ActKind

_ACTS: dict[DayTab, tuple[str, ...]] = {
    DayTab.REGISTER: ("open", "papers", "print"),
    DayTab.CASH: ("open", "cancel", "receipt", "print"),
    DayTab.CLOSING: ("open", "close_day"),
    DayTab.POST: ("open", "back", "delivered", "labels", "send"),
    DayTab.CALLS: ("open", "again", "call"),
}
_ICONS = {
    "print": "print",
    "close_day": "check",
    "send": "mail",
    "papers": "files",
    "receipt": "money",
    "cancel": "trash",
    "labels": "print",
    "delivered": "check",
    "back": "return",
    "open": "open",
    "save": "download",
    "stop": "stop",
    "again": "sync",
    "call": "phone",
}
_KEYS = {
    "print": "F8",
    "close_day": "F9",
    "send": "F9",
    "call": "F9",
    "papers": "Ctrl+P",
    "open": "Ctrl+O",
    "again": "F5",
}
_PRIMARY = frozenset({"print", "close_day", "send", "call"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen line of each tab that has acts on lines."""

    receipt: CashLine | None = None
    letter: PostLine | None = None
    call: Call | None = None


class DayFoot(ActRow):
    """One row for all tabs: what does not belong to the tab in view is hidden."""

    def __init__(self, kit: Kit, model: DayModel, post: PostModel) -> None:
        super().__init__(kit)
        self._outfit = kit
        self._model, self._post = model, post
        self.told = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.add_left(self.told)
        self._buttons_by_name: dict[str, Button] = {}
        rest = tuple(name for name in _ICONS if name not in _PRIMARY)
        for name in ("save", "stop", *(one for one in rest if one not in {"save", "stop"}), *sorted(_PRIMARY)):
            made = PrimaryButton if name in _PRIMARY else SecondaryButton
            button = made(kit, kit.say(f"day.act.{name}"), key=_KEYS.get(name, ""), icon=_ICONS[name])
            self._buttons_by_name[name] = self.add_act(button)

    def button(self, name: str) -> Button:
        """The button of an act."""
        return self._buttons_by_name[name]

    def refresh(self, chosen: Chosen) -> None:
        """Show the acts of the tab in view; what cannot be done with the chosen line is greyed."""
        model = self._model
        words = model.printing.words
        self.told.set_words(
            self._outfit.say("day.drawing") if model.busy else self._outfit.speak(words) if words else ""
        )
        kept = model.printing.paper is not None and not model.printing.under_way and bool(words)
        shown = {*_ACTS[model.tab], *(("stop",) if model.busy else ()), *(("save",) if kept else ())}
        can = self._can(chosen)
        for name, button in self._buttons_by_name.items():
            button.setVisible(name in shown)
            button.setEnabled(can.get(name, True))
        typed = len(self._post.typed)
        words_of_send = (
            self._outfit.say("day.act.send_count", count=typed) if typed else self._outfit.say("day.act.send")
        )
        self.button("send").set_words(words_of_send)
        self.refit()

    def _can(self, chosen: Chosen) -> dict[str, bool]:
        model, receipt, letter = self._model, chosen.receipt, chosen.letter
        callable_ = chosen.call is not None and chosen.call.here
        sent = letter is not None and bool(letter.tracking)
        lines = model.register is not None and bool(model.register.lines)
        rows = {
            DayTab.REGISTER: lines,
            DayTab.CASH: receipt is not None,
            DayTab.CLOSING: model.closing is not None and bool(model.closing.unscanned),
            DayTab.POST: letter is not None,
            DayTab.CALLS: callable_,
        }
        return {
            "open": rows[model.tab],
            "print": not model.busy,
            "papers": lines,
            "receipt": receipt is not None,
            "cancel": receipt is not None and receipt.may_cancel,
            "labels": sent,
            "delivered": letter is not None and ActKind.CONFIRM_DELIVERY in letter.acts,
            "back": letter is not None and ActKind.RETURN_BY_POST in letter.acts,
            "send": bool(self._post.typed),
            "call": callable_,
        }
