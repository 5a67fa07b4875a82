"""Says which tables the centre keeps (one definition for SQLite and PostgreSQL); reads and writes none."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

meta = Table("meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

device = Table(
    "device",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("office", String(32), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("last_hash", LargeBinary, nullable=False),
    Column("desk_number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
)

number_slice = Table(
    "number_slice",
    metadata,
    Column("device", String(64), nullable=False),
    Column("agency", String(32), nullable=False, index=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    PrimaryKeyConstraint("device", "agency", "first"),
)

batch = Table(
    "batch",
    metadata,
    Column("device", String(64), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("n", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("sig", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("device", "first_seq", "n"),
)

act = Table(
    "act",
    metadata,
    Column("device", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", String(96), nullable=False, unique=True),
    Column("dossier", String(64), nullable=False),
    Column("office", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("rules", String(64), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("code", String(48), nullable=False),
    Column("params", Text, nullable=False),
    Column("rev", Integer),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("device", "seq"),
)
Index(
    "ix_act_held",
    act.c.device,
    act.c.seq,
    sqlite_where=text("verdict = 'held'"),
    postgresql_where=text("verdict = 'held'"),
)

event = Table(
    "event",
    metadata,
    Column("dossier", String(64), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("device", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ruling", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("dossier", "rev"),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("code", String(32), nullable=False, index=True),
    Column("office", String(32), nullable=False),
    Column("holder", String(32), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("due", String(32), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("name_folded", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
Index(
    "ix_dossier_due",
    dossier.c.due,
    dossier.c.id,
    sqlite_where=text("open"),
    postgresql_where=text("open"),
)

audience = Table(
    "audience",
    metadata,
    Column("dossier", String(64), nullable=False),
    Column("office", String(32), nullable=False),
    PrimaryKeyConstraint("dossier", "office"),
)

number = Table(
    "number",
    metadata,
    Column("book", String(120), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("dossier", String(64), nullable=False),
    PrimaryKeyConstraint("book", "number"),
)

feed = Table(
    "feed",
    metadata,
    Column("office", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(1), nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("device", String(64), nullable=False),
    Column("act_seq", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("office", "seq"),
)

feed_head = Table(
    "feed_head",
    metadata,
    Column("office", String(32), primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

file_named = Table(
    "file_named",
    metadata,
    Column("sha256", String(64), nullable=False),
    Column("office", String(32), nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    PrimaryKeyConstraint("sha256", "office", "dossier"),
)

blob = Table(
    "blob",
    metadata,
    Column("office", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("proved_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("office", "sha256"),
)

rules_version = Table(
    "rules_version",
    metadata,
    Column("version", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("loaded_ms", BigInteger, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("login", String(64), nullable=False, unique=True),
    Column("verifier", Text, nullable=False),
    Column("until", Date),
    Column("email", Text, nullable=False, server_default=""),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("person", String(64), nullable=False),
    Column("office", String(32), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("on_behalf_of", String(64), nullable=False),
    Column("seconded_from", String(32), nullable=False),
    Column("away", Boolean, nullable=False),
    Column("basis", Text, nullable=False),
    Column("signing", String(8), nullable=False, server_default=""),
    PrimaryKeyConstraint("person", "office", "role", "valid_from", "on_behalf_of", "seconded_from"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("valid_until", Date),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("office", String(32), nullable=False),
    Column("slices", Text, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_by", String(64)),
    Column("used_ms", BigInteger),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("device", String(64), nullable=False),
    Column("reason", String(48), nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

secret_try = Table(
    "secret_try",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("code", String(32), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_secret_try_code", "code", "at_ms"),
)

administration = Table(
    "administration",
    metadata,
    Column("n", _ROW_ID, primary_key=True, autoincrement=True),
    Column("ms", BigInteger, nullable=False),
    Column("office", String(32), nullable=False, index=True),
    Column("actor", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("person", String(64), nullable=False),
    Column("detail", Text, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

proposal = Table(
    "proposal",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("imported_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

notice = Table(
    "notice",
    metadata,
    Column("id", _ROW_ID, primary_key=True, autoincrement=True),
    Column("dossier", String(64), nullable=False),
    Column("cause", String(64), nullable=False),
    Column("template", String(32), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("office", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("places", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("next_ms", BigInteger, nullable=False),
    Column("call", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_to", String(64), nullable=False),
    Column("provider_id", String(128), nullable=False),
    Column("answer", String(200), nullable=False),
    Column("answered_ms", BigInteger, nullable=False),
    UniqueConstraint("dossier", "cause", "template", "channel", name="uq_notice"),
)
_OPEN_NOTICE = text("state IN ('waiting', 'sending')")
_OPEN_CALL = text("channel = 'call' AND state = 'waiting'")
Index(
    "ix_notice_open",
    notice.c.channel,
    notice.c.next_ms,
    sqlite_where=_OPEN_NOTICE,
    postgresql_where=_OPEN_NOTICE,
)
Index(
    "ix_notice_call",
    notice.c.office,
    notice.c.id,
    sqlite_where=_OPEN_CALL,
    postgresql_where=_OPEN_CALL,
)

notice_part = Table(
    "notice_part",
    metadata,
    Column("channel", String(8), nullable=False),
    Column("provider_id", String(128), nullable=False),
    Column("notice", BigInteger, nullable=False, index=True),
    Column("state", String(10), nullable=False),
    PrimaryKeyConstraint("channel", "provider_id"),
)

notice_cursor = Table(
    "notice_cursor",
    metadata,
    Column("office", String(32), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

notice_runner = Table(
    "notice_runner",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)

proof = Table(
    "proof",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("level", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_ms", BigInteger, nullable=False, index=True),
    Column("stamp_ends_ms", BigInteger),
)

proof_cursor = Table(
    "proof_cursor",
    metadata,
    Column("office", String(32), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_ms", BigInteger, nullable=False, index=True),
)
