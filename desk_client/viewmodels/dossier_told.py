"""Says over a dossier how an act ended: done, refused by a rule, or a file that cannot be taken."""

from dataclasses import dataclass

from desk_client.services.chosen_files import FileRefusal
from desk_client.services.processing import GroupRefusal, Handed
from desk_client.services.scanning import TooCoarse
from desk_client.viewmodels.dossier_words import refusal_message
from dossier.acts import ActKind
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from scanning.foreign import ForeignRefused
from scanning.paper_rules import PaperRefused

Done = Dossier | Refusal | FileRefusal | Handed | GroupRefusal


@dataclass(frozen=True, slots=True)
class Told:
    """What is told over the dossier."""

    good: bool
    text: Message


def told_of(kind: ActKind, done: Done) -> Told:
    """How an act ended, in a sentence."""
    match done:
        case Refusal():
            return Told(good=False, text=refusal_message(done))
        case GroupRefusal(refusal=refusal):
            return Told(good=False, text=refusal_message(refusal))
        case ForeignRefused(code=why):
            return Told(good=False, text=message(f"receive.file.{why.value}"))
        case TooCoarse(dpi=dpi):
            return Told(good=False, text=message("receive.file.too_coarse", dpi=str(dpi)))
        case PaperRefused():
            return Told(good=False, text=message(f"receive.pdf.{done.code.value}", page=str(done.page + 1)))
        case Handed(receivers=receivers) if receivers:
            return Told(good=True, text=message("dossier.done.hand_over_to", where=", ".join(receivers)))
        case Handed():
            return Told(good=True, text=message("dossier.done.hand_over"))
        case Dossier():
            return Told(good=True, text=message(f"dossier.done.{kind.value}"))
