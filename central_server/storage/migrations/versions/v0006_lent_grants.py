"""Grants that were lent by a person or serve an agency elsewhere; old ones are their holders' own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew: its key has grown, and SQLite changes no key."""
    op.execute("CREATE TABLE role_grant_before AS SELECT person, office, role, valid_from, valid_until FROM role_grant")
    op.drop_table("role_grant")
    op.create_table(
        "role_grant",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=64), nullable=False),
        sa.Column("seconded_from", sa.String(length=32), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "office", "role", "valid_from", "on_behalf_of", "seconded_from"),
    )
    op.create_index("ix_role_grant_office", "role_grant", ["office"])
    op.execute(
        "INSERT INTO role_grant (person, office, role, valid_from, valid_until, on_behalf_of, seconded_from, away,"
        " basis) SELECT person, office, role, valid_from, valid_until, '', '', FALSE, '' FROM role_grant_before"
    )
    op.drop_table("role_grant_before")
