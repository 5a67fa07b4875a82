"""Shows how a procedure is carried out, as the national catalogue tells it: steps, conditions, forms; only read."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from dossier.instructions import Instructions
from dossier.procedures import Procedure

_KEPT_WHOLE = "\u200b"
"""Lets a long address break after a slash, where a line of words breaks at a space."""


class InstructionsDialog(Dialog):
    """One part under the other; Up, Down, PgUp and PgDn scroll. Addresses are text: no browser is opened from here."""

    def __init__(self, kit: Kit, parent: QWidget | None, procedure: Procedure) -> None:
        super().__init__(kit, parent, kit.say("how.title"), f"{procedure.code} · {procedure.name}", width=640)
        told = procedure.instructions or Instructions()
        for case in told.steps:
            self._head(case.case or kit.say("how.steps"))
            self._texts(case.steps)
        if told.conditions:
            self._head(kit.say("how.conditions"))
            self._texts(told.conditions)
        if told.forms:
            self._head(kit.say("how.forms"))
            self._texts(
                "\n".join(
                    part
                    for part in (form.name, form.paper if form.paper != form.name else "", _breakable(form.address))
                    if part
                )
                for form in told.forms
            )
        self.add(Label(kit.say("how.source"), Role.SMALL, Tone.QUIET, wrap=True))
        self.add_act("close", kit.say("kit.close"), ButtonKind.PRIMARY, key="Esc").setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll by keys."""
        if not self.scroll_by_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _head(self, words: str) -> None:
        self.add(Label(words, Role.H3, wrap=True))

    def _texts(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.add(Label(text, Role.SMALL, wrap=True))


def _breakable(address: str) -> str:
    return address.replace("/", f"/{_KEPT_WHOLE}")
