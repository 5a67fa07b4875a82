"""The command that signs PDF files in a token, in one batch; needs neither enrolment nor store; keeps no PIN."""

import getpass
import hashlib
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from desk_client import belongings
from desk_client.paper_commands import trusted_by
from desk_client.ports import DeskFault, disk_fault
from desk_client.services.tokens import Revoked, no_lists
from desk_client.sign_choice import CommandChoice, choose
from sandbox.runner import Sandbox
from token_signing.batch import KeptBefore, Signed, Unsigned
from token_signing.certificate import CertificateFacts
from token_signing.certificate_reader import read_certificate
from token_signing.devices.driver import DriverToken
from token_signing.devices.one_pin import AskedEachTime
from token_signing.devices.port import Health, Layer, Pkcs11Place, TokenSession, TokenTrouble, Trouble
from token_signing.faults import PaperFault, PaperFaultCode
from token_signing.kinds import SigningKind, rule_for
from token_signing.levels import Level, Proofs
from token_signing.revocation_list import Asked, look_through
from token_signing.sign_files import FileSigned, Job, sign_files
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import Issue, StampFonts
from token_signing.verify import LIMITS
from token_signing.verify_files import Say, read_chosen

VIETNAM = timezone(timedelta(hours=7))
_COPY_HEAD = "SAO Y"


@dataclass(frozen=True, slots=True)
class SigningReply:
    """What became of the files: a line for programs and one for a person each, how many are signed, the trouble."""

    facts: tuple[Mapping[str, object], ...]
    lines: tuple[str, ...]
    signed: int
    trouble: TokenTrouble | None = None


def sign(asked: Namespace, say: Say) -> SigningReply:
    """Sign the files named; a token that cannot be opened signs none and says why."""
    job = _job(asked)
    if job.level is not Level.B_B and job.proofs is None:
        raise DeskFault("stamp_address_missing")
    token = DriverToken(Pkcs11Place(asked.module, asked.label), lambda: job.at)
    try:
        return _sign(asked, job, token, say)
    finally:
        token.close()


def _sign(asked: Namespace, job: Job, token: DriverToken, say: Say) -> SigningReply:
    def ask() -> str:
        return _pin(from_stdin=asked.pin_stdin, prompt=say("desk.sign.pin"))

    choice = _choice(asked, job, token, say)
    if choice.revoked:
        return _not_opened(TokenTrouble(Trouble.REVOKED), say)
    tries = choice.state.at(Layer.TRIES).finding
    if tries.health is Health.WARNING:
        sys.stderr.write(say(tries.message) + "\n")
    pin = None if choice.state.pin_pad and not asked.pin_stdin else ask()
    if pin == "":
        raise DeskFault("pin_missing")  # an empty one would cost a try
    opened = token.open(pin, choice.certificate)
    if isinstance(opened, TokenTrouble):
        return _not_opened(opened, say)
    _tell_taken(choice, read_certificate(opened.certificate_der), say)
    session = AskedEachTime(opened, ask)
    try:
        told = list(_signed(job, session))
    finally:
        session.close()
    facts = tuple(_facts(one, job, session, say) for one in told)
    return SigningReply(
        facts,
        tuple(f"{row['file']}: {row['text']}" for row in facts),
        sum(row["signed"] is True for row in facts),
        next((_trouble(one) for one in told if _trouble(one) is not None), None),
    )


def _revoked(asked: Namespace, job: Job) -> Revoked:
    """By the lists given, or those of the folder `trust`, as `verify` goes by them."""
    trusted = trusted_by(asked.anchor)

    def revoked(facts: CertificateFacts, authorities: tuple[bytes, ...]) -> bool:
        with Sandbox(LIMITS) as sandbox:
            wanted = Asked(facts.issuer, facts.serial, (*trusted.anchors, *authorities))
            listed = look_through(sandbox, trusted.revocation_lists, wanted)
        if listed is None:
            raise DeskFault("anchor_unreadable", detail=".crl")
        return listed.since is not None and listed.since <= job.at

    return revoked if trusted.revocation_lists else no_lists


def _choice(asked: Namespace, job: Job, token: DriverToken, say: Say) -> CommandChoice:
    """What signs; where that cannot be told, those that are there are named."""
    states = token.states()
    try:
        return choose(states, asked.certificate, _revoked(asked, job))
    except DeskFault:
        _name([held.facts for state in states for held in state.held], say)
        raise


