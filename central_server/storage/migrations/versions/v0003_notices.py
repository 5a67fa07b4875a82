"""Notices to citizens; what happened before them is no news: their cursors begin at the heads of the feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('waiting', 'sending')")
_CALL = sa.text("channel = 'call' AND state = 'waiting'")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of notices."""
    _notice()
    op.create_table(
        "notice_part",
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("provider_id", sa.String(length=128), nullable=False),
        sa.Column("notice", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("channel", "provider_id"),
    )
    op.create_index("ix_notice_part_notice", "notice_part", ["notice"])
    op.create_table(
        "notice_cursor",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office"),
    )
    op.execute("INSERT INTO notice_cursor (office, last) SELECT office, last FROM feed_head")
    op.create_table(
        "notice_runner",
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.Column("call", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_to", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=128), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("answered_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dossier", "cause", "template", "channel", name="uq_notice"),
    )
    op.create_index(
        "ix_notice_open",
        "notice",
        ["channel", "next_ms"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_notice_call",
        "notice",
        ["office", "id"],
        sqlite_where=_CALL,
        postgresql_where=_CALL,
    )
