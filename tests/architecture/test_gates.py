"""The outside tools of the gates see planted violations with the project's own settings."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.measures import ROOT

pytestmark = pytest.mark.slow

BRANCHES = "".join(f"    if a == {n}:\n        return {n}\n" for n in range(12))
RUFF = (
    ("unused import", "import os\n"),
    ("naive time", "from datetime import datetime\n\nX = datetime.now()\n"),
    ("complexity", f"def f(a: int) -> int:\n{BRANCHES}    return a\n"),
    ("shell", "import subprocess\n\nsubprocess.run('ls', shell=True)\n"),
)


def _run(tool: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(tool)), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("name", "text"), RUFF, ids=[row[0] for row in RUFF])
def test_ruff_sees_a_planted_fault(tmp_path: Path, name: str, text: str) -> None:
    """A file with the fault fails, the same without it does not."""
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text('"""Fine."""\n', encoding="utf-8")
    bad.write_text(f'"""Planted."""\n\n{text}', encoding="utf-8")
    config = str(ROOT / "pyproject.toml")
    assert _run("ruff", "check", "--no-cache", "--config", config, str(good)).returncode == 0
    assert _run("ruff", "check", "--no-cache", "--config", config, str(bad)).returncode == 1


def test_ruff_format_sees_another_format(tmp_path: Path) -> None:
    """One format everywhere."""
    bad = tmp_path / "bad.py"
    bad.write_text("x = {  'a':1 }\n", encoding="utf-8")
    assert _run("ruff", "format", "--check", "--no-cache", str(bad)).returncode == 1


def test_mypy_sees_an_untyped_function_and_a_wrong_type(tmp_path: Path) -> None:
    """Strict, with the project's settings."""
    config = str(ROOT / "pyproject.toml")
    for text in ("def f(a):\n    return a\n", "def f(a: int) -> str:\n    return a\n"):
        bad = tmp_path / "bad.py"
        bad.write_text(text, encoding="utf-8")
        done = _run("mypy", "--config-file", config, "--cache-dir", str(tmp_path / "cache"), str(bad), cwd=tmp_path)
        assert done.returncode == 1, done.stdout + done.stderr


def test_mypy_sees_what_windows_has_not(tmp_path: Path) -> None:
    """A call that only POSIX knows passes here and fails as Windows."""
    bad, config = tmp_path / "bad.py", str(ROOT / "pyproject.toml")
    bad.write_text("import os\n\nWHO = os.getuid()\n", encoding="utf-8")
    for platform, code in (("linux", 0), ("win32", 1)):
        cache = ("--cache-dir", str(tmp_path / platform))
        done = _run("mypy", "--config-file", config, "--platform", platform, *cache, str(bad), cwd=tmp_path)
        assert done.returncode == code, done.stdout + done.stderr


def test_deptry_sees_an_undeclared_library(tmp_path: Path) -> None:
    """What is imported must stand in a list."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(ROOT / "printing", tmp_path / "printing", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "printing" / "planted.py").write_text("import httpx\n", encoding="utf-8")
    done = _run("deptry", ".", "--no-ansi", cwd=tmp_path)
    assert "httpx" in done.stdout + done.stderr
    assert done.returncode == 1
