"""Counts how often a paper of this desk was printed with the same words; the count is durable before the paper is."""

from sqlalchemy import Connection

from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.day_log import PrintCount, content_of, count_print, printed


class DayPrints:
    """The print book of the desk: register, cash sheet and other papers that are no act of one dossier."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def times(self, paper: str, value: object) -> int:
        """How often a paper was printed with these words so far; writes nothing."""
        with self._parts.engine.connect() as connection, connection.begin():
            return _times(connection, paper, content_of(value))

    def take(self, session: Session, paper: str, value: object) -> int:
        """Write one more printing down; how often the same words were printed before ("In lại lần n").

        `value` is all that the paper says, without the moment it is printed at: a sheet to which a line was added is
        a new paper.
        """
        content = content_of(value)

        def work(connection: Connection) -> int:
            times = _times(connection, paper, content)
            now = self._parts.clock.now()
            count_print(connection, paper, PrintCount(content, times + 1, session.person.id, now))
            return times

        return self._parts.writer.run(work)


def _times(connection: Connection, paper: str, content: str) -> int:
    before = printed(connection, paper)
    return 0 if before is None or before.content != content else before.times
