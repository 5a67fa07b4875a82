"""Keeps whether a due date was moved already in a column of the row, under the index of the open ones."""

from alembic import op

from desk_client.store.schema import DOSSIER

revision = "r012"
down_revision = "r011"
branch_labels = None
depends_on = None

_OPEN = next(index for index in DOSSIER.indexes if index.name == "dossier_open")
_FILL = """UPDATE dossier SET extended = 1
    WHERE open = 1 AND json_extract(CAST(state AS TEXT), '$.course.extension') IS NOT NULL"""


def upgrade() -> None:
    """A new store has it all from its tables already."""
    bind = op.get_bind()
    if "extended" not in {str(row[1]) for row in bind.exec_driver_sql("PRAGMA table_xinfo(dossier)")}:
        op.execute("DROP INDEX IF EXISTS dossier_open")
        op.execute("ALTER TABLE dossier ADD COLUMN extended INTEGER NOT NULL DEFAULT 0")
        bind.exec_driver_sql(_FILL)
    _OPEN.create(bind, checkfirst=True)


def downgrade() -> None:
    """Take it away again."""
    _OPEN.drop(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE dossier DROP COLUMN extended")
