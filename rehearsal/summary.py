"""Says what a rehearsal came to, every value re-read from the centre's record, the PDFs and the served page.

Nothing here is taken from the script's own variables, except what hands and clocks measured (keys, seconds).
"""

import html
import json
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import zxingcpp
from PIL import Image

from dossier.state import Dossier
from rehearsal.play.actor import Shot
from rehearsal.play.scene import Told
from rehearsal.record import Counts, Record
from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.verdict import Verdict
from token_signing.verify import verify_in_sandbox

_CODE = re.compile(r"\d{3}\.\d{2}\.\d{2}\.H\d{2}-\d{6}-\d{4}")
_READ_DPI = 200


class SummaryFault(Exception):
    """Something that should be true in the end is not."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the papers of the rehearsal lie, relative to its folder."""

    receipt: str
    scan: str
    result: str


def keep_papers(folder: Path, record: Record, state: Dossier, receipt: bytes) -> Kept:
    """Write the receipt as printed, and scan and signed result as the centre holds them."""
    scan = next((paper.file for paper in state.papers if paper.file is not None), None)
    result = state.result.file
    if scan is None or result is None:
        raise SummaryFault("the centre holds no scan or no result")
    bodies = {
        "giay_hen.pdf": receipt,
        "ban_quet.pdf": record.file(state.office, scan),
        "ket_qua.pdf": record.file(state.office, result),
    }
    for name, body in bodies.items():
        if body is None:
            raise SummaryFault(f"the centre does not hold {name} whole")
        (folder / name).write_bytes(body)
    return Kept(*bodies)


def read_receipt(path: Path) -> tuple[str, str]:
    """Code as printed on page 1 and the 20 digits as a scanner reads them from its bars."""
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    words = page.get_textpage().get_text_range()
    picture: Image.Image = page.render(scale=_READ_DPI / 72).to_pil()
    document.close()
    code = _CODE.search(words)
    bars = [found.text for found in zxingcpp.read_barcodes(picture) if "128" in str(found.format).replace(" ", "")]
    if code is None or not bars:
        raise SummaryFault("the receipt cannot be read back")
    return code[0], bars[0]


def count_pages(path: Path) -> int:
    """Pages of a PDF."""
    document = pypdfium2.PdfDocument(path)
    pages = len(document)
    document.close()
    return pages


def signer_of(path: Path, anchors: tuple[bytes, ...], at: datetime) -> str:
    """Who signed a result, when the signature is valid at that moment; raises SummaryFault otherwise."""
    with Sandbox(Limits(seconds=30)) as sandbox:
        check = verify_in_sandbox(sandbox, path.read_bytes(), anchors, at.replace(tzinfo=UTC))
    if check.verdict is not Verdict.GREEN:
        raise SummaryFault(f"the result's signature: {check.verdict.value}")
    return check.signer_names[0]


def portal_status(address: str, digits: str, secret: str) -> str:
    """The next step that the look-up page tells the holder of code and secret, as its words stand on the page."""
    body = urllib.parse.urlencode({"ma": digits, "bi_mat": secret}).encode()
    request = urllib.request.Request(  # noqa: S310  the loopback address of our own centre
        f"{address}/tra-cuu", body, {"Accept": "text/html", "Origin": address}
    )
    with urllib.request.urlopen(request, timeout=20) as reply:  # noqa: S310  as above
        page = reply.read().decode("utf-8")
    found = re.search(r'<p class="big">(.*?)</p>', page, re.DOTALL)
    if found is None:
        raise SummaryFault("the look-up page does not show the dossier to the holder of its secret")
    words = re.sub(r"<[^>]+>", " ", found[1])
    return " ".join(html.unescape(words).split())[:200]


def write_index(folder: Path, shots: list[Shot]) -> None:
    """A page with every picture and the key that led there."""
    rows = "\n".join(
        f'<figure><img src="{shot.file}" alt="{html.escape(shot.title)}" width="683">'
        f"<figcaption>{html.escape(shot.title)}{f' · <kbd>{html.escape(shot.key)}</kbd>' if shot.key else ''}"
        "</figcaption></figure>"
        for shot in shots
    )
    page = (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>motcua: một buổi sáng ở quầy</title>'
        "<style>body{font-family:sans-serif;background:#f2f5f6;margin:2rem}figure{display:inline-block;margin:1rem}"
        "img{border:1px solid #687984}kbd{border:1px solid #687984;border-radius:4px;padding:0 .4em}</style></head>"
        f"<body><h1>Một buổi sáng ở quầy (diễn tập)</h1>\n{rows}\n</body></html>\n"
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def write_summary(folder: Path, values: dict[str, object]) -> None:
    """The summary as JSON; only keys that are true."""
    body = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
    (folder / "summary.json").write_text(body, encoding="utf-8")


def measured(told: Told) -> dict[str, object]:
    """What hands and clocks measured."""
    values: dict[str, object] = {"intake_keys": told.intake_keys, "intake_seconds": told.intake_seconds}
    if told.mended_at:
        values["offline_seconds"] = round(told.mended_at - told.cut_at, 1)
    return values


def counted(before: Counts, after: Counts) -> dict[str, object]:
    """Acts of this rehearsal at the centre, and how many were refused."""
    return {"acts": after.acts - before.acts, "refused": after.refused - before.refused}
