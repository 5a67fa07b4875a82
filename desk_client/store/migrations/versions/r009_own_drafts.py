"""Finds the results that were signed by who had drafted them, without reading every dossier."""

from alembic import op

from desk_client.store.schema import DOSSIER

revision = "r009"
down_revision = "r008"
branch_labels = None
depends_on = None

(_INDEX,) = [index for index in DOSSIER.indexes if index.name == "dossier_own_draft"]


def upgrade() -> None:
    """A new store has it from its tables already."""
    _INDEX.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Take it away again."""
    _INDEX.drop(op.get_bind(), checkfirst=True)
