"""Says which settings the centre has: one table; a file and the environment fill it; nothing else is configurable."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dossier.values import Proof

CONFIG_NAME = "centre.toml"
_PREFIX = "MOTCUA_"


class Kind(Enum):
    """Types of a setting's value."""

    TEXT = "text"
    NUMBER = "number"


class Change(Enum):
    """When a new value counts."""

    RESTART = "restart"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: name in the file (in the environment `MOTCUA_` and capitals), type, default, when a change counts,
    message id of its description, the least a number may be.
    """

    name: str
    kind: Kind
    default: str | int
    change: Change
    text: str
    least: int = 1


LEAST_PASSWORD_MEMORY_KIB, LEAST_PASSWORD_ROUNDS = 19_456, 2
"""OWASP Password Storage Cheat Sheet: Argon2id with no less than 19 MiB and two rounds."""

SETTINGS = (
    Setting("database", Kind.TEXT, "", Change.RESTART, "centre.setting.database"),
    Setting("province", Kind.TEXT, "binhthuan_2019", Change.RESTART, "centre.setting.province"),
    Setting("clock", Kind.TEXT, "", Change.RESTART, "centre.setting.clock"),
    Setting("portal_address", Kind.TEXT, "", Change.RESTART, "centre.setting.portal_address"),
    Setting("ca_certificate", Kind.TEXT, "", Change.RESTART, "centre.setting.ca_certificate"),
    Setting("trust_anchors", Kind.TEXT, "", Change.RESTART, "centre.setting.trust_anchors"),
    Setting("largest_file_mib", Kind.NUMBER, 100, Change.RESTART, "centre.setting.largest_file_mib"),
    Setting(
        "password_memory_kib",
        Kind.NUMBER,
        65536,
        Change.LIVE,
        "centre.setting.password_memory_kib",
        LEAST_PASSWORD_MEMORY_KIB,
    ),
    Setting("password_rounds", Kind.NUMBER, 3, Change.LIVE, "centre.setting.password_rounds", LEAST_PASSWORD_ROUNDS),
    Setting("secret_tries", Kind.NUMBER, 5, Change.RESTART, "centre.setting.secret_tries"),
    Setting("online_filing", Kind.TEXT, "yes", Change.RESTART, "centre.setting.online_filing"),
    Setting("secret_pause_minutes", Kind.NUMBER, 15, Change.RESTART, "centre.setting.secret_pause_minutes"),
    Setting("proof_level", Kind.TEXT, "", Change.RESTART, "centre.setting.proof_level"),
    Setting("stamp_address", Kind.TEXT, "", Change.RESTART, "centre.setting.stamp_address"),
    Setting("proof_hosts", Kind.TEXT, "", Change.RESTART, "centre.setting.proof_hosts"),
)
"""All settings but those of notices.

An empty `database` is the embedded one in the data directory; an empty `clock` the machine's own;
`trust_anchors` is a directory of certificates (DER or PEM), empty: `trust` in the data directory.
"""

NOTICE_SETTINGS = (
    Setting("notice_channels", Kind.TEXT, "", Change.RESTART, "centre.setting.notice_channels"),
    Setting("notice_quiet", Kind.TEXT, "21:00-07:00", Change.RESTART, "centre.setting.notice_quiet"),
    Setting("notice_days", Kind.NUMBER, 3, Change.RESTART, "centre.setting.notice_days"),
    Setting("notice_ca", Kind.TEXT, "", Change.RESTART, "centre.setting.notice_ca"),
    Setting("smtp_address", Kind.TEXT, "", Change.RESTART, "centre.setting.smtp_address"),
    Setting("smtp_user", Kind.TEXT, "", Change.RESTART, "centre.setting.smtp_user"),
    Setting("mail_from", Kind.TEXT, "", Change.RESTART, "centre.setting.mail_from"),
    Setting("smpp_address", Kind.TEXT, "", Change.RESTART, "centre.setting.smpp_address"),
    Setting("smpp_account", Kind.TEXT, "", Change.RESTART, "centre.setting.smpp_account"),
    Setting("smpp_sender", Kind.TEXT, "", Change.RESTART, "centre.setting.smpp_sender"),
    Setting("sms_marks", Kind.TEXT, "no", Change.RESTART, "centre.setting.sms_marks"),
    Setting("zalo_address", Kind.TEXT, "", Change.RESTART, "centre.setting.zalo_address"),
    Setting("zalo_login_address", Kind.TEXT, "", Change.RESTART, "centre.setting.zalo_login_address"),
    Setting("zalo_app", Kind.TEXT, "", Change.RESTART, "centre.setting.zalo_app"),
    Setting("zalo_forms", Kind.TEXT, "", Change.RESTART, "centre.setting.zalo_forms"),
)
"""How citizens are told; every channel is off by default. Secrets are no settings: they lie beside the centre's keys
(`smtp.secret`, `smpp.secret`, `zalo.secret`, `zalo.token`).
"""

ALL_SETTINGS = (*SETTINGS, *NOTICE_SETTINGS)


class SettingsFault(Exception):
    """A setting that cannot be used: which, where it came from, and the least it may be where it is too small."""

    def __init__(self, name: str, origin: str, least: int = 0) -> None:
        super().__init__(f"{name} ({origin})")
        self.name = name
        self.origin = origin
        self.least = least


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """The settings of notices as they were written; the bootstrap reads their meaning."""

    notice_channels: str
    notice_quiet: str
    notice_days: int
    notice_ca: str
    smtp_address: str
    smtp_user: str
    mail_from: str
    smpp_address: str
    smpp_account: str
    smpp_sender: str
    sms_marks: str
    zalo_address: str
    zalo_login_address: str
    zalo_app: str
    zalo_forms: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this run, under the data directory they belong to."""

    data: Path
    database: str
    province: str
    clock: str
    portal_address: str
    ca_certificate: str
    trust_anchors: str
    largest_file_mib: int
    password_memory_kib: int
    password_rounds: int
    online_filing: str
    secret_tries: int
    secret_pause_minutes: int
    notices: NoticeSettings
    proof_level: str = ""
    stamp_address: str = ""
    proof_hosts: str = ""

    @property
    def database_url(self) -> str:
        """The database: the one that is set, or the embedded one."""
        return self.database or f"sqlite:///{self.data / 'centre.db'}"

    @property
    def anchors_folder(self) -> Path:
        """Where the certificates of trusted authorities lie."""
        return Path(self.trust_anchors) if self.trust_anchors else self.data / "trust"


