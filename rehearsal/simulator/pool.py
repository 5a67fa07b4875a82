"""Hands out the one connection of an engine without ceremony: in a town nothing happens at the same time."""

from typing import Any

from sqlalchemy import PoolProxiedConnection
from sqlalchemy.pool import QueuePool


class Standing:
    """A connection that stays with whoever had it last: giving it back costs nothing."""

    def __init__(self, pooled: PoolProxiedConnection) -> None:
        self.pooled = pooled
        self.driver_connection: Any = pooled.driver_connection
        self.cursor = pooled.cursor
        self.commit = pooled.commit
        self.rollback = pooled.rollback

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pooled, name)

    def close(self) -> None:
        """Whoever began a transaction has ended it: the next one goes on."""

    def _close_special(self, *, transaction_reset: bool = False) -> None:
        """How SQLAlchemy gives back what had a transaction."""


class OneThread(QueuePool):
    """A pool of one caller; while its connection is inside a transaction, another one looks from outside."""

    _standing: Standing | None = None

    @property
    def at_rest(self) -> bool:
        """Whether the standing connection is there, outside any transaction."""
        standing = self._standing
        return standing is not None and standing.pooled.is_valid and not standing.driver_connection.in_transaction

    def connect(self) -> PoolProxiedConnection:
        """The standing connection, or a second one beside a transaction."""
        if self._standing is None or not self._standing.pooled.is_valid:  # a death closes what it meets
            self._standing = Standing(super().connect())
        if self._standing.driver_connection.in_transaction:
            return super().connect()
        return self._standing  # type: ignore[return-value]  # as far as anybody asks it

    def dispose(self) -> None:
        """Close every connection."""
        if self._standing is not None and self._standing.pooled.is_valid:
            self._standing.pooled.close()
        self._standing = None
        super().dispose()
