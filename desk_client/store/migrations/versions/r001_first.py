"""First schema: acts, dossiers, events, files, drafts, tasks, rules and the word index."""

from alembic import op

from desk_client.store.schema import FIND, METADATA

revision = "r001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    METADATA.create_all(op.get_bind())
    op.execute(FIND)


def downgrade() -> None:
    """Drop every table."""
    op.execute("DROP TABLE find")
    METADATA.drop_all(op.get_bind())
