"""An independent reader, poppler's pdfsig, finds our signatures valid."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from result_papers import Hands, issued
from signing_papers import OTHER_BOX, display, signed

from token_signing.authority import RehearsalAuthority
from token_signing.devices.port import TokenSession
from token_signing.sign import sign_paper
from token_signing.values import SignedPaper, StampFonts


@pytest.mark.slow
def test_pdfsig_finds_both_signatures_valid(
    paper: SignedPaper, session: TokenSession, fonts: StampFonts, authority: RehearsalAuthority, tmp_path: Path
) -> None:
    """Two signatures on one paper, and on an issued result: valid for pdfsig, the last one over the total document."""
    if shutil.which("pdfsig") is None or shutil.which("certutil") is None:
        pytest.skip("pdfsig or certutil is not installed: no independent check of signatures")
    twice = signed(sign_paper(paper.pdf, OTHER_BOX, display(), session, fonts))
    (tmp_path / "paper.pdf").write_bytes(twice.pdf)
    (tmp_path / "issued.pdf").write_bytes(issued(Hands(session, session, fonts)))
    (tmp_path / "root.pem").write_bytes(authority.certificate_pem)
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password")
    run("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,CT,CT", "-i", str(tmp_path / "root.pem"))
    for name in ("paper", "issued"):
        told = run("pdfsig", "-nssdir", store, str(tmp_path / f"{name}.pdf"))
        assert told.count("Signature is Valid") == 2
        # Whether pdfsig 22.12 calls certificates trusted differs between runs on one file and store: not held.
        assert told.count("Total document signed") == 1
        assert told.count("ETSI.CAdES.detached") == 2


def run(*words: str) -> str:
    """What a program printed; a failed test when it failed."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
