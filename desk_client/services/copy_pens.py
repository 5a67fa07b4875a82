"""The two pens of văn thư beside an issued result: copies of the agency's documents, and annexes (NĐ 30/2020)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.services.signers import office_hand
from desk_client.services.signing_batch import Sheet, Signature, SigningFault
from desk_client.store import number_book
from dossier.acts import FileRef
from dossier.copies import COPY_RULES, Source, copy_symbol, fits_source, source_of
from dossier.copying import AttachAnnex, CopyDocument
from dossier.numbers import copy_book
from dossier.refusals import Refusal, RefusalCode
from dossier.signers import Signer
from dossier.state import Dossier
from dossier.values import CopyKind
from sandbox.runner import Sandbox
from token_signing.certificate import CertificateFacts
from token_signing.kinds import SigningKind, rule_for
from token_signing.placing import Placing
from token_signing.values import SignatureBox

_EDGE, _GAP = 14, 8
"""Points between a copy's lines and the edge of the paper, and between those of a copy and of the copy before it."""


@dataclass(frozen=True, slots=True)
class CopyWish:
    """What văn thư wants to copy: how, which file of the dossier, which pages of it (none: all), for whom."""

    kind: CopyKind
    source_sha256: str
    pages: tuple[int, ...]
    recipient: str


@dataclass(frozen=True, slots=True)
class AnnexWish:
    """What văn thư wants to put beside the result: its name and the file."""

    name: str
    file: FileRef


@dataclass(slots=True)
class CopyPen:
    """Makes the pages of a copy, gives it the next number of the office's book, and signs it for the agency."""

    parts: Parts
    acting: Acting
    wishes: Mapping[str, CopyWish]
    sandbox: Sandbox
    kind: SigningKind = SigningKind.COPY
    _drawn: dict[str, CopyDocument] = field(default_factory=dict)

    def signer(self, _session: Session) -> Signer:
        """The office."""
        return office_hand(self.parts)

    def sheet(self, session: Session, dossier: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The copy that was wished of this dossier, if the rules let this person make it now.

        Raises DeskFault where its document is not on this machine, PaperFault where no page can be made of it.
        """
        state, wish = self.parts.queries.dossier(dossier), self.wishes[dossier]
        if state is None:
            return SigningFault.NO_DRAFT
        source = source_of(state, wish.source_sha256)
        unfit = fits_source(wish.kind, source, wish.pages, session.office)
        if source is None or unfit is not None:
            return unfit or SigningFault.NO_DRAFT
        drawn, size = self._pages(source, wish)
        payload = self._payload(state, wish, drawn, facts)
        refusal = self.acting.would_refuse(session, payload, dossier)
        if refusal is None:
            self._drawn[dossier] = payload
        return refusal or Sheet(dossier, drawn, self._placing(size), head=COPY_RULES[wish.kind].words)

    def write(self, scribe: Scribe, state: Dossier, made: Signature, _pdf: bytes) -> Dossier:
        """The act of the copy; its number is used up."""
        drawn = self._drawn.get(state.id)
        if drawn is None or drawn.drawn != made.paper:
            raise Refused(Refusal(RefusalCode.CONTENT_CHANGED, "NĐ 30/2020 art. 25"))
        written = scribe.write(_signed(drawn, made), state.id).state
        number_book.keep_promise(scribe.connection, drawn.book, state.id)
        return written

    def _pages(self, source: Source, wish: CopyWish) -> tuple[FileRef, tuple[float, float] | None]:
        """The file to sign; of a copy of a copy the width and height of its page too."""
        from token_signing.copy_pages import copy_pages  # noqa: PLC0415  for who copies only

        if wish.kind is CopyKind.FULL:
            return source.file, None
        made = copy_pages(self.sandbox, self.parts.shelf.read(source.file.sha256), wish.pages)
        size = (made.width, made.height) if wish.kind is CopyKind.OF_COPY else None
        return self.parts.shelf.keep(made.pdf, made.pages), size

    def _payload(self, state: Dossier, wish: CopyWish, drawn: FileRef, facts: CertificateFacts) -> CopyDocument:
        book = copy_book(self.parts.identity.office, self.parts.clock.now().year)
        number = self.parts.writer.run(lambda connection: number_book.promise(connection, book, state.id))
        return CopyDocument(
            kind=wish.kind,
            source_sha256=wish.source_sha256,
            pages=wish.pages,
            recipient=wish.recipient,
            book=book,
            number=number,
            symbol=copy_symbol(wish.kind, number),
            drawn=drawn,
            file=drawn,
            signer=facts.common_name,
            certificate_sha256=facts.sha256,
        )

    def _placing(self, size: tuple[float, float] | None) -> Placing | None:
        """The head of the first page; beside the lines of the copy that is copied where there are any."""
        rule = rule_for(self.kind, self.parts.clock.now().date())
        if rule is None or size is None:
            return None if rule is None else rule.placing
        placing, (width, height) = rule.placing, size
        right, top = round(width) - _EDGE - placing.width - _GAP, round(height) - _EDGE
        box = SignatureBox(0, max(0, right - placing.width), top - placing.height, right, top)
        return replace(placing, at=box)


@dataclass(slots=True)
class AnnexPen:
    """Signs a chosen file for the agency, with the number of the result that it belongs to."""

    parts: Parts
    acting: Acting
    wishes: Mapping[str, AnnexWish]
    kind: SigningKind = SigningKind.ATTACHMENT

    def signer(self, _session: Session) -> Signer:
        """The office."""
        return office_hand(self.parts)

    def sheet(self, session: Session, dossier: str, facts: CertificateFacts) -> Sheet | Refusal | SigningFault:
        """The chosen file, if the rules let this person put it beside the result now."""
        state, wish = self.parts.queries.dossier(dossier), self.wishes[dossier]
        rule = rule_for(self.kind, self.parts.clock.now().date())
        if state is None:
            return SigningFault.NO_DRAFT
        symbol, file = state.result.symbol, wish.file
        wanted = AttachAnnex(wish.name, symbol, file, file, facts.common_name, facts.sha256)
        refusal = self.acting.would_refuse(session, wanted, dossier)
        return refusal or Sheet(dossier, file, None if rule is None else rule.placing, head=symbol)

    def write(self, scribe: Scribe, state: Dossier, made: Signature, _pdf: bytes) -> Dossier:
        """The act of the annex."""
        wish = self.wishes[state.id]
        named = (made.signer, made.certificate_sha256, made.digest, made.cms)
        return scribe.write(AttachAnnex(wish.name, state.result.symbol, made.paper, made.file, *named), state.id).state


def _signed(drawn: CopyDocument, made: Signature) -> CopyDocument:
    return replace(
        drawn,
        file=made.file,
        signer=made.signer,
        certificate_sha256=made.certificate_sha256,
        digest=made.digest,
        cms=made.cms,
    )
