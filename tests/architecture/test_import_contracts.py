"""Each import contract of pyproject.toml is seen to fail on a planted violation, in a copy of the sources."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.measures import PACKAGES, ROOT

pytestmark = pytest.mark.slow

PLANTED = (
    ("house", "dossier/text.py", "import central_sync.protocol.chain"),
    ("house", "printing/text.py", "import scanning.pages"),
    ("desk", "desk_client/store/rows.py", "import desk_client.services.letter"),
    ("centre", "central_server/storage/schema.py", "import central_server.services.accept"),
    ("sync", "central_sync/protocol/chain.py", "import central_sync.client.schedule"),
    ("core-pure", "dossier/text.py", "import msgspec"),
    ("no-qt", "desk_client/services/letter.py", "import PySide6.QtCore"),
    ("centre-devices", "central_server/services/accept.py", "import scanning.devices.port"),
    ("no-cycles", "dossier/roles.py", "import dossier.decide"),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product's sources and settings."""
    folder = tmp_path_factory.mktemp("house")
    for package in (*PACKAGES, "resources"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("*.ttf", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def plant(copy: Path) -> Callable[[str, str], None]:
    """Plants an import at the end of a file and takes it out afterwards."""
    undo: list[tuple[Path, str]] = []

    def planted(file: str, line: str) -> None:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        undo.append((path, text))
        path.write_text(f"{text}\n{line}  # planted\n", encoding="utf-8")

    yield planted  # type: ignore[misc]  # a generator fixture
    for path, text in undo:
        path.write_text(text, encoding="utf-8")


def _lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--contract", contract]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED, ids=[f"{row[0]}:{row[1]}" for row in PLANTED])
def test_the_contract_sees_a_planted_violation(
    copy: Path, plant: Callable[[str, str], None], contract: str, file: str, line: str
) -> None:
    """The contract is kept before, broken with the planted import, and names it."""
    plant(file, line)
    done = _lint(copy, contract)
    assert done.returncode != 0, done.stdout + done.stderr
    assert "BROKEN" in done.stdout, done.stdout + done.stderr
