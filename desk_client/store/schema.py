"""The tables of the desk's database (CORE schema): names and types only."""

from sqlalchemy import BLOB, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

from desk_client.store.standing import COLUMNS

METADATA = MetaData()

META = Table(
    "meta",
    METADATA,
    Column("k", Text, primary_key=True),
    Column("v", Text, nullable=False),
    sqlite_with_rowid=False,
)

ACT = Table(
    "act",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("dossier", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Text, nullable=False, server_default=""),
    Column("params", Text, nullable=False, server_default="[]"),
    Column("grp", Text, nullable=False, server_default=""),
    Column("at", Text, nullable=False),
    Column("answered_at", Text),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("act_open", ACT.c.dossier, ACT.c.seq, sqlite_where=text("state in ('pending','sent')"))

DOSSIER = Table(
    "dossier",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("code", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("cid", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("received", Text, nullable=False),
    Column("open", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("attention", Integer, nullable=False),
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("state", LargeBinary, nullable=False),
    Column("base", BLOB),
    Column("own_draft", Integer, nullable=False, server_default="0"),
    Column("assignee", Text, nullable=False, server_default=""),
    Column("owing", Integer, nullable=False, server_default="0"),
    Column("bare", Integer, nullable=False, server_default="0"),
    Column("asked", Text, nullable=False, server_default=""),
    Column("overdue", Text, nullable=False, server_default=""),
    Column("rest", Text, nullable=False, server_default=""),
    Column("extended", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
Index("dossier_queue", DOSSIER.c.stage, DOSSIER.c.due, DOSSIER.c.n)
# Whatever a tab asks of an open dossier stands here: it looks into the few rows that it shows, and into no state.
Index(
    "dossier_open",
    *(DOSSIER.c[name] for name in ("due", "n", "stage", "holder", *COLUMNS)),
    sqlite_where=text("open = 1"),
)
Index("dossier_done", DOSSIER.c.received, DOSSIER.c.n, sqlite_where=text("open = 0"))
Index("dossier_own_draft", DOSSIER.c.received, DOSSIER.c.n, sqlite_where=text("own_draft = 1"))
Index("dossier_past", DOSSIER.c.procedure, DOSSIER.c.received, DOSSIER.c.n, sqlite_where=text("open = 0"))
Index("dossier_code", DOSSIER.c.code)
Index("dossier_cid", DOSSIER.c.cid, DOSSIER.c.n)

EVENT = Table(
    "event",
    METADATA,
    Column("dossier", Text, primary_key=True),
    Column("rev", Integer, primary_key=True),
    Column("line", LargeBinary, nullable=False),
    Column("ruling", LargeBinary, nullable=False),
)
"""With row ids: a line of two kilobytes fits a page of the table, and would spill out of a page of an index."""

BATCH = Table(
    "batch",
    METADATA,
    Column("first_seq", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("sig", Text, nullable=False),
)

NUMBER = Table(
    "number",
    METADATA,
    Column("book", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("dossier", Text, nullable=False),
    sqlite_with_rowid=False,
)

FILE = Table(
    "file",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("dossier", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("act_seq", Integer, nullable=False, server_default="0"),
    Column("proved_at", Text),
)
Index("file_state", FILE.c.state, FILE.c.due)

DRAFT = Table(
    "draft",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

TASK = Table(
    "task",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("dossier", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("params", Text, nullable=False),
    Column("raised_at", Text, nullable=False),
    Column("done_at", Text),
    Column("done_note", Text, nullable=False, server_default=""),
)
Index("task_open", TASK.c.raised_at, sqlite_where=text("done_at is null"))

RULES = Table(
    "rules",
    METADATA,
    Column("version", Text, primary_key=True),
    Column("wanted", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

FIND = """CREATE VIRTUAL TABLE IF NOT EXISTS find USING fts5(
    words, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 0")"""
"""Folded words of name, code and ID by `dossier.n`; folding is done in Python so that đ finds d."""
