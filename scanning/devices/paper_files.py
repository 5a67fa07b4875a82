"""Lists, reads and files away the papers of a directory; their content is parsed in the sandbox only."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.runner import Sandbox
from scanning.devices.port import Cancelled, Colour, ScanProfile
from scanning.foreign import ForeignPaper, ForeignRefused, ForeignRules, inspect_foreign
from scanning.image_headers import FileKind

_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf"))


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file as a look at the directory showed it; two equal looks mean nobody is writing to it."""

    path: Path
    size: int
    changed_ns: int


def papers_in(directory: Path) -> tuple[PaperFile, ...]:
    """The papers lying there, oldest first; raises `OSError` when the directory is gone."""
    found = []
    for path in directory.iterdir():
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith(".") or path.is_symlink():
            continue
        try:
            seen = path.stat()
        except FileNotFoundError:
            continue  # taken away between the two looks
        if path.is_file():
            found.append(PaperFile(path, seen.st_size, seen.st_mtime_ns))
    return tuple(sorted(found, key=lambda paper: (paper.changed_ns, paper.path.name)))


def read_paper(
    sandbox: Sandbox, paper: PaperFile, profile: ScanProfile, cancelled: Cancelled
) -> ForeignPaper | ForeignRefused:
    """Draw the pages of one file in the form the profile asks for; raises `OSError` when it is gone."""
    rules = ForeignRules(
        kinds=frozenset(FileKind),
        most_pages=profile.most_pages,
        dpi=profile.dpi,
        grey=profile.colour is Colour.GREY,
        quality=profile.quality,
    )
    if paper.size > rules.most_bytes:
        return inspect_foreign(sandbox, bytes(rules.most_bytes + 1), rules)  # refused by length alone
    return inspect_foreign(sandbox, paper.path.read_bytes(), rules, cancelled)


def file_away(paper: PaperFile, drawer: Path) -> None:
    """Move a file into `drawer`, under a new name where that one is taken; raises `OSError`."""
    drawer.mkdir(exist_ok=True)
    target = drawer / paper.path.name
    number = 1
    while target.exists():
        number += 1
        target = drawer / f"{paper.path.stem}-{number}{paper.path.suffix}"
    paper.path.replace(target)
