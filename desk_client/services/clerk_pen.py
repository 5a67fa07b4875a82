"""The clerk's pen: the papers of a dossier that this office scanned, each signed in his token (TT 01/2018 art. 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.signers import own_hand
from desk_client.services.signing_batch import Sheet, Signature, SigningFault
from desk_client.services.signing_pens import draft_of
from dossier.acts import AttachPaper, FileRef, PaperEntry, PaperForm
from dossier.refusals import Refusal, RefusalCode
from dossier.signers import Signer
from dossier.state import Dossier
from token_signing.certificate import CertificateFacts
from token_signing.kinds import SigningKind, rule_for
from token_signing.placing import Corner, Placing

_BASIS = "TT 01/2018 art. 10"
_FOOT = (280, 46)
"""Width and height of the signature at the foot of a scan, in points (ours): it stays in the margin."""


def key_of(dossier: str, paper: PaperEntry) -> str:
    """The name of a paper of a dossier in a batch."""
    return f"{dossier}/{paper.slot}"


def unsigned_scans(state: Dossier) -> tuple[PaperEntry, ...]:
    """The papers whose pages were scanned for this dossier and that nobody signed.

    Not what the citizen sent as a file, and not the paper that a leader signs as the result given at once.
    """
    answer = draft_of(state) if state.at_once else None
    return tuple(paper for paper in state.papers if _is_ours(paper) and paper.file != answer)


def _is_ours(paper: PaperEntry) -> bool:
    scanned = paper.file is not None and paper.reuse is None and paper.form is not PaperForm.ELECTRONIC
    return scanned and paper.signature is None


@dataclass(slots=True)
class ClerkPen:
    """Signs scans; `seen` gives the hash of the file that was listed by the paper's name in the batch."""

    parts: Parts
    acting: Acting
    seen: Mapping[str, str]
    kind: SigningKind = SigningKind.CLERK

    def signer(self, session: Session) -> Signer:
        """The person who sits here."""
        return own_hand(self.parts, session)

    def sheet(self, session: Session, key: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The scan that was listed, if the rules let this person put it into the dossier now."""
        dossier, _, slot = key.rpartition("/")
        state = self.parts.queries.dossier(dossier)
        papers = () if state is None else unsigned_scans(state)
        file = next((paper.file for paper in papers if str(paper.slot) == slot), None)
        if file is None:
            return SigningFault.NO_DRAFT
        if file.sha256 != self.seen[key]:
            return Refusal(RefusalCode.CONTENT_CHANGED, _BASIS)
        wanted = AttachPaper(int(slot), file, None, file.sha256, facts.common_name, facts.sha256)
        return self.acting.would_refuse(session, wanted, dossier) or Sheet(dossier, file, self._placing())

    def write(self, scribe: Scribe, state: Dossier, made: Signature, _pdf: bytes) -> Dossier:
        """The signed pages in the place of the scan."""
        slot = next((paper.slot for paper in unsigned_scans(state) if paper.file == made.paper), None)
        if slot is None:
            raise Refused(Refusal(RefusalCode.CONTENT_CHANGED, _BASIS))
        return scribe.write(_payload(slot, made.file, made), state.id).state

    def _placing(self) -> Placing | None:
        rule, (width, height) = rule_for(self.kind, self.parts.clock.now().date()), _FOOT
        return None if rule is None else replace(rule.placing, width=width, height=height, corner=Corner.FOOT)


def _payload(slot: int, file: FileRef, made: Signature) -> AttachPaper:
    return AttachPaper(slot, file, None, made.paper.sha256, made.signer, made.certificate_sha256, made.digest, made.cms)
