"""Builds what tells citizens: the table of notices, the channels that are set up, the rounds of work."""

import os
import ssl
import tomllib
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from central_server.bootstrap.build import Centre
from central_server.channels.mail import MailSender
from central_server.channels.settings import MailSettings, Peer, SmsSettings, ZaloSettings
from central_server.channels.sms import SmsSender
from central_server.channels.zalo import ZaloSender, ZaloToken
from central_server.ports.faults import CentreFault
from central_server.ports.notices import OUTGOING, NoticeChannel, Sender
from central_server.ports.world import ZONE
from central_server.services.notices.calls import NoticeCalls
from central_server.services.notices.contacts import email
from central_server.services.notices.fold import FoldParts, NoticeFold
from central_server.services.notices.plan import Plan
from central_server.services.notices.quiet import QuietHours, parse_quiet
from central_server.services.notices.rounds import NoticeRounds, RoundParts
from central_server.services.notices.sending import NoticeSending, SendingParts
from central_server.services.notices.table import NoticeTable, parse_table
from central_server.settings import NoticeSettings, SettingsFault
from dossier.rows import CatalogueFault

_SENDER_NAME = "Một cửa điện tử"
_LINES = {"plain": 25, "starttls": 587, "tls": 465}
_HTTP = {"http": 80, "https": 443}
_SMPP = {"plain": 2775, "tls": 3550}


@dataclass(frozen=True, slots=True)
class Notices:
    """What tells citizens; `close` ends the sessions of the channels."""

    plan: Plan
    rounds: NoticeRounds
    senders: Mapping[NoticeChannel, Sender]

    def close(self) -> None:
        """End the sessions and let another runner begin."""
        for sender in self.senders.values():
            sender.close()
        with suppress(CentreFault):  # a database that is away keeps the lease until it runs out
            self.rounds.end()


def load_table() -> NoticeTable:
    """The shipped rows and texts; raises CentreFault `province_faulty` naming the bad one."""
    folder = files("resources") / "notices"
    rows, texts = (tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in ("rows", "texts"))
    try:
        return parse_table(rows, texts)
    except CatalogueFault as fault:
        raise CentreFault("province_faulty", str(fault)) from fault


def build_plan(centre: Centre) -> Plan:
    """The province's choices; raises SettingsFault."""
    settings = centre.settings.notices
    return Plan(
        table=load_table(),
        channels=_channels(settings.notice_channels),
        quiet=_quiet(settings.notice_quiet),
        days=settings.notice_days,
        portal=centre.settings.portal_address,
    )


def build_calls(centre: Centre) -> NoticeCalls:
    """The offices' lists of calls."""
    return NoticeCalls(centre.store, centre.clock, build_plan(centre))


def build_mail(centre: Centre) -> Sender | None:
    """A sender of letters of its own, or None where letters are not a channel; raises SettingsFault, CentreFault."""
    return _mail(centre) if NoticeChannel.EMAIL in _channels(centre.settings.notices.notice_channels) else None


def build_notices(centre: Centre) -> Notices:
    """Everything; raises SettingsFault for a channel that is wanted and not set up, CentreFault for an open secret."""
    plan = build_plan(centre)
    senders = {channel: _SENDERS[channel](centre) for channel in plan.channels}
    fold = NoticeFold(FoldParts(centre.store, centre.clock, centre.rulebook, centre.alarm, plan))
    sending = NoticeSending(SendingParts(centre.store, centre.clock, centre.alarm, plan, senders))
    calls = NoticeCalls(centre.store, centre.clock, plan)
    holder = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
    rounds = NoticeRounds(RoundParts(centre.store, centre.clock, fold, sending, calls, holder))
    return Notices(plan, rounds, senders)


