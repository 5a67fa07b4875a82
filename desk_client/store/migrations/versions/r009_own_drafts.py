"""Added an index of the results signed by who had drafted them, found in the states; r010 has a column for it."""

revision = "r009"
down_revision = "r008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing any more."""


def downgrade() -> None:
    """Nothing."""
