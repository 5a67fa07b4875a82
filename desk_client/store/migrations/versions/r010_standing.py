"""Keeps what the tabs ask of a dossier in columns of its row, under two indexes, instead of in four of the states.

The index of the open ones has a column more since: `r012` makes it.
"""

from alembic import op
from sqlalchemy import Connection

from desk_client.store.schema import DOSSIER

revision = "r010"
down_revision = "r009"
branch_labels = None
depends_on = None

_REPLACED = ("dossier_asked", "dossier_owing", "dossier_assignee", "dossier_due", "dossier_own_draft")
_INDEXES = [index for index in DOSSIER.indexes if index.name == "dossier_own_draft"]
_ADDED = ("assignee", "owing", "bare", "asked", "overdue", "rest", "own_draft")
_NUMBER = "INTEGER NOT NULL DEFAULT 0"
_TEXT = "TEXT NOT NULL DEFAULT ''"
_STATE = "CAST(state AS TEXT)"
_AWAITED = f"json_each({_STATE}, '$.course.opinions') AS o WHERE json_extract(o.value, '$.answered_at') IS NULL"
_STEP = f"""SELECT max(json_extract(t.value, '$.at')) FROM json_each({_STATE}, '$.trail') AS t
    WHERE json_extract(t.value, '$.kind') IN"""  # noqa: S608  literals of this file
_FILL = f"""UPDATE dossier SET
    assignee = coalesce(json_extract({_STATE}, '$.assignee'), ''),
    owing = code != '' AND coalesce(json_extract({_STATE}, '$.money.owed'), 0)
        > coalesce(json_extract({_STATE}, '$.money.paid'), 0),
    bare = code != '' AND EXISTS (SELECT 1 FROM json_each({_STATE}, '$.papers') AS p
        WHERE json_extract(p.value, '$.file') IS NULL AND NOT coalesce(json_extract(p.value, '$.shown_only'), 0)),
    asked = coalesce((SELECT ',' || group_concat(json_extract(o.value, '$.office')) || ',' FROM {_AWAITED}), ''),
    overdue = coalesce((SELECT min(json_extract(o.value, '$.deadline')) FROM {_AWAITED}), ''),
    rest = coalesce(CASE
        WHEN stage = 'received' THEN json_extract({_STATE}, '$.clock.hand_over_by')
        WHEN stage = 'handed_over' THEN ({_STEP} ('hand_over', 'forward'))
        WHEN stage IN ('approved', 'numbered', 'leader_signed', 'signed')
            THEN ({_STEP} ('approve', 'number', 'sign', 'sign_on_paper')) END, '')
    WHERE open = 1"""  # noqa: S608  literals of this file

# Inside a string no quotation mark stands bare: what looks like the field is the field.
_OWN_DRAFTS = f"""UPDATE dossier SET own_draft = 1 WHERE instr({_STATE}, '"signed_by":"') > 0
    AND json_extract({_STATE}, '$.result.signed_by') = json_extract({_STATE}, '$.result.proposed_by')"""  # noqa: S608


def upgrade() -> None:
    """A new store has it all from its tables already."""
    bind = op.get_bind()
    for name in _REPLACED:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    if "assignee" in _columns(bind) and "owing" not in _columns(bind):  # it was read out of the state
        op.execute("ALTER TABLE dossier DROP COLUMN assignee")
    missing = [name for name in _ADDED if name not in _columns(bind)]
    for name in missing:
        kind = _NUMBER if name in ("owing", "bare", "own_draft") else _TEXT
        op.execute(f"ALTER TABLE dossier ADD COLUMN {name} {kind}")
    if missing:
        bind.exec_driver_sql(_FILL)
        bind.exec_driver_sql(_OWN_DRAFTS)
    for index in _INDEXES:
        index.create(bind, checkfirst=True)


def downgrade() -> None:
    """Take them away again."""
    for index in _INDEXES:
        index.drop(op.get_bind(), checkfirst=True)
    for name in _ADDED:
        op.execute(f"ALTER TABLE dossier DROP COLUMN {name}")


def _columns(bind: Connection) -> set[str]:
    return {str(row[1]) for row in bind.exec_driver_sql("PRAGMA table_xinfo(dossier)")}
