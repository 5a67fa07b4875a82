"""Lists the papers that a dossier has, makes each of them, and writes every printing down; decides no wording.

The first printing is counted on this desk; from the second on an act says it too, where the table has it open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk_client.ports import DeskFault
from desk_client.services.acting import Acting, Scribe
from desk_client.services.paper_source import PaperSource
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.printing import MADE_BY, PaperKind, PrintedPaper, Printing, kind_of, page_sight
from desk_client.services.session import Session
from desk_client.store import day_log
from desk_client.store.day_log import PrintCount, content_of
from desk_client.store.day_reads import acts_of, group_of
from dossier.acts import Act, ActKind, Reprint
from dossier.refusals import Refusal
from dossier.state import Dossier
from printing.fonts import FontSet
from printing.values import PaperSize

OF_ACTS: dict[ActKind, tuple[PaperKind, ...]] = {
    ActKind.EXTEND: (PaperKind.OVERDUE_NOTICE,),
    ActKind.APOLOGISE: (PaperKind.OVERDUE_NOTICE,),
    ActKind.ASK_OPINION: (PaperKind.OPINION_REQUEST,),
    ActKind.REQUEST_WITHDRAWAL: (PaperKind.WITHDRAWAL,),
    ActKind.STOP: (PaperKind.STOP_NOTICE,),
    ActKind.CORRECT_RESULT: (PaperKind.CORRECTION,),
    ActKind.RECORD_LOSS: (PaperKind.LOSS_LETTER,),
}
"""Which papers an act of a dossier's life makes, beside the forms that `Printing` makes with the act."""

FORMS = frozenset({PaperKind.RECEIPT, PaperKind.SUPPLEMENT, PaperKind.REFUSAL, PaperKind.APOLOGY})
"""Forms that were printed with their act: from here they are printed again."""


@dataclass(frozen=True, slots=True)
class DossierPaper:
    """One paper of a dossier: its kind, `key` (an act's id, a receipt's number, "" for the only one), since when.

    `printed` is how often this desk printed it.
    """

    kind: PaperKind
    key: str
    at: datetime
    printed: int = 0

    @property
    def name(self) -> str:
        """How print book and acts name it."""
        return f"{self.kind.value}:{self.key}" if self.key else self.kind.value


