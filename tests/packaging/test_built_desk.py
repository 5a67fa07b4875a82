"""The recipe of the built desk: what belongs inside, what is seen when it does not, and how its children are called."""

import subprocess
import sys

import pytest
from packaging_commands import ROOT, load

from sandbox.command import CHILD_WORD, python_child

build = load("build_desk")


def test_every_source_of_the_desk_is_wanted_inside() -> None:
    """The packages of the desk and no others; each module once."""
    wanted = build.own_modules()
    assert len(set(wanted)) == len(wanted)
    assert {name.partition(".")[0] for name in wanted} == set(build.OWN)
    assert {"desk_client.window", "sandbox.child", "scanning.devices.sane_child"} <= set(wanted)


@pytest.mark.parametrize("foreign", ["central_server.services.accept", "rehearsal.demo", "tests.fakes", "litestar"])
def test_foreign_code_inside_is_seen(foreign: str) -> None:
    """The centre, rehearsals, tests and the centre's libraries."""
    wanted = build.own_modules()
    assert build.faults(wanted, ("resources",), wanted) == []
    assert build.faults((*wanted, foreign), (), wanted) == [f"{foreign.partition('.')[0]} is inside the built desk"]


def test_foreign_files_and_missing_modules_are_seen() -> None:
    """A folder or metadata of a foreign library beside the program; a module of ours that is not there."""
    said = build.faults(("dossier.acts",), ("uvicorn-0.54.0.dist-info", "resources"), ("dossier.acts", "dossier.text"))
    assert said == ["uvicorn is inside the built desk", "dossier.text is missing in the built desk"]


def test_the_recipe_takes_the_packages_that_are_checked() -> None:
    """The recipe and the look inside name the same packages."""
    recipe = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    assert f"OWN = ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in build.OWN)})" in recipe


def test_a_built_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frozen, the program is called with the child's word; from the source, the interpreter with `-m`."""
    assert python_child("sandbox.child").words[-2:] == ("-m", "sandbox.child")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert python_child("sandbox.child").words == (sys.executable, CHILD_WORD, "sandbox.child")


def test_only_children_are_run_as_children() -> None:
    """The word with another module is a usage error, and nothing of the desk is loaded for it."""
    source = (
        "import sys\nfrom desk_client.__main__ import main\n"
        f"sys.argv = ['motcua-desk', {CHILD_WORD!r}, 'desk_client.commands']\n"
        "assert main() == 2\nassert 'desk_client.commands' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", source], check=True)
