"""Added an index of the dossiers in which an opinion is asked; r009 has one for all that tabs ask."""

revision = "r006"
down_revision = "r005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing any more."""


def downgrade() -> None:
    """Nothing."""
