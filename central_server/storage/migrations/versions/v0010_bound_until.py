"""A signing certificate counts until a day: that of a lost token ends, and stays known as its owner's."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column of the certificates."""
    op.add_column("certificate", sa.Column("valid_until", sa.Date()))
