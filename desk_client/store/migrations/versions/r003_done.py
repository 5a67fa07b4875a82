"""Keeps the answered dossiers in the order in which their list shows them."""

from alembic import op

from desk_client.store.schema import DOSSIER

revision = "r003"
down_revision = "r002"
branch_labels = None
depends_on = None

_INDEX = next(index for index in DOSSIER.indexes if index.name == "dossier_done")


def upgrade() -> None:
    """Add the index; a new machine has it already, since the first migration makes the newest tables."""
    _INDEX.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Drop the index."""
    _INDEX.drop(op.get_bind())
