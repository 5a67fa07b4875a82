"""Finds what is owed, and what lies with an officer, without reading every open dossier."""

from alembic import op

from desk_client.store.schema import ASSIGNEE, DOSSIER

revision = "r008"
down_revision = "r007"
branch_labels = None
depends_on = None

_INDEXES = [index for index in DOSSIER.indexes if index.name in ("dossier_owing", "dossier_assignee")]


def upgrade() -> None:
    """A new store has them from its tables already."""
    bind = op.get_bind()
    known = {row[1] for row in bind.exec_driver_sql("PRAGMA table_xinfo(dossier)")}
    if "assignee" not in known:
        op.execute(f"ALTER TABLE dossier ADD COLUMN assignee TEXT GENERATED ALWAYS AS ({ASSIGNEE}) VIRTUAL")
    for index in _INDEXES:
        index.create(bind, checkfirst=True)


def downgrade() -> None:
    """Take them away again."""
    for index in _INDEXES:
        index.drop(op.get_bind(), checkfirst=True)
    op.execute("ALTER TABLE dossier DROP COLUMN assignee")
