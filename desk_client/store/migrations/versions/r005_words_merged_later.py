"""Lets the word index join its pieces when the line rests: by itself it did so in the middle of somebody's save."""

from alembic import op

revision = "r005"
down_revision = "r004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Switch it off in the index's own settings; `tidy` does it, and 64 pieces of a size are joined at once still."""
    op.execute("INSERT INTO find(find, rank) VALUES ('automerge', 0)")
    op.execute("INSERT INTO find(find, rank) VALUES ('crisismerge', 64)")


def downgrade() -> None:
    """Nothing: an older program reads this index as well, and joins its pieces in time."""