def load_settings(data: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of a data directory: defaults, then its file, then the environment. Raises SettingsFault."""
    values: dict[str, str | int] = {one.name: one.default for one in ALL_SETTINGS}
    for name, value in _file_values(data / CONFIG_NAME).items():
        values[name] = _checked(name, value, CONFIG_NAME)
    for one in ALL_SETTINGS:
        variable = _PREFIX + one.name.upper()
        if variable in environ:
            values[one.name] = _from_text(one, environ[variable], variable)
    return _settings(data, values)


def _file_values(path: Path) -> Mapping[str, object]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsFault("*", str(path)) from fault


def _checked(name: str, value: object, origin: str) -> str | int:
    row = next((one for one in ALL_SETTINGS if one.name == name), None)
    if row is None:
        raise SettingsFault(name, origin)
    if row.kind is Kind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return _enough(row, value, origin)
    if row.kind is Kind.TEXT and isinstance(value, str):
        return value
    raise SettingsFault(name, origin)


def _from_text(row: Setting, text: str, origin: str) -> str | int:
    if row.kind is Kind.TEXT:
        return text
    if not text.isascii() or not text.isdigit():
        raise SettingsFault(row.name, origin)
    return _enough(row, int(text), origin)


def _enough(row: Setting, value: int, origin: str) -> int:
    if value < row.least:
        raise SettingsFault(row.name, origin, row.least)
    return value


def _settings(data: Path, values: Mapping[str, str | int]) -> Settings:
    def text(name: str) -> str:
        return str(values[name])

    def number(name: str) -> int:
        return int(values[name])

    return Settings(
        data=data,
        database=text("database"),
        province=text("province"),
        clock=text("clock"),
        portal_address=text("portal_address"),
        ca_certificate=text("ca_certificate"),
        trust_anchors=text("trust_anchors"),
        largest_file_mib=number("largest_file_mib"),
        password_memory_kib=number("password_memory_kib"),
        password_rounds=number("password_rounds"),
        online_filing=_choice("online_filing", text("online_filing"), ("yes", "no")),
        secret_tries=number("secret_tries"),
        secret_pause_minutes=number("secret_pause_minutes"),
        notices=_notices(values),
        proof_level=_choice("proof_level", text("proof_level"), ("", *(proof.value for proof in Proof))),
        stamp_address=text("stamp_address"),
        proof_hosts=text("proof_hosts"),
    )


def _notices(values: Mapping[str, str | int]) -> NoticeSettings:
    def text(name: str) -> str:
        return str(values[name])

    return NoticeSettings(
        notice_channels=text("notice_channels"),
        notice_quiet=text("notice_quiet"),
        notice_days=int(values["notice_days"]),
        notice_ca=text("notice_ca"),
        smtp_address=text("smtp_address"),
        smtp_user=text("smtp_user"),
        mail_from=text("mail_from"),
        smpp_address=text("smpp_address"),
        smpp_account=text("smpp_account"),
        smpp_sender=text("smpp_sender"),
        sms_marks=text("sms_marks"),
        zalo_address=text("zalo_address"),
        zalo_login_address=text("zalo_login_address"),
        zalo_app=text("zalo_app"),
        zalo_forms=text("zalo_forms"),
    )


def _choice(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise SettingsFault(name, value)
    return value
