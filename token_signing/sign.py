"""Signs one paper: stamp, prepare, sign in the token, embed; the caller verifies it before it counts.

PAdES B-B with SHA-256. What the token refuses comes back as a value; a PDF that cannot be prepared
is a PaperFault. No private key and no PIN ever passes through here.
"""

from __future__ import annotations

from .certificate_reader import read_certificate
from .cms_container import enclose, room_for, to_be_signed
from .devices.port import TokenSession, TokenTrouble, Trouble
from .embed import embed
from .own_check import public_key_of, signature_holds
from .prepare import prepare
from .stamp import draw_stamp
from .values import NamedField, Prepared, SignatureBox, SignedPaper, SignerDisplay, StampFonts


def sign_paper(
    pdf: bytes,
    place: SignatureBox | NamedField,
    display: SignerDisplay,
    token_session: TokenSession,
    fonts: StampFonts,
) -> SignedPaper | TokenTrouble:
    """The paper signed with a visible stamp, or what went wrong at the token (then nothing is signed)."""
    stamp = draw_stamp(display, place.width, place.height, fonts)
    room = room_for(token_session.certificate_der, token_session.chain)
    return sign_prepared(prepare(pdf, place, stamp, display, room), token_session)


def sign_prepared(prepared: Prepared, token_session: TokenSession) -> SignedPaper | TokenTrouble:
    """The prepared paper signed in the token; a signature not of the certificate means a broken token."""
    certificate, chain = token_session.certificate_der, token_session.chain
    request = to_be_signed(prepared.digest, certificate, chain)
    signature = token_session.sign(request.attributes_der)
    if isinstance(signature, TokenTrouble):
        return signature
    if not signature_holds(public_key_of(certificate), request.attributes_der, signature):
        return TokenTrouble(Trouble.BROKEN, detail="the signature is not that of the certificate")
    cms = enclose(request, signature)
    return SignedPaper(
        pdf=embed(prepared, cms),
        signer_subject=read_certificate(certificate).subject,
        certificate_der=certificate,
        cms=cms,
        digest_hex=prepared.digest.hex(),
    )