class DossierPapers:
    """Use cases of a dossier's papers; forms that came with their act are left to `printing`."""

    def __init__(self, parts: Parts, acting: Acting, printing: Printing, fonts: FontSet, size: PaperSize) -> None:
        self._parts = parts
        self._acting = acting
        self._printing = printing
        self._fonts = fonts
        self._size = size

    def papers(self, dossier: str) -> tuple[DossierPaper, ...]:
        """The papers that this dossier has now, newest last; empty for an unknown one."""
        state = self._parts.queries.dossier(dossier)
        if state is None:
            return ()
        acts = acts_of(self._parts.engine, dossier)
        found = sorted(self._found(state, acts), key=lambda paper: paper.at)
        with self._parts.engine.connect() as connection, connection.begin():
            counts = [day_log.printed(connection, _book(dossier, paper)) for paper in found]
        return tuple(
            replace(paper, printed=0 if count is None else count.times)
            for paper, count in zip(found, counts, strict=True)
        )

    def make(self, session: Session, dossier: str, paper: DossierPaper) -> PrintedPaper | Refusal:
        """A paper, written down before it is drawn: "In lại lần n" from the second printing of the same words on.

        Raises DeskFault `dossier_missing`, or `paper_elsewhere` where the act that it is of is not on this machine.
        """
        if paper.kind in FORMS:
            return self._printing.reprint_of(session, dossier, paper.kind)
        state = self._parts.queries.dossier(dossier)
        if state is None:
            raise DeskFault("dossier_missing")
        acts = acts_of(self._parts.engine, dossier)
        names, now, portal = Names.read(self._parts), self._parts.clock.now(), self._parts.identity.portal
        source = PaperSource(state, acts, self._parts.rules(), names, session.person.name, now, portal)
        try:
            value = self._value(source, paper)
        except LookupError as fault:
            raise DeskFault("paper_elsewhere") from fault
        times = self._count(session, state, paper, value)
        if isinstance(times, Refusal):
            return times
        pdf, size = self._drawn(paper.kind, replace(value, reprint=times))
        file = self._parts.shelf.keep(pdf, page_sight(pdf, 0, 8).pages, state.id)
        return PrintedPaper(paper.kind, paper.key.partition("/")[0] or state.code, (state.id,), pdf, file, times, size)

    def _found(self, state: Dossier, acts: dict[str, Act]) -> list[DossierPaper]:
        found = _forms(state)
        found += [DossierPaper(kind, line.act, line.at) for line in state.trail for kind in OF_ACTS.get(line.kind, ())]
        found += [DossierPaper(PaperKind.FEE_RECEIPT, line.number, line.at) for line in state.money.lines]
        given = [line for line in state.trail if line.kind is ActKind.HAND_OVER]
        if given and state.code:
            found.append(DossierPaper(PaperKind.CONTROL_SLIP, "", given[-1].at))
            act = acts.get(given[-1].act)
            if act is not None and act.group and len(group_of(self._parts.engine, act.group, act.kind)) > 1:
                found.append(DossierPaper(PaperKind.GROUP_SLIP, act.id, act.at))
        parts = [one for one in state.way.opinions if one.joint]
        if parts and state.code:
            found.append(DossierPaper(PaperKind.TRANSFER_SLIP, "", parts[-1].asked_at))
        return found

    def _value(self, source: PaperSource, paper: DossierPaper) -> Any:
        """What the paper says, without a remark of reprinting."""
        from desk_client.services import act_letters, slip_papers  # noqa: PLC0415  what draws: with the first paper

        of_act: dict[PaperKind, Callable[..., object]] = {
            PaperKind.OVERDUE_NOTICE: act_letters.overdue_notice,
            PaperKind.OPINION_REQUEST: act_letters.opinion_request,
            PaperKind.WITHDRAWAL: act_letters.withdrawal,
            PaperKind.STOP_NOTICE: act_letters.stop_notice,
            PaperKind.CORRECTION: act_letters.correction,
            PaperKind.LOSS_LETTER: act_letters.loss_letter,
        }
        match paper.kind:
            case PaperKind.CONTROL_SLIP:
                return slip_papers.control_slip(source)
            case PaperKind.TRANSFER_SLIP:
                return slip_papers.transfer_slip(source)
            case PaperKind.FEE_RECEIPT:
                return slip_papers.fee_receipt(source, paper.key)
            case PaperKind.GROUP_SLIP:
                act = source.acts[paper.key]
                ids = group_of(self._parts.engine, act.group, act.kind)
                states = [state for one in ids if (state := self._parts.queries.dossier(one)) is not None]
                return slip_papers.group_slip(source, source.line(paper.key), states)
            case _:
                return of_act[paper.kind](source, source.line(paper.key))

    def _drawn(self, kind: PaperKind, value: Any) -> tuple[bytes, str]:
        """The PDF and its sheet: forms on that of this desk, letters on A4."""
        from desk_client.services.paper_drawing import drawn  # noqa: PLC0415  as above

        return drawn(kind, value, self._fonts, self._size)

    def _count(self, session: Session, state: Dossier, paper: DossierPaper, value: object) -> int | Refusal:
        """Write the printing down in one transaction with its act; how often the same words were printed before."""
        again = ActKind.REPRINT in self._acting.open_acts(session, state)
        told = _told(state.id, acts_of(self._parts.engine, state.id), paper)
        content, book = content_of(value), _book(state.id, paper)

        def work(scribe: Scribe) -> int:
            before = day_log.printed(scribe.connection, book)
            times = told if before is None else before.times if before.content == content else 0
            if times and again:
                scribe.write(Reprint(paper.name, times), state.id)
            count = PrintCount(content, times + 1, session.person.id, scribe.at)
            day_log.count_print(scribe.connection, book, count)
            return times

        return self._acting.together(session, work)


def _forms(state: Dossier) -> list[DossierPaper]:
    """The form that counts now, and those of supplements and delays, each once."""
    made = {kind_of(state): state.trail[0].at} if state.trail else {}
    for line in state.trail:
        kind = MADE_BY.get(line.kind)
        if kind is not None:
            made[kind] = line.at
    return [DossierPaper(kind, "", at) for kind, at in made.items() if kind in FORMS]


def _told(dossier: str, acts: dict[str, Act], paper: DossierPaper) -> int:
    """How often the acts of all desks say that the paper was printed: the last reprint and the first printing."""
    again = [
        act.data.times
        for act in acts.values()
        if act.dossier == dossier and isinstance(act.data, Reprint) and act.data.paper == paper.name
    ]
    return max(again) + 1 if again else 0


def _book(dossier: str, paper: DossierPaper) -> str:
    return f"{dossier}:{paper.name}"
