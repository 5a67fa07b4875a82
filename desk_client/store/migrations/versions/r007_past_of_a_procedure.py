"""Finds the finished dossiers of one procedure, newest first, without reading those of the others."""

from alembic import op

revision = "r007"
down_revision = "r006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new machine has it already, since the first migration makes the newest tables."""
    op.execute("CREATE INDEX IF NOT EXISTS dossier_past ON dossier(procedure, received, n) WHERE open = 0")


def downgrade() -> None:
    """An older program needs it not."""
    op.execute("DROP INDEX IF EXISTS dossier_past")
