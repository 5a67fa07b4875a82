"""Shows that every library of the desk has a Windows wheel: asks the index for each, and keeps names beside hashes.

A lock holds hashes only, and a hash does not say which file it names. So the list `requirements/desk-windows.txt`
keeps, in the form of `sha256sum`, the file of each pin that Python 3.11 on Windows (x86-64) would install. A test
holds list and lock together offline; this command holds both against the index.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "desk.txt"
LIST = ROOT / "requirements" / "desk-windows.txt"
_WHEELS = ROOT / "build" / "windows-wheels"
_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: *; *(?P<marker>[^\\]+?))? *(?:\\|$)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One library of a lock: canonical name, version, marker ("" for none), SHA-256 of every file it may be."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def read_lock(text: str) -> tuple[Pin, ...]:
    """The pins of a compiled requirements file."""
    pins: list[Pin] = []
    for line in text.splitlines():
        found = _PIN.match(line)
        if found is not None:
            pins.append(Pin(canonicalize_name(found["name"]), found["version"], found["marker"] or "", frozenset()))
        hashes = frozenset(_HASH.findall(line))
        if hashes:
            last = pins.pop()
            pins.append(Pin(last.name, last.version, last.marker, last.hashes | hashes))
    return tuple(pins)


def read_list(text: str) -> dict[str, str]:
    """SHA-256 of each file by its name."""
    return {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}


def for_windows(pins: Sequence[Pin]) -> tuple[Pin, ...]:
    """The pins that a Windows machine installs."""
    return tuple(pin for pin in pins if not pin.marker or Marker(pin.marker).evaluate(dict(_WINDOWS)))


def faults(pins: Sequence[Pin], files: Mapping[str, str]) -> list[str]:
    """What keeps list and lock apart: a pin without a file that Windows can install, or a file of no pin."""
    tags = frozenset(windows_tags())
    wheels = {(name, str(version)): (file, fits & tags) for file in files for name, version, fits in (_parsed(file),)}
    said = []
    for pin in for_windows(pins):
        file, fits = wheels.pop((pin.name, pin.version), ("", frozenset()))
        if not file:
            said.append(f"{pin.name} {pin.version}: no Windows wheel is listed")
        elif not fits:
            said.append(f"{pin.name} {pin.version}: {file} does not run on Windows with Python 3.11")
        elif files[file] not in pin.hashes:
            said.append(f"{pin.name} {pin.version}: the lock does not know the hash of {file}")
    return said + [f"{file}: the lock has no such library" for file, _ in wheels.values()]


def windows_tags() -> Iterator[Tag]:
    """What CPython 3.11 on 64-bit Windows takes."""
    yield from cpython_tags((3, 11), platforms=["win_amd64"])
    yield from compatible_tags((3, 11), "cp311", platforms=["win_amd64"])


def _parsed(file: str) -> tuple[str, str, frozenset[Tag]]:
    name, version, _build, tags = parse_wheel_filename(file)
    return name, str(version), tags


def download(pins: Sequence[Pin], folder: Path) -> dict[str, str]:
    """Have pip fetch each pin as a Windows wheel with one of the lock's hashes; names and hashes of the files.

    pip reads markers for the machine it runs on, so it gets the Windows pins without them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    lines = (" ".join((f"{p.name}=={p.version}", *(f"--hash=sha256:{h}" for h in sorted(p.hashes)))) for p in pins)
    wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(  # noqa: S603 - our own words, no shell
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes",
         "--no-deps", "--only-binary", ":all:", "--platform", "win_amd64", "--python-version", "3.11",
         "--implementation", "cp", "--dest", str(folder), "--requirement", str(wanted)],
        check=True,
    )  # fmt: skip
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.whl"))}


def main() -> int:
    """Ask the index; 0 when every library of the desk comes as a Windows wheel and the list says the same."""
    parser = argparse.ArgumentParser(description="Ask the index for a Windows wheel of every library of the desk.")
    parser.add_argument("--write", action="store_true", help="write the list anew, after the lock changed")
    write = parser.parse_args().write
    pins = read_lock(LOCK.read_text(encoding="utf-8"))
    known = {digest for pin in pins for digest in pin.hashes}
    try:
        got = download(for_windows(pins), _WHEELS)
    except subprocess.CalledProcessError:
        print("The index did not give a Windows wheel for every library of the desk; pip says above which.")
        return 1
    files = {name: digest for name, digest in got.items() if digest in known}  # older downloads may lie beside
    if write:
        lines = (f"{files[name]}  {name}\n" for name in sorted(files, key=str.lower))
        LIST.write_text("".join(lines), encoding="utf-8")
    said = faults(pins, files)
    if read_list(LIST.read_text(encoding="utf-8")) != files:
        said.append(f"{LIST.name} does not list what the index gave: run this command with --write")
    print("\n".join(said) or f"Windows: {len(files)} of {len(files)} libraries of the desk come as wheels")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
