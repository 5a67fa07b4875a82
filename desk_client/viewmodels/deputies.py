"""The screen of deputies without widgets: what is known here, and what the centre answers; keeps no password."""

from desk_client.services.deputising import Deputising, DeputySight, LendOrder, Lent
from desk_client.viewmodels.asked import AskedModel
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat


class DeputiesModel(AskedModel):
    """What was read last."""

    def __init__(self, cases: Deputising, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__(line, runner, seat)
        self._cases = cases
        self.sight: DeputySight | None = None

    def refresh(self) -> None:
        """Read what is known here."""
        session = self._seat.session
        if session is not None:
            self._runner.start(lambda: self._cases.look(session), self._take)

    def lent(self, chosen: str) -> Lent | None:
        """What a row of either list shows."""
        rows = () if self.sight is None else (*self.sight.given, *self.sight.received)
        return next((one for one in rows if one.id == chosen), None)

    def lend(self, order: LendOrder, password: str) -> None:
        """Ask the centre for it."""
        self._ask(lambda session: self._cases.lend(session, order, password))

    def take_back(self, lent: Lent, password: str) -> None:
        """Ask the centre to end it."""
        self._ask(lambda session: self._cases.take_back(session, lent, password))

    def _take(self, sight: DeputySight) -> None:
        self.sight = sight
        self.changed.emit()

    def _was_read(self) -> bool:
        return self.sight is not None

    def _forget(self) -> None:
        self.sight = None
