"""Builds what puts proofs behind signed results; nothing where the settings do not ask for it."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from central_server.bootstrap.build import Centre
from central_server.bootstrap.filing import build_own_acts
from central_server.bootstrap.trust import read_trust
from central_server.ports.proofs import ProofTrouble, Proved
from central_server.ports.world import ZONE
from central_server.services.archive_copies import ProvingParts
from central_server.services.proving import Proving
from central_server.services.renewing import Renewing
from central_server.settings import Settings, SettingsFault
from dossier.values import Proof
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.ask_line import HttpLine
from token_signing.levels import Level, LevelTrouble, Proofs, Raised
from token_signing.raise_level import Line, raise_level, renew_stamp
from token_signing.verdict import Verdict
from token_signing.verify import LIMITS, WARM, TrustedBy, verify

_SECONDS = 20.0
"""Of one step of raising in its child: nobody waits for it."""
_TROUBLES = {LevelTrouble.LINE: ProofTrouble.LINE}


class SandboxProver:
    """Parses in a child without a network and asks authorities from here; close it when done."""

    def __init__(self, wanted: Proof, stamp_address: str, trusted: TrustedBy, line: Line) -> None:
        self._wanted = wanted
        self._trusted = trusted
        self._proofs = Proofs(stamp_address, trusted.anchors)
        self._line = line
        self._sandbox = Sandbox(Limits(_SECONDS, LIMITS.memory_bytes))
        self._checking = Sandbox(LIMITS, warm=WARM)

    @property
    def wanted(self) -> Proof:
        """What the province wants."""
        return self._wanted

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        """Add what is missing, then have the whole judged like any file."""
        raised = raise_level(self._sandbox, self._line, pdf, Level(self._wanted.value), self._proofs)
        trouble, said = _trouble(raised)
        if raised.level is Level.B_B:
            return Proved(pdf, None, None, trouble, said)
        proved = self.look(raised.pdf, at)
        if proved.proof is None or proved.proof.value != raised.level.value:
            return Proved(pdf, None, None, ProofTrouble.NOT_GREEN, proved.detail)
        return replace(proved, trouble=trouble, detail=said)

    def renew(self, pdf: bytes, at: datetime) -> Proved:
        """One more archive stamp behind answers about the one before; what does not come out green is none."""
        raised = renew_stamp(self._sandbox, self._line, pdf, self._proofs)
        trouble, said = _trouble(raised)
        if trouble is not None or raised.level is not Level.B_LTA or raised.pdf == pdf:
            return Proved(pdf, None, None, trouble or ProofTrouble.REFUSED, said)
        proved = self.look(raised.pdf, at)
        return proved if proved.proof is Proof.ARCHIVED else replace(proved, pdf=pdf, proof=None)

    def look(self, pdf: bytes, at: datetime) -> Proved:
        """Judged like any file."""
        found = verify(self._checking, pdf, self._trusted, at.replace(tzinfo=ZONE))
        newest, level = found.newest_stamp, found.level
        if found.verdict is not Verdict.GREEN or newest is None or level is None or found.stamped_at is None:
            return Proved(pdf, None, None, ProofTrouble.NOT_GREEN, found.indication)
        moments = (_local(found.stamped_at), _local(newest.proven_at), _local(newest.until))
        stamped_at, newest_at, ends = moments
        return Proved(pdf, Proof(level.value), stamped_at, newest_at=newest_at, stamp_ends=ends)

    def close(self) -> None:
        """End the children."""
        self._sandbox.close()
        self._checking.close()


def _trouble(raised: Raised) -> tuple[ProofTrouble | None, str]:
    if raised.trouble is None:
        return None, ""
    return _TROUBLES.get(raised.trouble, ProofTrouble.REFUSED), f"{raised.trouble.value} {raised.detail}".strip()


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(ZONE).replace(tzinfo=None)


def build_prover(settings: Settings) -> SandboxProver | None:
    """The prover of the settings, None where none is asked for. Raises SettingsFault for a level without an address."""
    if not settings.proof_level:
        return None
    address = urlsplit(settings.stamp_address)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingsFault("stamp_address", settings.stamp_address or "proof_level")
    hosts = frozenset({address.hostname, *settings.proof_hosts.lower().split()})
    trusted = read_trust(settings.anchors_folder)
    return SandboxProver(Proof(settings.proof_level), settings.stamp_address, trusted, HttpLine(hosts=hosts))


def build_proving(centre: Centre, prover: SandboxProver) -> Proving:
    """What serves the results that wait."""
    return Proving(_parts(centre, prover))


def build_renewing(centre: Centre, prover: SandboxProver) -> Renewing:
    """What stamps archive copies again."""
    return Renewing(_parts(centre, prover))


def _parts(centre: Centre, prover: SandboxProver) -> ProvingParts:
    return ProvingParts(
        storage=centre.store,
        clock=centre.clock,
        rulebook=centre.rulebook,
        files=centre.shelf,
        own=build_own_acts(centre),
        prover=prover,
        alarm=centre.alarm,
    )
