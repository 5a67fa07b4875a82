"""A paper that somebody signed in a token before it came to the desk."""

from importlib.resources import files
from pathlib import Path

from tests.fakes.signing import CHAIRMAN, PIN, authority, opened, paper
from tests.token_signing.signing_papers import BOX, REHEARSAL_DAY, display
from token_signing.authority import CertificateOrder
from token_signing.devices.software import SoftwareSession, SoftwareToken, make_software_token
from token_signing.sign import sign_paper
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignedPaper, StampFonts


def signed_paper(folder: Path) -> bytes:
    """One page, signed by the chairman under the authority of the tests; the token is made in the folder."""
    make_software_token(folder, PIN, authority(), CertificateOrder(CHAIRMAN, serial=7))
    session = opened(SoftwareToken(folder, lambda: REHEARSAL_DAY))
    assert isinstance(session, SoftwareSession)
    shipped = files("resources") / "fonts"
    fonts: StampFonts = cut_fonts(*((shipped / f"Tinos-{face}.ttf").read_bytes() for face in ("Regular", "Bold")))
    made = sign_paper(paper(), BOX, display(), session, fonts)
    assert isinstance(made, SignedPaper)
    return made.pdf
