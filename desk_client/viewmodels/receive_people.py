"""The applicant at the counter: typed, read from a card, or known from earlier dossiers; can be undone."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desk_client.ports import Clock
from desk_client.services import letter
from desk_client.services.intake import Intake
from desk_client.viewmodels.receive_holder import Aspect, Holder
from desk_client.viewmodels.receive_sheet import NOBODY
from desk_client.viewmodels.runner import Runner
from dossier.acts import Applicant
from dossier.identity import CardData, CardFault, Sex, is_personal_number, parse_card_qr
from dossier.messages import Message, message

GENDERS = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
_CARRIED = ("name", "born", "gender", "address", "phone", "email")


class PeopleModel(QObject):
    """Fills the applicant; `notice` says where data came from, `undo` gives back what stood there before."""

    notice_changed = Signal()
    filled = Signal()
    said = Signal(str, object)

    def __init__(self, holder: Holder, intake: Intake, runner: Runner, clock: Clock) -> None:
        super().__init__()
        self._holder = holder
        self._intake = intake
        self._runner = runner
        self._clock = clock
        self._before: Applicant | None = None
        self._asked = ""
        self.notice: Message | None = None
        self.marks_lost = False

    @property
    def locked(self) -> bool:
        """Whether the applicant is that of the dossiers before: one visit is of one person."""
        return bool(self._holder.visit.waiting)

    def type(self, field: str, text: str) -> None:
        """A person typed in a field of the applicant."""
        now = self._holder.sheet.applicant
        if self.locked or getattr(now, field) == text:
            return
        typed: Applicant = replace(now, **{field: text})
        self._put(typed)
        if field == "id_number":
            self._look_up(text.replace(" ", ""))

    def scan_card(self, text: str) -> bool:
        """Fill the applicant from the text of an ID card's QR; tells whether it was one. Other text changes nothing."""
        card = parse_card_qr(text, self._clock.now().date())
        match card:
            case CardFault():
                self.said.emit("error", Message(f"card.{card.value}"))
                return False
            case CardData():
                return self._fill_from_card(card)

    def undo(self) -> None:
        """Give back what stood there before data were filled in."""
        if self._before is not None:
            self._put(self._before)
        self._tell(None)

    def forget(self) -> None:
        """The next citizen."""
        self._asked = ""
        self._tell(None)

    def _fill_from_card(self, card: CardData) -> bool:
        if self.locked and card.number != self._holder.sheet.applicant.id_number:
            self.said.emit("warning", message("receive.person.other"))
            return False
        before = self._holder.sheet.applicant
        same = before.id_number in ("", card.number, card.old_number)
        base = before if same else NOBODY
        self.marks_lost = card.marks_lost
        self._asked = card.number
        self._put(
            replace(
                base,
                name=card.name,
                id_number=card.number,
                born=f"{card.born:%d/%m/%Y}",
                gender=GENDERS[card.sex],
                address=card.address or base.address,
            )
        )
        self._tell(before, message("receive.person.card_unmarked" if card.marks_lost else "receive.person.card"))
        self._find(card.number, card.old_number, from_card=True)
        self.filled.emit()
        return True

    def _look_up(self, number: str) -> None:
        if is_personal_number(number) and number != self._asked:
            self._asked = number
            self._find(number, "", from_card=False)

    def _find(self, number: str, old_number: str, *, from_card: bool) -> None:
        def work() -> tuple[Applicant, int] | None:
            return self._intake.known_person(number) or self._intake.known_person(old_number)

        self._runner.start(work, lambda found: self._known(number, found, from_card=from_card))

    def _known(self, number: str, found: tuple[Applicant, int] | None, *, from_card: bool) -> None:
        now = self._holder.sheet.applicant
        if found is None or now.id_number.replace(" ", "") != number or self.locked:
            return
        known, count = found
        known = replace(known, born=letter.day_text(known.born))
        unsure = ("name", "address") if self.marks_lost else ()
        empty = [name for name in _CARRIED if not getattr(now, name) or name in unsure]
        filled: Applicant = replace(now, **{name: getattr(known, name) for name in empty})
        before = self._before if from_card and self._before is not None else now
        self._put(filled)
        self._tell(before, message("receive.person.known", count=str(count)))

    def _put(self, applicant: Applicant) -> None:
        self._holder.put(replace(self._holder.sheet, applicant=applicant), Aspect.APPLICANT)

    def _tell(self, before: Applicant | None, notice: Message | None = None) -> None:
        self._before, self.notice = before, notice
        if notice is None:
            self.marks_lost = False
        self.notice_changed.emit()
