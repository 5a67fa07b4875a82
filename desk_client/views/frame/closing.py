"""Asks before the window closes while something is unsent; says honestly that it is safe here and goes out later."""

from PySide6.QtWidgets import QWidget

from desk_client.viewmodels.line import LineModel
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit

STAY, LEAVE, SHOW = "stay", "leave", "show"


def ask_closing(kit: Kit, parent: QWidget, line: LineModel) -> str:
    """STAY, LEAVE or SHOW; LEAVE at once when nothing is known to wait, STAY when the question is left by Esc."""
    facts = None if line.news is None else line.news.facts
    if facts is None or facts.uncounted or line.all_sent:
        return LEAVE
    head = kit.say("closing.head", dossiers=max(facts.unsent_dossiers, 0), files=facts.unproved_files)
    dialog = Dialog(kit, parent, head, width=480)
    dialog.add_text(kit.say("closing.text"))
    dialog.add_act(SHOW, kit.say("closing.show"), ButtonKind.GHOST)
    dialog.add_act(LEAVE, kit.say("closing.leave"), ButtonKind.SECONDARY)
    dialog.add_act(STAY, kit.say("closing.stay"), ButtonKind.PRIMARY, key="Enter").setFocus()
    chosen = dialog.ask() or STAY
    dialog.deleteLater()
    return chosen
