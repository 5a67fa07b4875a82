"""Counts how often a paper of this desk was printed with the same words; the count is durable before the paper is."""

from sqlalchemy import Connection

from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.day_log import PrintCount, content_of, count_print, printed


class DayPrints:
    """The print book of the desk: register, cash sheet and other papers that are no act of one dossier."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def take(self, session: Session, paper: str, value: object) -> int:
        """Write one more printing down; how often the same words were printed before ("In lại lần n").

        `value` is all that the paper says, without the moment it is printed at: a sheet to which a line was added is
        a new paper.
        """
        content = content_of(value)

        def work(connection: Connection) -> int:
            before = printed(connection, paper)
            times = 0 if before is None or before.content != content else before.times
            now = self._parts.clock.now()
            count_print(connection, paper, PrintCount(content, times + 1, session.person.id, now))
            return times

        return self._parts.writer.run(work)
