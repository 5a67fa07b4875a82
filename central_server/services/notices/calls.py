"""The list "Danh sách cần gọi điện" of an office: whom to call, at which number, what to say; records no call itself.

A call is recorded by an act of the office (rows `closing` of the table), as everything that people do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from central_server.ports.notices import Notice, NoticeChannel, NoticeState, Wanted
from central_server.ports.storage import Storage
from central_server.ports.world import Clock
from central_server.services.notices.plan import Plan
from dossier.identifiers import DossierId, OfficeId

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make; `at` is the local moment of what is told, `tries` how often nobody was reached."""

    id: int
    dossier: DossierId
    code: str
    name: str
    phone: str
    text: str
    at: str
    tries: int


class NoticeCalls:
    """The offices' lists."""

    def __init__(self, storage: Storage, clock: Clock, plan: Plan) -> None:
        self._storage = storage
        self._clock = clock
        self._plan = plan

    def of_office(self, office: OfficeId) -> list[Call]:
        """The calls that an office has to make, oldest first; those that are no longer true are left out."""
        open_ = self._storage.read(lambda unit: unit.notices.calls(office, _PAGE))
        states = self._storage.read(lambda unit: unit.notices.states([one.dossier for one in open_]))
        found: list[Call] = []
        for one in open_:
            state = states.get(one.dossier)
            if state is None or not self._plan.still_true(one.template, state.stage.value):
                continue
            who = state.applicant
            found.append(Call(one.id, one.dossier, state.code, who.name, who.phone, one.text, one.at, one.attempts))
        return found

    def tidy(self) -> int:
        """Take calls off the lists that are no longer true; how many."""
        dropped, after = 0, 0
        while some := self._some(after):
            after = some[-1].id
            dropped += self._drop(self._overtaken(some))
        return dropped

    def _drop(self, ids: Sequence[int]) -> int:
        now = self._clock.milliseconds()
        if ids:
            self._storage.write(lambda unit: unit.notices.drop_calls(ids, "overtaken", now))
        return len(ids)

    def _some(self, after: int) -> Sequence[Notice]:
        wanted = Wanted(NoticeChannel.CALL, NoticeState.WAITING, after=after, limit=_PAGE)
        return self._storage.read(lambda unit: unit.notices.listing(wanted))

    def _overtaken(self, calls: Sequence[Notice]) -> list[int]:
        states = self._storage.read(lambda unit: unit.notices.states([one.dossier for one in calls]))
        return [
            one.id
            for one in calls
            if one.dossier not in states or not self._plan.still_true(one.template, states[one.dossier].stage.value)
        ]
