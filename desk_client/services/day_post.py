"""Sends results by post: what waits, what is on its way, labels, and the acts that say so."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from desk_client.ports import DeskFault
from desk_client.services import letter
from desk_client.services.acting import Acting
from desk_client.services.day_prints import DayPrints
from desk_client.services.parts import Parts
from desk_client.services.printing import PaperKind, PrintedPaper
from desk_client.services.session import Session
from desk_client.store.day_reads import for_post
from dossier.acts import ActKind
from dossier.course import ConfirmDelivery, PostResult, ReturnByPost
from dossier.events import Stage
from dossier.organisation import Unit
from dossier.refusals import Refusal
from dossier.rules import Rules
from dossier.state import Dossier
from printing.fonts import FontSet
from printing.values import LabelSize, PostalLabel, PostalParty

CARRIER = "Bưu điện"


@dataclass(frozen=True, slots=True)
class PostLine:
    """A result for the post: not sent yet (no `tracking`), or on its way; `acts` are those open to the person."""

    state: Dossier
    procedure: str
    acts: tuple[ActKind, ...]

    @property
    def tracking(self) -> str:
        """The post's number, or nothing before it was given to the post."""
        post = self.state.way.post
        return "" if post is None or self.state.stage is not Stage.POSTED else post.tracking


@dataclass(frozen=True, slots=True)
class PostSight:
    """What waits for the post and what is on its way, each by due date."""

    to_send: tuple[PostLine, ...]
    sent: tuple[PostLine, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Parcel:
    """A result that is given to the post now, under the number that was typed or scanned."""

    dossier: str
    tracking: str
    carrier: str = CARRIER


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written down as given to the post, and what was refused, each with its reason.

    `fault`: what kept this desk from writing any further.
    """

    done: tuple[Dossier, ...]
    refused: tuple[tuple[str, Refusal], ...]
    fault: DeskFault | None = None


class DayPost:
    """Use cases of the post."""

    def __init__(self, parts: Parts, acting: Acting, prints: DayPrints, fonts: FontSet) -> None:
        self._parts = parts
        self._acting = acting
        self._prints = prints
        self._fonts = fonts

    def look(self, session: Session) -> PostSight:
        """The results whose citizen wants them by post."""
        rules = self._parts.rules()
        lines = [
            PostLine(state, _name(rules, state), self._acting.open_acts(session, state))
            for state in for_post(self._parts.engine)
            if state.office == session.office
        ]
        return PostSight(
            tuple(line for line in lines if line.state.stage is Stage.AT_COUNTER),
            tuple(line for line in lines if line.state.stage is Stage.POSTED),
            self._parts.clock.now().date(),
        )

    def send(
        self,
        session: Session,
        parcels: tuple[Parcel, ...],
        stopped: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda _done, _whole: None,
    ) -> Sent:
        """Write down that these were given to the post: each for itself, so that one refusal holds no other back.

        `told` hears how many of how many are written; once `stopped`, or after a fault, no further one is.
        """
        done, refused = [], []
        fault: DeskFault | None = None
        for place, parcel in enumerate(parcels):
            told(place, len(parcels))
            if stopped():
                break
            payload = PostResult(parcel.carrier.strip() or CARRIER, parcel.tracking.strip())
            try:
                outcome = self._acting.do(session, payload, parcel.dossier)
            except DeskFault as met:  # what is written stays, and gets its label
                fault = met
                break
            if isinstance(outcome, Refusal):
                refused.append((parcel.dossier, outcome))
            else:
                done.append(outcome)
        return Sent(tuple(done), tuple(refused), fault)

    def delivered(self, session: Session, dossier: str, receiver: str, proof: str) -> Dossier | Refusal:
        """The post delivered it."""
        return self._acting.do(session, ConfirmDelivery(receiver.strip(), proof.strip()), dossier)

    def came_back(self, session: Session, dossier: str, reason: str) -> Dossier | Refusal:
        """The post could not deliver it: it waits at the counter again."""
        return self._acting.do(session, ReturnByPost(reason.strip()), dossier)

    def labels(self, session: Session, dossiers: tuple[str, ...], size: LabelSize) -> PrintedPaper:
        """One label for each of these results that is on its way; raises LookupError when none is."""
        from printing.postal_label import draw_postal_labels  # noqa: PLC0415  reportlab: with the first paper

        states = [state for one in dossiers if (state := self._parts.queries.dossier(one)) is not None]
        labels = [self._label(session, state) for state in states if state.way.post is not None]
        if not labels:
            raise LookupError("no result of these is on its way")
        pdf = draw_postal_labels(labels, self._fonts, size)
        number = labels[0].tracking if len(labels) == 1 else str(len(labels))
        posted = tuple(str(state.id) for state in states if state.way.post is not None)
        return PrintedPaper(PaperKind.POSTAL_LABEL, number, posted, pdf, None, 0, size.value)

    def _label(self, session: Session, state: Dossier) -> PostalLabel:
        rules = self._parts.rules()
        post, unit = state.way.post, rules.unit(self._parts.identity.office)
        assert post is not None
        sender = PostalParty("", "", "") if unit is None else _sender(unit, rules.bundle.province.hotline)
        who = state.applicant
        label = PostalLabel(
            sender=sender,
            receiver=PostalParty(who.name, who.address, who.phone),
            tracking=post.tracking,
            code=state.code,
            content=f"Kết quả giải quyết thủ tục hành chính: {_name(rules, state)}",
            posted=f"{post.given_at.day}/{post.given_at.month}/{post.given_at.year}",
            collect=state.fee_left,
        )
        times = self._prints.take(session, f"label:{state.id}", label)
        return replace(label, reprint=times)


def _sender(unit: Unit, hotline: str) -> PostalParty:
    return PostalParty(letter.counter_name(unit), unit.address or unit.name, unit.phone or hotline)


def _name(rules: Rules, state: Dossier) -> str:
    procedure = rules.procedure(state.procedure, state.version_day)
    return state.procedure if procedure is None else procedure.short_name or procedure.name
