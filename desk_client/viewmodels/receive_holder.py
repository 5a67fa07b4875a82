"""Holds the visit at the counter that every part of the receive screen shares, and says which part of it changed."""

from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from desk_client.viewmodels.receive_sheet import Sheet, VisitDraft
from dossier.procedures import Procedure


class Aspect(Enum):
    """What changed in the visit."""

    ALL = "all"
    PROCEDURE = "procedure"
    APPLICANT = "applicant"
    TYPED = "typed"
    PAPERS = "papers"
    TERMS = "terms"


class Holder(QObject):
    """The visit as typed so far; whoever changes it goes through `put`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.draft_id = ""
        self.visit = VisitDraft()
        self.procedures: dict[str, Procedure] = {}

    @property
    def sheet(self) -> Sheet:
        """The dossier that is being typed."""
        return self.visit.now

    @property
    def procedure(self) -> Procedure | None:
        """The chosen procedure, or None."""
        return self.procedures.get(self.visit.now.procedure)

    def put(self, sheet: Sheet, aspect: Aspect) -> None:
        """Change the dossier that is being typed."""
        self.put_visit(replace(self.visit, now=sheet), aspect)

    def put_visit(self, visit: VisitDraft, aspect: Aspect = Aspect.ALL) -> None:
        """Change the whole visit."""
        if visit != self.visit:
            self.visit = visit
            self.changed.emit(aspect)

    def open(self, draft_id: str, visit: VisitDraft) -> None:
        """Begin with another draft: a new one or one that is continued."""
        self.draft_id = draft_id
        self.visit = visit
        self.changed.emit(Aspect.ALL)
