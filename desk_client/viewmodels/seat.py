"""Who sits at this desk now, and what changed since a screen last looked; holds no rule."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desk_client.services.session import Session  # the login stands before what opens a session is loaded


class Seat(QObject):
    """The person at the desk; None while it is locked."""

    changed = Signal()
    replaced = Signal()
    """Somebody else sits down than sat here last: nothing of the one before stays in view. It comes while the seat is
    still as before: what is saved now is not in the name of who comes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._last = ""

    @property
    def session(self) -> "Session | None":
        """The open session, or None."""
        return self._session

    def take(self, session: "Session") -> None:
        """A person sits down."""
        last, self._last = self._last, session.person.id
        if last not in ("", session.person.id):
            self.replaced.emit()
        self._session = session
        self.changed.emit()

    def leave(self) -> None:
        """The desk is locked; drafts stay with the desk."""
        self._session = None
        self.changed.emit()


class Changes(QObject):
    """Tells every screen which dossiers changed (ids; empty = anything may have)."""

    dossiers = Signal(object)
    sync = Signal()

    def tell(self, ids: Sequence[str] = ()) -> None:
        """Dossiers changed: by an act here or by the feed."""
        self.dossiers.emit(tuple(ids))
        self.sync.emit()