def _tell_taken(choice: CommandChoice, taken: CertificateFacts, say: Say) -> None:
    """Where nobody named one of several certificates: which one signs, and the others."""
    if len(choice.able) > 1:
        sys.stderr.write(say("desk.sign.takes", **_words(taken)) + "\n")
        _name([one for one in choice.able if one.sha256 != taken.sha256], say)


def _name(certificates: Sequence[CertificateFacts], say: Say) -> None:
    sys.stderr.writelines(say("desk.sign.there", **_words(one)) + "\n" for one in certificates)


def _words(facts: CertificateFacts) -> dict[str, str]:
    until = f"{facts.not_after:%d/%m/%Y}"
    return {"name": facts.common_name, "issuer": facts.issuer_name, "until": until, "sha256": facts.sha256}


def _signed(job: Job, session: TokenSession) -> Iterator[FileSigned]:
    fonts = belongings.load_fonts()
    cut: StampFonts = cut_fonts(fonts.serif, fonts.serif_bold)
    try:
        yield from sign_files(job, session, cut)
    except PaperFault as fault:
        raise DeskFault(fault.code.value) from fault
    except OSError as fault:
        told = disk_fault(fault)
        raise (told if told.code == "disk_full" else DeskFault("file_unwritable")) from fault


def _job(asked: Namespace) -> Job:
    kind, at = SigningKind(asked.kind), datetime.now(VIETNAM).replace(microsecond=0)
    rule = rule_for(kind, at.date())
    if rule is None:
        raise DeskFault("kind_not_in_force", detail=kind.value)
    picture = read_chosen(asked.picture) if asked.picture else b""
    if asked.picture and not picture:
        raise DeskFault("picture_unreadable", detail=asked.picture.name)
    issue = Issue(asked.number, asked.date) if asked.number and asked.date else None
    head = asked.head or (_COPY_HEAD if kind is SigningKind.COPY else "")
    roots = trusted_by(asked.anchor).anchors
    proofs = Proofs(asked.stamp, roots) if asked.stamp else None
    return Job(tuple(asked.file), asked.out, rule, at, picture or b"", head, issue, Level(asked.level), proofs)


def _pin(*, from_stdin: bool, prompt: str) -> str:
    """The PIN as typed, "" for none; from the input one line each, when the key asks for it again."""
    try:
        return sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass.getpass(prompt)
    except EOFError:
        return ""


def _not_opened(trouble: TokenTrouble, say: Say) -> SigningReply:
    said = say(trouble.kind.value)
    facts = {"signed": False, "error": trouble.kind.name.lower(), "tries_left": trouble.tries_left, "text": said}
    return SigningReply((facts,), (said,), 0, trouble)


def _facts(one: FileSigned, job: Job, session: TokenSession, say: Say) -> Mapping[str, object]:
    base = {"file": str(one.path), "out": str(one.out), "kind": job.rule.kind.value, "basis": job.rule.basis}
    match one.outcome:
        case Signed() as signed:
            facts = read_certificate(session.certificate_der)
            return {
                **base,
                "signed": True,
                "level": one.level.value,
                "sha256": _sha256(one, signed),
                "digest": signed.digest_hex,
                "signer": facts.common_name,
                "certificate_sha256": facts.sha256,
                "signed_at": job.at.isoformat(),
                "text": say("desk.sign.done" if one.level is job.level else "desk.sign.lower"),
            }
        case KeptBefore():
            return {
                **base,
                "signed": True,
                "kept_before": True,
                "level": one.level.value,
                "text": say("desk.sign.before" if one.level is job.level else "desk.sign.lower"),
            }
        case Unsigned(_, PaperFaultCode() as code):
            return {**base, "signed": False, "error": code.value, "text": say(f"signing.remedy.{code.value}")}
        case Unsigned(_, TokenTrouble() as trouble):
            return {**base, "signed": False, "error": trouble.kind.name.lower(), "text": say(trouble.kind.value)}
        case _:
            return {**base, "signed": False, "error": "not_reached", "text": say("desk.sign.not_reached")}


def _sha256(one: FileSigned, signed: Signed) -> str:
    """Of the file as it lies there now: a raised one is longer than what the token signed."""
    return signed.sha256 if one.level is Level.B_B else hashlib.sha256(one.out.read_bytes()).hexdigest()


def _trouble(one: FileSigned) -> TokenTrouble | None:
    match one.outcome:
        case Unsigned(_, TokenTrouble() as trouble):
            return trouble
        case _:
            return None
