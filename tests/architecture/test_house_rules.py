"""The rules of the house hold in every file, and each rule sees a planted violation."""

from pathlib import Path

import pytest

from tests.architecture import measures

RESOURCE_READERS = ("belongings", "bootstrap", "commands", "window", "rehearsal", "__main__")
"""Who may read `resources`: those who compose a program, and rehearsals."""


LAWFUL = {
    "dossier/acts.py": "the vocabulary of acts is one table, read from top to bottom",
    "central_server/storage/migrations/versions/v0001_first.py": "a migration is written once and never edited",
}
"""Files over a size limit, each with its reason."""


def _relative(path: Path) -> str:
    return path.relative_to(measures.ROOT).as_posix()


ALL = [pytest.param(path, id=_relative(path)) for path in measures.sources()]
CORE = [param for param in ALL if str(param.id).startswith("dossier/")]
VIEWMODELS = [param for param in ALL if str(param.id).startswith("desk_client/viewmodels/")]


@pytest.mark.parametrize("path", ALL)
def test_files_functions_and_classes_stay_small(path: Path) -> None:
    """Files ≤ 400 lines, functions ≤ 40, five parameters, classes ≤ 300."""
    if _relative(path) not in LAWFUL:
        assert measures.size_faults(path.read_text(encoding="utf-8")) == []


def test_every_lawful_exception_is_still_needed() -> None:
    """An exception whose file is within the limits again is taken off the list."""
    assert [name for name in LAWFUL if not measures.size_faults((measures.ROOT / name).read_text("utf-8"))] == []


@pytest.mark.parametrize("path", ALL)
def test_every_file_and_public_name_says_what_it_is_for(path: Path) -> None:
    """Docstrings on modules and public names; no module called for nothing."""
    assert measures.docstring_faults(measures.parse(path)) + measures.name_faults(path) == []


@pytest.mark.parametrize("path", CORE)
def test_the_core_is_pure(path: Path) -> None:
    """No clock, file or library in `dossier`."""
    tree = measures.parse(path)
    assert measures.ambient_faults(tree) + measures.import_faults(tree) == []


@pytest.mark.parametrize("path", VIEWMODELS)
def test_view_models_use_qtcore_only(path: Path) -> None:
    """A view-model can be tested without a widget."""
    assert measures.qt_faults(measures.parse(path)) == []


@pytest.mark.parametrize("path", ALL)
def test_resources_are_read_only_where_programs_are_composed(path: Path) -> None:
    """Everyone else gets fonts, messages and tables as values."""
    parts = Path(_relative(path)).with_suffix("").parts
    if any(reader in parts for reader in RESOURCE_READERS):
        return
    assert measures.resource_faults(measures.parse(path)) == []


PLANTED = (
    ("size", "def f():\n" + "    x = 1\n" * 41, measures.size_faults),
    ("file", "x = 1\n" * 401, measures.size_faults),
    ("parameters", "def f(a, b, c, d, e, g):\n    return a\n", measures.size_faults),
    ("class", "class C:\n" + "    x = 1\n" * 301, measures.size_faults),
    ("docstring", "class C:\n    pass\n", lambda text: measures.docstring_faults(_tree(text))),
    ("clock", "from datetime import datetime\nx = datetime.now()\n", lambda text: measures.ambient_faults(_tree(text))),
    ("file read", "x = open('a')\n", lambda text: measures.ambient_faults(_tree(text))),
    ("library", "def f():\n    import requests\n", lambda text: measures.import_faults(_tree(text))),
    ("uuid", "from uuid import uuid4\n", lambda text: measures.import_faults(_tree(text))),
    ("widget", "from PySide6.QtWidgets import QWidget\n", lambda text: measures.qt_faults(_tree(text))),
    ("resource", "from importlib.resources import files\n", lambda text: measures.resource_faults(_tree(text))),
    ("name", "utils.py", lambda text: measures.name_faults(Path(text))),
)


def _tree(text: str):  # type: ignore[no-untyped-def]  # a tree of the ast module
    import ast

    return ast.parse(text)


@pytest.mark.parametrize(("name", "text", "measure"), PLANTED, ids=[row[0] for row in PLANTED])
def test_each_rule_sees_a_planted_violation(name: str, text: str, measure) -> None:  # type: ignore[no-untyped-def]  # a lambda of PLANTED
    """A rule that cannot fail is a defect."""
    assert measure(text)
