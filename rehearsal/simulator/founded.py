"""Puts a database back as it was founded, row by row in the open file: connections keep what they have prepared."""

from pathlib import Path
from typing import Any

_WRITTEN_ONCE = {"rules": ("version",), "rules_version": ("version",), "feed": ("office", "seq")}
"""Tables that are only added to, or filled in under another mark, and what names their rows."""
_TABLES = """
SELECT name FROM founded.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    AND (name NOT LIKE 'sqlite_%' OR name = 'sqlite_sequence') ORDER BY name
"""


class Founded:
    """The rows of a database at one moment, in a file of their own that nobody else opens.

    It works through a connection of its own, so that a full-text index, whose tables are put back as they are, is read
    anew by whoever has it open.
    """

    def __init__(self, driver: Any, database: Path, kept: Path) -> None:
        self._driver = driver
        self._database = database
        self._kept = kept
        self._hand: Any = None
        self._statements: list[str] = []

    def put_back(self) -> None:
        """The database holds exactly these rows again; nobody may be inside a transaction on it."""
        hand = self._ready_hand()
        hand.execute("BEGIN IMMEDIATE")
        for statement in self._statements:
            hand.execute(statement)
        hand.execute("COMMIT")  # and every thousand pages a checkpoint, which desks leave to others

    def let_go(self) -> None:
        """Close the file: it is about to be another one."""
        if self._hand is not None:
            self._hand.close()
            self._hand = None

    def _ready_hand(self) -> Any:
        if self._hand is None:
            self._hand = self._driver.connect(str(self._database), isolation_level=None)
            self._hand.execute("ATTACH ? AS founded", (str(self._kept),))
            tables = [str(name) for (name,) in self._hand.execute(_TABLES)]
            self._statements = [one for name in tables for one in self._of(name)]
        return self._hand

    def _of(self, name: str) -> tuple[str, ...]:
        """What puts a table back; one that was empty is only emptied."""
        (empty,) = self._hand.execute(f'SELECT NOT EXISTS (SELECT * FROM founded."{name}")').fetchone()  # noqa: S608
        statements = _statements(name, self._columns(name))
        return statements[:1] if empty else statements

    def _columns(self, name: str) -> str:
        """The columns that are written; `table_info` leaves out those that the database computes."""
        return ", ".join(f'"{row[1]}"' for row in self._hand.execute(f'PRAGMA founded.table_info("{name}")'))


def _statements(name: str, columns: str) -> tuple[str, str]:
    """Statements that empty a table and fill it again; the names are those of our own tables."""
    empty = f'DELETE FROM main."{name}"'  # noqa: S608
    fill = f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM founded."{name}"'  # noqa: S608
    if name not in _WRITTEN_ONCE:
        return empty, fill
    same = " AND ".join(f'a."{key}" = b."{key}"' for key in _WRITTEN_ONCE[name])
    unknown = 'AS a WHERE NOT EXISTS (SELECT * FROM {there}."{name}" AS b WHERE {same})'
    return (
        f"{empty} {unknown.format(there='founded', name=name, same=same)}",
        f"{fill} {unknown.format(there='main', name=name, same=same)}",
    )
