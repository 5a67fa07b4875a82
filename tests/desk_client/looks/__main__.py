"""Takes a picture of every screen and dialog in every look: `python -m tests.desk_client.looks [FOLDER] [WORD …]`.

The pictures and an index.html go into FOLDER (build/looks); words limit the looks, such as `dark 150`. What is wrong
with a sight is printed.
"""

import argparse
import html
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
from tests.desk_client.looks.house import furnish
from tests.desk_client.looks.judge import judge
from tests.desk_client.looks.rounds import everything

PALETTES, PERCENTS = (LIGHT, DARK, CONTRAST), (100, 150, 200)
LOOKS = tuple(product(PALETTES, PERCENTS))


class Patience:
    """Waits by letting events happen, as pytest-qt's bot does."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:  # noqa: N802 - pytest-qt's
        """Until it is so; TimeoutError else."""
        end = time.monotonic() + timeout / 1000
        while not callback():
            if time.monotonic() > end:
                raise TimeoutError(callback)
            QCoreApplication.processEvents()
            time.sleep(0.002)


def main(folder: Path, wanted: frozenset[str]) -> int:
    """Take them all; 1 when anything is wrong with any."""
    app = QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, None] = {}
    wrong = 0
    looks = [look for look in LOOKS if _is_wanted(look, wanted)]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        furnish(Path(place) / "house")
        for palette, percent in looks:

            def shoot(name: str, root: QWidget, palette: Palette = palette, percent: int = percent) -> None:
                nonlocal wrong
                names[name] = None
                for finding in judge(root):
                    wrong += 1
                    print(f"{name} {palette.name.value} {percent}: {finding}", flush=True)
                root.grab().save(str(folder / f"{name}_{palette.name.value}_{percent}.png"))

            begun = time.monotonic()
            own = Path(place) / f"{palette.name.value}{percent}"
            shutil.copytree(Path(place) / "house", own / "house")
            everything(Patience(), app, own, (palette, Scale(percent)), shoot)
            print(palette.name.value, percent, f"{time.monotonic() - begun:.0f} s", flush=True)
    write_index(folder, tuple(names), looks)
    print(folder / "index.html", f"{wrong} faults")
    return 1 if wrong else 0


def _is_wanted(look: tuple[Palette, int], wanted: frozenset[str]) -> bool:
    """Whether the words name this palette and size; a kind of word that is not there limits nothing."""
    kinds = (
        ({palette.name.value for palette in PALETTES}, look[0].name.value),
        (set(map(str, PERCENTS)), str(look[1])),
    )
    return all(not wanted & kind or one in wanted for kind, one in kinds)


def write_index(folder: Path, names: tuple[str, ...], looks: list[tuple[Palette, int]]) -> None:
    """One row a screen, one column a look."""
    heads = "".join(f"<th>{palette.name.value} {percent} %" for palette, percent in looks)
    rows = []
    for name in names:
        files = [f"{name}_{palette.name.value}_{percent}.png" for palette, percent in looks]
        cells = "".join(f'<td><a href="{file}"><img loading="lazy" src="{file}" alt=""></a>' for file in files)
        rows.append(f"<tr><th>{html.escape(name)}{cells}")
    style = "img{width:300px} th{text-align:left;font:13px sans-serif} td{padding:4px}"
    page = f"<!doctype html><meta charset=utf-8><title>motcua</title><style>{style}</style>"
    (folder / "index.html").write_text(f"{page}<table><tr><th>{heads}{''.join(rows)}</table>", encoding="utf-8")


def read_call(words: Sequence[str]) -> tuple[Path, frozenset[str]]:
    """The folder and the wanted looks of a call; ends the program for `--help` and for what is no look."""
    parser = argparse.ArgumentParser(prog="python -m tests.desk_client.looks", description="Every sight as a picture.")
    known = [*(palette.name.value for palette in PALETTES), *map(str, PERCENTS)]
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/looks"), help="for pictures and index.html")
    parser.add_argument("looks", nargs="*", metavar="LOOK", help=f"limits the looks: {' '.join(known)}")
    call = parser.parse_args(words)
    strange = frozenset(call.looks) - frozenset(known)
    if strange or str(call.folder) in known:
        parser.error(f"the folder comes first, then looks among {' '.join(known)}")
    return call.folder, frozenset(call.looks)


if __name__ == "__main__":
    sys.exit(main(*read_call(sys.argv[1:])))
