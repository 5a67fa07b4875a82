"""Hands letters to a mail relay by SMTP (RFC 5321); the relay's own word on each letter is the proof that is kept."""

import hashlib
import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from central_server.channels.settings import MailSettings
from central_server.ports.notices import NotTaken, Outgoing, Receipt, Taken, Trouble

_SECONDS = 20.0
_PLAIN = SMTP.clone(cte_type="7bit")
"""Seven bits only: not every relay takes eight."""
_DOWN = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


class MailSender:
    """Sends over one connection for each group of letters."""

    def __init__(self, settings: MailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def send(self, messages: Sequence[Outgoing]) -> Sequence[Taken | NotTaken]:
        """One answer for each letter; after the relay is lost the others are told so."""
        try:
            relay = self._connect()
        except (*_DOWN, smtplib.SMTPException) as fault:
            return [NotTaken(Trouble.CHANNEL, _code_of(fault))] * len(messages)
        try:
            return self._all(relay, messages)
        finally:
            relay.close()

    def receive(self, keep: Callable[[Sequence[Receipt]], None]) -> None:
        """A relay says nothing later that could be trusted: a returned letter can be written by anybody."""

    def close(self) -> None:
        """No session is kept."""

    def _connect(self) -> smtplib.SMTP:
        peer = self._settings.peer
        if peer.tls is not None and not self._settings.begin_tls:
            relay: smtplib.SMTP = smtplib.SMTP_SSL(peer.host, peer.port, timeout=_SECONDS, context=peer.tls)
        else:
            relay = smtplib.SMTP(peer.host, peer.port, timeout=_SECONDS)
        try:
            if peer.tls is not None and self._settings.begin_tls:
                relay.starttls(context=peer.tls)
            if self._settings.user:
                relay.login(self._settings.user, self._settings.password)
        except Exception:
            relay.close()
            raise
        return relay

    def _all(self, relay: smtplib.SMTP, messages: Sequence[Outgoing]) -> list[Taken | NotTaken]:
        answers: list[Taken | NotTaken] = []
        for message in messages:
            try:
                answers.append(self._one(relay, message))
            except ValueError:
                answers.append(NotTaken(Trouble.NEVER, "unwritable"))  # a line end in a header: nothing was said
            except _DOWN as fault:
                left = len(messages) - len(answers)
                return answers + [NotTaken(Trouble.CHANNEL, _code_of(fault))] * left
        return answers

    def _one(self, relay: smtplib.SMTP, message: Outgoing) -> Taken | NotTaken:
        """Sender, receiver, letter: the first of them that is not wanted ends it."""
        letter = self._letter(message)
        relay.ehlo_or_helo_if_needed()
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            lambda: relay.mail(self._settings.sender),
            lambda: relay.rcpt(message.to),
            lambda: _data(relay, letter.as_bytes()),
        )
        code, said = 0, b""
        for place, step in enumerate(steps):
            code, said = step()
            if code not in (250, 251):
                relay.rset()
                return _refused(code, own_fault=place == 0)
        return Taken((letter["Message-ID"],), f"{code} {said.decode('ascii', 'replace')}")

    def _letter(self, message: Outgoing) -> EmailMessage:
        settings = self._settings
        letter = EmailMessage(policy=_PLAIN)
        letter["From"] = Address(settings.sender_name, addr_spec=settings.sender)
        letter["To"] = message.to
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(self._now())
        name = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        # The same letter keeps its name when it has to go once more, so that a mailbox can tell.
        letter["Message-ID"] = f"<{name}@{settings.sender.partition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


def _data(relay: smtplib.SMTP, body: bytes) -> tuple[int, bytes]:
    try:
        return relay.data(body)
    except smtplib.SMTPDataError as fault:
        return _answer_of(fault)


def _answer_of(fault: smtplib.SMTPResponseException) -> tuple[int, bytes]:
    said = fault.smtp_error
    return fault.smtp_code, said if isinstance(said, bytes) else said.encode()


def _refused(code: int, *, own_fault: bool) -> NotTaken:
    """A 5xx to our own sender's name is the channel's trouble, to the receiver or the letter it is final."""
    if own_fault and code >= 500:
        return NotTaken(Trouble.CHANNEL, f"smtp_{code}")
    return NotTaken(Trouble.NEVER if code >= 500 else Trouble.LATER, f"smtp_{code}")


def _code_of(fault: Exception) -> str:
    """A short name without the other side's words: these may quote an address."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"smtp_{fault.smtp_code}"
    return type(fault).__name__
