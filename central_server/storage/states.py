"""Keeps the states of dossiers that were worked on last, decoded; never believes one that the database has not."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

from central_server.ports.values import Record
from dossier.identifiers import DossierId
from dossier.state import Dossier

_MOST = 2000


class StateShelf:
    """Decoded states by dossier and head. The head is the link over every act and ruling of the dossier, so a state
    under the head that a transaction has read is that dossier's state, whoever wrote it and whether or not the
    transaction in which it was made was ever committed.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[DossierId, tuple[bytes, Dossier]] = OrderedDict()
        self._lock = Lock()

    def find(self, heads: Mapping[DossierId, bytes]) -> dict[DossierId, Dossier]:
        """Those of the states that are here."""
        with self._lock:
            kept = {dossier: self._kept[dossier] for dossier in heads if dossier in self._kept}
        return {dossier: state for dossier, (head, state) in kept.items() if head == heads[dossier]}

    def unknown(self, dossiers: Sequence[DossierId]) -> Sequence[DossierId]:
        """Those of the dossiers that have no state here, under any head."""
        with self._lock:
            return [dossier for dossier in dossiers if dossier not in self._kept]

    def keep(self, records: Sequence[Record]) -> None:
        """Put states here; the ones put here longest ago make room."""
        with self._lock:
            for record in records:
                self._kept[record.state.id] = (record.head, record.state)
                self._kept.move_to_end(record.state.id)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
