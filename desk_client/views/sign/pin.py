"""Asks for a PIN before a signature: once, unless it is typed on the device; says first what a try may cost."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desk_client.viewmodels.signing_run import SigningRun, Target
from desk_client.viewmodels.signing_token import TokenWatch
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog, PinDialog
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.choose_dialog import ChooseDialog
from token_signing.devices.port import Finding, Layer
from token_signing.kinds import SigningKind

Sign = Callable[[str | None], None]


@dataclass(frozen=True, slots=True)
class Asking:
    """Of which tokens a PIN is asked, and for which kind of signature."""

    watch: TokenWatch
    kind: SigningKind


def ask_pin(kit: Kit, parent: QWidget, asking: Asking, words: tuple[str, str], sign: Sign) -> None:
    """Ask for the PIN of the token that makes this kind of signature; `words` are title and second line.

    Where several certificates fit and nobody chose yet, first which one. A wrong PIN is never tried again.
    """
    if not asking.watch.choice(asking.kind).asks:
        _ask_pin(kit, parent, asking, words, sign)
        return
    dialog = ChooseDialog(kit, parent, asking.watch.choice(asking.kind))

    def decided(act: str) -> None:
        if act:
            asking.watch.choose(asking.kind, dialog.chosen)
            _ask_pin(kit, parent, asking, words, sign)

    dialog.decided.connect(decided)
    open_dialog(dialog)


def ask_certificate(kit: Kit, parent: QWidget, asking: Asking) -> None:
    """Let the person sign with another of the certificates that fit, now and from now on."""
    dialog = ChooseDialog(kit, parent, asking.watch.choice(asking.kind))
    dialog.decided.connect(lambda act: asking.watch.choose(asking.kind, dialog.chosen) if act else None)
    open_dialog(dialog)


def _ask_pin(kit: Kit, parent: QWidget, asking: Asking, words: tuple[str, str], sign: Sign) -> None:
    sight = asking.watch.choice(asking.kind).sight
    if sight is None:
        return
    tries, (title, second) = sight.state.at(Layer.TRIES).finding, words
    last = tries is Finding.TRIES_LAST
    if sight.state.pin_pad:
        if last:
            _ask_last(kit, parent, title, sign)
        else:
            sign(None)
        return
    dialog = PinDialog(kit, parent, title, second, verb=kit.say("sign.pin.verb"))
    if last or (tries is Finding.TRIES_LOW and sight.state.tries_left is None):
        dialog.warn(kit.say(tries.message), last=last)
    elif sight.state.tries_left is not None:
        dialog.set_tries(sight.state.tries_left)
    dialog.decided.connect(lambda act: sign(dialog.take_pin()) if act else None)
    open_dialog(dialog)


def ask_again(kit: Kit, screen: QWidget, run: SigningRun, target: Target) -> None:
    """The key asks before every signature: its PIN for the next paper; no PIN stops the run."""
    parent = QApplication.activeModalWidget() or screen
    title, second = kit.say("sign.pin.one", paper=target.paper), kit.say("token.trouble.pin_each_time")
    dialog = PinDialog(kit, parent, title, second, verb=kit.say("sign.pin.verb"))
    dialog.decided.connect(lambda act: run.give(dialog.take_pin() if act else None))
    open_dialog(dialog)


def open_dialog(dialog: Dialog) -> None:
    """Open a dialog that goes when it closes."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _ask_last(kit: Kit, parent: QWidget, title: str, sign: Sign) -> None:
    """The PIN is typed on the device and this is its last try: begun only by somebody who was told."""
    dialog = Dialog(kit, parent, title, kit.say(Finding.TRIES_LAST.message))
    dialog.add(Label(kit.say("sign.token.pin_pad"), wrap=True))
    dialog.add_cancel()
    dialog.add_act("sign", kit.say("sign.pin.verb"), ButtonKind.PRIMARY, key="Enter")
    dialog.decided.connect(lambda act: sign(None) if act else None)
    open_dialog(dialog)
