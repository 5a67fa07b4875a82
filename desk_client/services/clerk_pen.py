"""The clerk's pen: the papers of a dossier that this office scanned, and the form that goes to the citizen online.

Each is signed in his token (TT 01/2018 art. 9-10).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.signers import own_hand
from desk_client.services.signing_batch import Sheet, Signature, SigningFault
from desk_client.services.signing_pens import draft_of
from dossier.acts import AttachPaper, FileRef, PaperEntry, PaperForm
from dossier.course import SignForm
from dossier.refusals import Refusal, RefusalCode
from dossier.signers import Signer
from dossier.signing_checks import form_of, standing_form
from dossier.state import Dossier
from dossier.values import Channel
from token_signing.certificate import CertificateFacts
from token_signing.kinds import SigningKind, rule_for
from token_signing.placing import Corner, Placing

_BASIS = "TT 01/2018 art. 10"
_FORM = "form"
_FOOT = (280, 46)
"""Width and height of the signature at the foot of a scan, in points (ours): it stays in the margin."""
_OVER_NAME = (180, 56)
"""The same over the clerk's name on a form, where its drawing leaves room for a hand."""


DrawForm = Callable[[Session, Dossier], FileRef]


def key_of(dossier: str, paper: PaperEntry) -> str:
    """The name of a paper of a dossier in a batch."""
    return f"{dossier}/{paper.slot}"


def form_key_of(dossier: str) -> str:
    """The name of a dossier's form in a batch."""
    return f"{dossier}/{_FORM}"


def unsigned_form(state: Dossier) -> str:
    """The form that goes to the citizen online and that nobody signed since it was given; "" for none."""
    online = state.channel is Channel.ONLINE or bool(state.way.request)
    return form_of(state) if online and standing_form(state) is None else ""


def unsigned_scans(state: Dossier) -> tuple[PaperEntry, ...]:
    """The papers whose pages were scanned for this dossier and that nobody signed.

    Not what the citizen sent as a file, and not the paper that a leader signs as the result given at once.
    """
    answer = draft_of(state) if state.at_once else None
    return tuple(paper for paper in state.papers if _is_ours(paper) and paper.file != answer)


def _is_ours(paper: PaperEntry) -> bool:
    scanned = paper.file is not None and paper.reuse is None and paper.form is not PaperForm.ELECTRONIC
    return scanned and paper.signature is None


@dataclass(frozen=True, slots=True)
class ClerkPapers:
    """What a clerk signs: by name the hash of each scan that was listed ("" of a form), and what draws a form."""

    seen: Mapping[str, str]
    draw: DrawForm


@dataclass(slots=True)
class ClerkPen:
    """Signs scans and forms; `seen` gives the hash of the scan that was listed by the paper's name in the batch.

    `draw` makes and keeps the form that counts now.
    """

    parts: Parts
    acting: Acting
    seen: Mapping[str, str]
    draw: DrawForm
    kind: SigningKind = SigningKind.CLERK
    _drawn: dict[FileRef, str] = field(default_factory=dict)

    def signer(self, session: Session) -> Signer:
        """The person who sits here."""
        return own_hand(self.parts, session)

    def sheet(self, session: Session, key: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The scan that was listed, if the rules let this person put it into the dossier now."""
        dossier, _, slot = key.rpartition("/")
        state = self.parts.queries.dossier(dossier)
        if slot == _FORM and state is not None:
            return self._form(session, state, facts)
        papers = () if state is None else unsigned_scans(state)
        file = next((paper.file for paper in papers if str(paper.slot) == slot), None)
        if file is None:
            return SigningFault.NO_DRAFT
        if file.sha256 != self.seen[key]:
            return Refusal(RefusalCode.CONTENT_CHANGED, _BASIS)
        wanted = AttachPaper(int(slot), file, None, file.sha256, facts.common_name, facts.sha256)
        return self.acting.would_refuse(session, wanted, dossier) or Sheet(dossier, file, self._placing(_FOOT))

    def write(self, scribe: Scribe, state: Dossier, made: Signature, _pdf: bytes) -> Dossier:
        """The signed pages in the place of the scan, or the signed form."""
        form, paper = self._drawn.get(made.paper), made.paper
        if form is not None:
            certificate = made.certificate_sha256
            signed = SignForm(form, paper, made.file, made.signer, certificate, made.digest, made.cms)
            return scribe.write(signed, state.id).state
        slot = next((paper.slot for paper in unsigned_scans(state) if paper.file == made.paper), None)
        if slot is None:
            raise Refused(Refusal(RefusalCode.CONTENT_CHANGED, _BASIS))
        return scribe.write(_payload(slot, made.file, made), state.id).state

    def _form(self, session: Session, state: Dossier, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        form = unsigned_form(state)
        if not form:
            return SigningFault.NO_DRAFT
        drawn = self.draw(session, state)
        wanted = SignForm(form, drawn, drawn, facts.common_name, facts.sha256)
        refusal = self.acting.would_refuse(session, wanted, state.id)
        if refusal is None:
            self._drawn[drawn] = form
        return refusal or Sheet(state.id, drawn, self._placing(_OVER_NAME, facts.common_name))

    def _placing(self, size: tuple[int, int], above: str = "") -> Placing | None:
        """Above a name of the last page, else at the foot."""
        rule, (width, height) = rule_for(self.kind, self.parts.clock.now().date()), size
        if rule is None:
            return None
        return replace(rule.placing, width=width, height=height, above=above, corner=Corner.FOOT)


def _payload(slot: int, file: FileRef, made: Signature) -> AttachPaper:
    return AttachPaper(slot, file, None, made.paper.sha256, made.signer, made.certificate_sha256, made.digest, made.cms)
