"""Builds what puts proofs behind signed results; nothing where the settings do not ask for it."""

from datetime import datetime
from urllib.parse import urlsplit

from central_server.bootstrap.build import Centre
from central_server.bootstrap.filing import build_own_acts
from central_server.bootstrap.trust import read_trust
from central_server.ports.proofs import ProofTrouble, Proved
from central_server.ports.world import ZONE
from central_server.services.proving import Proving, ProvingParts
from central_server.settings import Settings, SettingsFault
from dossier.values import Proof
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.ask_line import HttpLine
from token_signing.levels import Level, LevelTrouble, Proofs
from token_signing.raise_level import Line, raise_level
from token_signing.verdict import Verdict
from token_signing.verify import LIMITS, TrustedBy, verify

_SECONDS = 20.0
"""Of one step in the child: nobody waits for it."""
_TROUBLES = {LevelTrouble.LINE: ProofTrouble.LINE}


class SandboxProver:
    """Parses in a child without a network and asks authorities from here; close it when done."""

    def __init__(self, wanted: Proof, stamp_address: str, trusted: TrustedBy, line: Line) -> None:
        self._wanted = wanted
        self._trusted = trusted
        self._proofs = Proofs(stamp_address, trusted.anchors)
        self._line = line
        self._sandbox = Sandbox(Limits(_SECONDS, LIMITS.memory_bytes))

    @property
    def wanted(self) -> Proof:
        """What the province wants."""
        return self._wanted

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        """Add what is missing, then have the whole judged like any file."""
        raised = raise_level(self._sandbox, self._line, pdf, Level(self._wanted.value), self._proofs)
        trouble = None if raised.trouble is None else _TROUBLES.get(raised.trouble, ProofTrouble.REFUSED)
        said = "" if raised.trouble is None else f"{raised.trouble.value} {raised.detail}".strip()
        if raised.level is Level.B_B:
            return Proved(pdf, None, None, trouble, said)
        found = verify(self._sandbox, raised.pdf, self._trusted, at.replace(tzinfo=ZONE))
        if found.verdict is not Verdict.GREEN or found.level is not raised.level or found.stamped_at is None:
            return Proved(pdf, None, None, ProofTrouble.NOT_GREEN, found.indication)
        stamped_at = found.stamped_at.astimezone(ZONE).replace(tzinfo=None)
        return Proved(raised.pdf, Proof(raised.level.value), stamped_at, trouble, said)

    def close(self) -> None:
        """End the child."""
        self._sandbox.close()


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
    return Proving(
        ProvingParts(
            storage=centre.store,
            clock=centre.clock,
            rulebook=centre.rulebook,
            files=centre.shelf,
            own=build_own_acts(centre),
            prover=prover,
            alarm=centre.alarm,
        )
    )
