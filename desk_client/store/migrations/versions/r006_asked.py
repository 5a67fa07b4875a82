"""Adds the index of the open dossiers in which a request for an opinion stands."""

from alembic import op

from desk_client.store.schema import DOSSIER

revision = "r006"
down_revision = "r005"
branch_labels = None
depends_on = None

_INDEX = next(index for index in DOSSIER.indexes if index.name == "dossier_asked")


def upgrade() -> None:
    """A new store has it from its tables already."""
    _INDEX.create(op.get_bind(), checkfirst=True)


def downgrade() -> None:
    """Take it away again."""
    _INDEX.drop(op.get_bind(), checkfirst=True)
