"""Signs one paper: stamp, prepare, sign in the token, embed; the caller verifies it before it counts.

PAdES B-B with SHA-256. What the token refuses comes back as a value; a PDF that cannot be prepared
is a PaperFault. No private key and no PIN ever passes through here.
"""

from __future__ import annotations

from .certificate_reader import read_certificate
from .cms_container import enclose, room_for, to_be_signed
from .devices.port import TokenSession, TokenTrouble
from .prepare import embed, prepare
from .stamp import draw_stamp
from .values import SignatureBox, SignedPaper, SignerDisplay, StampFonts


def sign_paper(
    pdf: bytes, box: SignatureBox, display: SignerDisplay, token_session: TokenSession, fonts: StampFonts
) -> SignedPaper | TokenTrouble:
    """The paper signed with a visible stamp, or what went wrong at the token (then nothing is signed)."""
    certificate, chain = token_session.certificate_der, token_session.chain
    stamp = draw_stamp(display, box.width, box.height, fonts)
    prepared = prepare(pdf, box, stamp, display, room_for(certificate, chain))
    request = to_be_signed(prepared.digest, certificate, chain)
    signature = token_session.sign(request.attributes_der)
    if isinstance(signature, TokenTrouble):
        return signature
    cms = enclose(request, signature)
    return SignedPaper(
        pdf=embed(prepared, cms),
        signer_subject=read_certificate(certificate).subject,
        certificate_der=certificate,
        cms=cms,
        digest_hex=prepared.digest.hex(),
    )
