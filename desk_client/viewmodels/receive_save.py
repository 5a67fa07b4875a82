"""Turns the visit at the counter into acts and papers, off the GUI thread: files first, then acts, then paper."""

from dataclasses import dataclass

from desk_client.services.intake import Asking, Intake, IntakeForm, Received
from desk_client.services.printing import PrintedPaper, Printing
from desk_client.services.scanning import Scanning
from desk_client.services.session import Session
from desk_client.viewmodels.receive_sheet import Gap, Sheet, intake_form
from desk_client.viewmodels.work import Work
from dossier.acts import FileRef
from dossier.messages import message
from dossier.procedures import Procedure
from dossier.refusals import Refusal
from dossier.state import Dossier
from dossier.values import Reason
from scanning.paper_rules import PaperRefused


@dataclass(frozen=True, slots=True)
class Filled:
    """One dossier ready to be received: what was typed and its procedure."""

    sheet: Sheet
    procedure: Procedure


@dataclass(frozen=True, slots=True)
class Saved:
    """What is durable now: the dossiers (with their secrets where received), and whether a paper is wanted."""

    states: tuple[Dossier, ...]
    received: tuple[Received, ...] = ()
    paper_wanted: bool = True
    at_once: bool = False


class Saver:
    """Writes a visit; every method is run by the runner and is durable when it returns."""

    def __init__(self, intake: Intake, scanning: Scanning, printing: Printing) -> None:
        self._intake = intake
        self._scanning = scanning
        self._printing = printing

    def receive(
        self, session: Session, draft: str, visit: tuple[Filled, ...], work: Work
    ) -> Saved | Refusal | Gap | None:
        """Receive every dossier of the visit in one transaction; a paper that makes no PDF stops it before that.

        `work` hears how many papers became files; stopped before the transaction, it wrote nothing: None.
        """
        files = self._files(draft, visit, work)
        if isinstance(files, Gap) or files is None:
            return files
        forms = [intake_form(one.sheet, one.procedure, made, draft) for one, made in zip(visit, files, strict=True)]
        if not work.settle():
            return None
        received = self._write(session, tuple(forms))
        if isinstance(received, Refusal):
            return received
        return Saved(
            states=tuple(one.state for one in received),
            received=received,
            paper_wanted=any(not filled.procedure.at_once or filled.sheet.receipt_asked for filled in visit),
            at_once=all(filled.procedure.at_once for filled in visit),
        )

    def ask_papers(self, session: Session, form: IntakeForm, asking: Asking) -> Saved | Refusal:
        """Form 02."""
        return _slip(self._intake.ask_papers(session, form, asking))

    def refuse(self, session: Session, form: IntakeForm, reason: Reason) -> Saved | Refusal:
        """Form 03."""
        return _slip(self._intake.refuse(session, form, reason))

    def paper(self, session: Session, saved: Saved) -> PrintedPaper:
        """The paper for the citizen of what was saved."""
        if saved.received:
            return self._printing.receipt(session, saved.received)
        return self._printing.slip(session, saved.states[0])

    def _write(self, session: Session, forms: tuple[IntakeForm, ...]) -> tuple[Received, ...] | Refusal:
        if len(forms) > 1:
            return self._intake.receive_visit(session, forms)
        received = self._intake.receive(session, forms[0])
        return received if isinstance(received, Refusal) else (received,)

    def _files(self, draft: str, visit: tuple[Filled, ...], work: Work) -> list[dict[str, FileRef]] | Gap | None:
        """The files of each dossier's papers by their codes; stopped between two papers: None."""
        papers = [
            (place, line)
            for place, filled in enumerate(visit)
            for line in filled.sheet.papers
            if line.pages and line.file is None
        ]
        files: list[dict[str, FileRef]] = [{} for _ in visit]
        for done, (place, line) in enumerate(papers):
            work.told(done, len(papers))
            if work.stopped():
                return None
            made = self._scanning.finish(draft, line.pages)
            if isinstance(made, PaperRefused):
                page = str(made.page + 1)
                return Gap(f"paper.{line.code}", message(f"receive.pdf.{made.code.value}", page=page))
            files[place][line.code] = made
        return files


def _slip(state: Dossier | Refusal) -> Saved | Refusal:
    return state if isinstance(state, Refusal) else Saved((state,))
