"""Added an officer read out of the state and two indexes; r009 has plain columns for all that tabs ask."""

revision = "r008"
down_revision = "r007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing any more."""


def downgrade() -> None:
    """Nothing."""