def _channels(text: str) -> tuple[NoticeChannel, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {channel.value: channel for channel in OUTGOING}
    if any(name not in known for name in names) or len(set(names)) != len(names):
        raise SettingsFault("notice_channels", text)
    return tuple(known[name] for name in names)


def _mail(centre: Centre) -> Sender:
    settings = centre.settings.notices
    peer, line = _peer("smtp_address", settings.smtp_address, _LINES, settings)
    if email(settings.mail_from) is None:
        raise SettingsFault("mail_from", settings.mail_from)
    user = settings.smtp_user
    return MailSender(
        MailSettings(
            peer=peer,
            sender=settings.mail_from,
            sender_name=_SENDER_NAME,
            begin_tls=line == "starttls",
            user=user,
            password=_secret(centre, "smtp") if user else "",
        ),
        lambda: _aware(centre.clock.now()),
    )


def _sms(centre: Centre) -> Sender:
    settings = centre.settings.notices
    peer, _ = _peer("smpp_address", settings.smpp_address, _SMPP, settings)
    if settings.sms_marks not in ("yes", "no"):
        raise SettingsFault("sms_marks", settings.sms_marks)
    if not settings.smpp_sender.isascii() or not 1 <= len(settings.smpp_sender) <= 20:
        raise SettingsFault("smpp_sender", settings.smpp_sender)
    return SmsSender(
        SmsSettings(
            peer=peer,
            system_id=settings.smpp_account,
            sender=settings.smpp_sender,
            marks=settings.sms_marks == "yes",
            password=_secret(centre, "smpp"),
        )
    )


def _zalo(centre: Centre) -> Sender:
    settings = centre.settings.notices
    peer, _ = _peer("zalo_address", settings.zalo_address, _HTTP, settings)
    login, _ = _peer("zalo_login_address", settings.zalo_login_address, _HTTP, settings)
    parts = [one.partition("=") for one in settings.zalo_forms.split(",") if one.strip()]
    forms = {name.strip(): form.strip() for name, _, form in parts}
    if not all(forms.values()) or not forms.keys() <= load_table().texts.keys():
        raise SettingsFault("zalo_forms", settings.zalo_forms)
    secret = _secret(centre, "zalo")
    made = ZaloSettings(peer=peer, login=login, forms=forms, app_id=settings.zalo_app, secret=secret)
    return ZaloSender(made, TokenFile(centre.settings.data / "keys" / "zalo.token"))


_SENDERS: Mapping[NoticeChannel, Callable[[Centre], Sender]] = {
    NoticeChannel.EMAIL: _mail,
    NoticeChannel.SMS: _sms,
    NoticeChannel.ZALO: _zalo,
}


def _peer(name: str, text: str, lines: Mapping[str, int], settings: NoticeSettings) -> tuple[Peer, str]:
    """Host and port of `line://host[:port]`, with TLS for every line that is not plain."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as fault:
        raise SettingsFault(name, text) from fault
    if parts.scheme not in lines or not parts.hostname or parts.path.strip("/"):
        raise SettingsFault(name, text)
    secured = parts.scheme not in ("plain", "http")
    return Peer(parts.hostname, port or lines[parts.scheme], _tls(settings) if secured else None), parts.scheme


def _tls(settings: NoticeSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.notice_ca or None)
    except OSError as fault:
        raise SettingsFault("notice_ca", settings.notice_ca) from fault


def _secret(centre: Centre, name: str) -> str:
    """A secret beside the keys; raises CentreFault `secret_missing`, or `keys_open` for a file others can read."""
    return _owned(centre.settings.data / "keys" / f"{name}.secret").decode().strip()


def _owned(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as fault:
        raise CentreFault("secret_missing", path.name) from fault
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise CentreFault("keys_open", path.name)
    return body


class TokenFile:
    """Zalo's token in a file that only its owner may read: JSON with `access` and `renewal`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> ZaloToken | None:
        """The token, or None where there is none; raises CentreFault `keys_open`."""
        if not self._path.exists():
            return None
        try:
            return msgspec.json.decode(_owned(self._path), type=ZaloToken)
        except msgspec.MsgspecError as fault:
            raise CentreFault("secret_missing", self._path.name) from fault

    def write(self, token: ZaloToken) -> None:
        """Put a new token in the place of the old one, durable before it is used."""
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(token))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _quiet(text: str) -> QuietHours:
    try:
        return parse_quiet(text)
    except ValueError as fault:
        raise SettingsFault("notice_quiet", text) from fault


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=ZONE)
