"""Collects the licences of the libraries that lie in the built desk: their own files, and one list of all."""

from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from windows_wheels import Pin

_WORDS = ("licen", "copying", "notice", "authors")


def installed(pins: Sequence[Pin]) -> Iterator[Distribution]:
    """The libraries of a lock that this machine has; those of another system are not in its build."""
    for pin in pins:
        try:
            yield distribution(pin.name)
        except PackageNotFoundError:
            if not pin.marker:
                raise


def files(pins: Sequence[Pin]) -> list[tuple[str, str]]:
    """Each licence file and the folder of the build where it belongs."""
    found = []
    for library in installed(pins):
        for file in library.files or ():
            inside = file.parts[0].endswith(".dist-info")
            if inside and any(word in file.name.lower() for word in _WORDS):
                found.append((str(file.locate()), f"licences/{library.name}"))
    return found


def write_list(pins: Sequence[Pin], path: Path) -> None:
    """One line a library: name, version, licence as its authors state it. Raises ValueError where none is stated."""
    lines = [f"{library.name} {library.version}: {stated(library)}" for library in installed(pins)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(sorted(lines, key=str.lower)) + "\n", encoding="utf-8")


def stated(library: Distribution) -> str:
    """The licence in a library's metadata, in a line; ValueError when there is no word of it."""
    fields = library.metadata
    words = [*(fields.get_all("License-Expression") or ()), *(fields.get_all("License") or ())]
    words += [one.rpartition(" :: ")[2] for one in fields.get_all("Classifier") or () if one.startswith("License :: ")]
    own = any(word in file.name.lower() for file in library.files or () for word in _WORDS)
    text = next((line.strip() for word in words for line in word.splitlines() if line.strip()), "")
    if not text and not own:
        raise ValueError(f"{library.name} states no licence")
    return text or f"see licences/{library.name}"
