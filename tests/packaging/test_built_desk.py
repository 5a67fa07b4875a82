"""The recipe of the built desk: what belongs inside, what is seen when it does not, and how its children are called."""

import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest
from packaging_commands import ROOT, load

from sandbox.command import CHILD_WORD, WINDOW_ENDING, python_child

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


def cooked(platform: str, folder: Path, patch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the recipe asks to be built on a platform: its executables, with a stand-in for the builder."""
    programs: list[dict[str, object]] = []

    def executable(*parts: object, **given: object) -> str:
        programs.append(given | {"modules": parts[0]})
        return "program"

    patch.setattr(sys, "platform", platform)
    patch.setattr(shutil, "which", lambda _name: None)  # nothing was built that could be stripped
    for name in ("PyInstaller", "PyInstaller.depend", "PyInstaller.utils", "PyInstaller.depend.bindepend"):
        patch.setitem(sys.modules, name, types.ModuleType(name))
    sys.modules["PyInstaller.depend.bindepend"].get_imports = lambda _path: []  # type: ignore[attr-defined]
    hooks = types.ModuleType("PyInstaller.utils.hooks")
    hooks.collect_submodules = hooks.copy_metadata = lambda _name: []  # type: ignore[attr-defined]
    patch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)
    patch.setattr(sys, "path", list(sys.path))
    analysis = types.SimpleNamespace(binaries=[], datas=[], pure=[], scripts=[])
    given = {
        "SPECPATH": str(ROOT),
        "workpath": str(folder),
        "Analysis": lambda *_, **__: analysis,
        "PYZ": lambda _pure: "modules",
        "EXE": executable,
        "COLLECT": lambda *_, **__: types.SimpleNamespace(name=str(folder)),
    }
    recipe = ROOT / "build_installer.spec"
    exec(compile(recipe.read_text("utf-8"), str(recipe), "exec"), given)
    return programs


def test_on_windows_people_start_a_program_without_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second executable of the same folder and modules; commands keep the one that speaks to a terminal."""
    programs = cooked("win32", tmp_path, monkeypatch)
    assert [(one["name"], one["console"], one["modules"]) for one in programs] == [
        ("motcua-desk", True, "modules"),
        (f"motcua-desk{WINDOW_ENDING}", False, "modules"),
    ]
    assert [(one["name"], one["console"]) for one in cooked("linux", tmp_path, monkeypatch)] == [("motcua-desk", True)]


def test_the_children_of_a_program_without_a_terminal_are_the_one_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """They speak through their streams, which a windowed program may not have."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", f"/opt/motcua/motcua-desk{WINDOW_ENDING}.exe")
    assert python_child("sandbox.child").words == ("/opt/motcua/motcua-desk.exe", CHILD_WORD, "sandbox.child")


@pytest.mark.parametrize(("words", "code"), [(("status",), 3), (("--until-shown",), 0)])
def test_a_program_without_streams_does_its_work(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    """What would be said goes nowhere; the exit code is the same as on a terminal."""
    own = {"MOTCUA_DATA_DIR": str(tmp_path), "MOTCUA_KEY_STORE": "file", "QT_QPA_PLATFORM": "offscreen"}
    call = ["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', sys.executable, "-m", "desk_client", *words]
    assert subprocess.run(call, check=False, env={**os.environ, **own}, timeout=120).returncode == code


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
