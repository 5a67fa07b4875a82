"""The shipped fonts have every letter, their licence beside them, and never meet another font of their name."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import paper_samples as samples
import pytest
from every_paper import DRAWN
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # the package ships no types

from printing.faults import PrintFault
from printing.fonts import Faces, FontSet, register
from printing.receipt import draw_receipt

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}
CHAM_LETTERS = set("ŏĭŭĕčñ")
SHIPPED: dict[str, Callable[[FontSet], bytes]] = {
    "Tinos-Regular.ttf": lambda fonts: fonts.serif,
    "Tinos-Bold.ttf": lambda fonts: fonts.serif_bold,
    "Tinos-Italic.ttf": lambda fonts: fonts.serif_italic,
    "Tinos-BoldItalic.ttf": lambda fonts: fonts.serif_bold_italic,
    "NotoSans-Regular.ttf": lambda fonts: fonts.sans,
    "NotoSans-Bold.ttf": lambda fonts: fonts.sans_bold,
}


def with_file(fonts: FontSet, name: str, content: bytes) -> FontSet:
    """The same fonts with another content of one file."""
    return FontSet(lambda wanted: content if wanted == name else SHIPPED[wanted](fonts))


def test_a_file_is_read_with_the_first_paper_that_has_its_face(fonts: FontSet) -> None:
    """Holding the fonts reads nothing, and nothing is read twice."""
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return SHIPPED[name](fonts)

    held = FontSet(read)
    assert asked == []
    assert held.serif_bold == held.serif_bold == fonts.serif_bold
    assert asked == ["Tinos-Bold.ttf"]


@pytest.mark.parametrize("face", Faces.__slots__)
def test_every_face_has_every_vietnamese_letter(fonts: FontSet, face: str) -> None:
    """All 67 lower and 67 upper letters with marks, and the Chăm ones of names in the province, are drawn."""
    known = TTFont(BytesIO(getattr(fonts, face))).getBestCmap()
    wanted = LETTERS | {letter.upper() for letter in LETTERS} | CHAM_LETTERS
    assert len(LETTERS) == 73
    assert {letter for letter in wanted if ord(letter) not in known} == set()


def test_every_font_file_is_named_with_its_licence() -> None:
    """NOTICE.md names each file, and the licence named inside each file is the one that is shipped."""
    folder = files("resources") / "fonts"
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    licence = (folder / "OFL-1.1.txt").read_text(encoding="utf-8")
    shipped = [entry.name for entry in folder.iterdir() if entry.name.endswith(".ttf")]
    assert len(shipped) == 6
    for name in shipped:
        own_words = TTFont(BytesIO((folder / name).read_bytes()))["name"].getDebugName(13)
        assert name in notice
        assert "SIL Open Font License, Version 1.1" in own_words
    assert "PERMISSION & CONDITIONS" in licence


def test_equal_bytes_share_a_name_and_other_bytes_never_do(fonts: FontSet) -> None:
    """Registering twice changes nothing; a set with another regular face gets another name for it."""
    first = register(fonts)
    assert register(fonts) == first
    other = register(with_file(fonts, "Tinos-Regular.ttf", fonts.sans))
    assert other.serif != first.serif
    assert other.serif_bold == first.serif_bold


def test_bytes_that_are_no_font_are_a_fault_with_a_code(fonts: FontSet) -> None:
    """A damaged installation is told as a fault of printing, not as an error of a library."""
    with pytest.raises(PrintFault, match=r"print\.font"):
        register(with_file(fonts, "NotoSans-Regular.ttf", b"not a font"))


@pytest.mark.parametrize("paper", sorted(DRAWN))
def test_no_paper_names_a_font_that_is_not_inside(fonts: FontSet, paper: str, tmp_path: Path) -> None:
    """Every font of every file is embedded and is one of ours: reportlab's own Helvetica never gets in."""
    pdffonts = shutil.which("pdffonts")
    if pdffonts is None:
        pytest.skip("pdffonts (poppler-utils) is missing: embedding was NOT checked")
    path = tmp_path / "paper.pdf"
    path.write_bytes(DRAWN[paper](fonts))
    listing = subprocess.run([pdffonts, str(path)], capture_output=True, text=True, check=True).stdout
    rows = listing.splitlines()[2:]
    assert rows
    for row in rows:
        name, embedded = row.split()[0], row.split()[-5]
        assert name.split("+")[1].startswith(("Tinos", "NotoSans")), row
        assert embedded == "yes", row


@pytest.mark.parametrize("paper", sorted(DRAWN))
def test_the_same_value_gives_the_same_bytes(fonts: FontSet, paper: str) -> None:
    """No clock and no chance gets into a file, so that papers can be compared byte by byte."""
    assert DRAWN[paper](fonts) == DRAWN[paper](fonts)


def test_the_same_value_gives_the_same_bytes_in_another_process(fonts: FontSet) -> None:
    """Not even the order of a set, which differs from process to process, shows in the bytes."""
    import hashlib
    import os
    import sys

    program = (
        "import hashlib\n"
        "from importlib.resources import files\n"
        "from printing.fonts import FontSet\n"
        "from printing.receipt import draw_receipt\n"
        "import paper_samples as samples\n"
        "fonts = FontSet(lambda name: (files('resources') / 'fonts' / name).read_bytes())\n"
        "print(hashlib.sha256(draw_receipt(samples.receipt(), fonts)).hexdigest())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert run.stdout.strip() == hashlib.sha256(draw_receipt(samples.receipt(), fonts)).hexdigest()
