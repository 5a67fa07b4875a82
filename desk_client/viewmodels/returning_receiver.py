"""Who receives a result: the applicant himself or an authorised person, and what is still missing of him."""

from dataclasses import dataclass, replace
from enum import Enum

from dossier.acts import Applicant, ReturnResult
from dossier.identity import CardData, is_personal_number
from dossier.messages import Message, message
from dossier.text import fold, tidy


class Match(Enum):
    """Whether the paper that was shown is the applicant's; message ids are `returning.match.<value>`."""

    UNCHECKED = "unchecked"
    CARD = "card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Receiver:
    """The person at the counter as typed or scanned; `card` is the number read from an ID card, or nothing."""

    authorised: bool = False
    name: str = ""
    number: str = ""
    card: str = ""

    def gap(self) -> tuple[str, Message] | None:
        """The first place that is missing or wrong, with what to say; None when it is enough."""
        if not tidy(self.name):
            return "name", message("returning.gap.name")
        number = self.number.strip()
        if self.authorised and not number:
            return "number", message("returning.gap.number")
        if self.authorised and not is_personal_number(number):
            return "number", message("returning.gap.number_wrong")
        return None

    def match(self, applicant: Applicant) -> Match:
        """Whether an ID card was read, and whether it is the applicant's."""
        if not self.card:
            return Match.UNCHECKED
        return Match.CARD if self.card == applicant.id_number else Match.OTHER

    def payload(self, result_sha256: str) -> ReturnResult:
        """The act's content."""
        return ReturnResult(tidy(self.name), self.number.strip(), self.authorised, result_sha256)


def applicant_himself(applicant: Applicant) -> Receiver:
    """Chính chủ: the data of the dossier."""
    return Receiver(authorised=False, name=applicant.name, number=applicant.id_number)


def from_card(card: CardData, applicant: Applicant) -> Receiver:
    """The owner of an ID card: the applicant himself, also by his old number, else an authorised person."""
    own = applicant.id_number in (card.number, card.old_number) and bool(applicant.id_number)
    same_name = fold(card.name) == fold(applicant.name)
    if own and same_name:
        return replace(applicant_himself(applicant), card=applicant.id_number)
    return Receiver(authorised=True, name=card.name, number=card.number, card=card.number)
