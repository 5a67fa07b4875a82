"""Measures of the house over one file's syntax tree; each returns sentences, empty when all is well."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "dossier", "central_sync", "token_signing", "printing", "scanning", "sandbox", "command_line",
    "desk_client", "central_server", "rehearsal", "benchmarks", "packaging",
)  # fmt: skip
FILE_LINES, FUNCTION_LINES, PARAMETERS, CLASS_LINES = 400, 40, 5, 300
_NO_NAMES = frozenset({"utils", "helpers", "misc", "common", "manager"})
_CLOCKS = frozenset({"now", "utcnow", "today", "time", "time_ns"})
_PURE_ALLOWED = frozenset(
    (
        *("__future__", "abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "enum"),
        *("functools", "itertools", "operator", "re", "types", "typing", "unicodedata", "dossier"),
    )
)


def sources() -> Iterator[Path]:
    """Every source file of the product."""
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def size_faults(text: str) -> list[str]:
    """Files, functions, classes and parameter lists over the limits of the house."""
    faults = []
    if text.count("\n") > FILE_LINES:
        faults.append(f"file of {text.count(chr(10))} lines")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > FUNCTION_LINES:
                faults.append(f"{node.name}: {lines} lines")
            asked = [a.arg for a in (*node.args.posonlyargs, *node.args.args) if a.arg not in ("self", "cls")]
            if len(asked) > PARAMETERS:
                faults.append(f"{node.name}: {len(asked)} parameters")
        elif isinstance(node, ast.ClassDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > CLASS_LINES:
                faults.append(f"{node.name}: class of {lines} lines")
    return faults


def name_faults(path: Path) -> list[str]:
    """Modules named for nothing."""
    return [f"{path.name}: a name that says nothing"] if path.stem in _NO_NAMES else []


def docstring_faults(tree: ast.Module) -> list[str]:
    """Modules, public classes and public module functions without a docstring."""
    faults = [] if ast.get_docstring(tree) else ["module without a docstring"]
    for node in tree.body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):  # type: ignore[arg-type]  # narrowed above
            faults.append(f"{node.name}: no docstring")  # type: ignore[attr-defined]  # as above
    return faults


def ambient_faults(tree: ast.Module) -> list[str]:
    """Reading the clock, chance, files or logs where everything must be passed in (the core)."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _CLOCKS and isinstance(node.value, ast.Name):
            if node.value.id in ("datetime", "date", "time"):
                faults.append(f"reads the clock: {node.value.id}.{node.attr}")
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("open", "print", "input")
        ):
            faults.append(f"touches the world: {node.func.id}()")
    return faults


def import_faults(tree: ast.Module) -> list[str]:
    """Imports of the core beyond the few pure modules of the standard library."""
    return [f"imports {name}" for name in imported(tree) if name.split(".")[0] not in _PURE_ALLOWED]


def imported(tree: ast.Module) -> list[str]:
    """Every module a file imports, wherever the import stands."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.append(node.module)
    return names


def qt_faults(tree: ast.Module) -> list[str]:
    """Qt beyond QtCore in a view-model."""
    allowed = ("PySide6", "PySide6.QtCore")
    return [f"imports {name}" for name in imported(tree) if name.startswith("PySide6") and name not in allowed]


def resource_faults(tree: ast.Module) -> list[str]:
    """Reading `resources` where it must arrive as a value."""
    return [f"imports {name}" for name in imported(tree) if name in ("importlib.resources", "resources")]
