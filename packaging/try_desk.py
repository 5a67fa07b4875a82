"""Starts the desk that was built and has it do what a desk does: look at its machine, enrol, sign, draw, open.

Each part must say what it did; a part that fails names itself. The centre beside it is a real one, from the source.
"""

import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

from build_desk import PROGRAM, own_modules
from reportlab.pdfgen.canvas import Canvas

from benchmarks.built_desk import BuildFault, ask, enrolled_desk, start
from desk_client.belongings import load_fonts
from sandbox.command import CHILD_WORD, ChildCommand
from sandbox.limits import MEBIBYTE, Limits
from sandbox.outcome import Done
from sandbox.runner import Sandbox
from scanning.foreign import ForeignPaper, ForeignRules, inspect_foreign
from token_signing.authority import CertificateOrder, Officer, make_authority
from token_signing.devices.port import TokenTrouble
from token_signing.devices.software import SoftwareToken, make_software_token
from token_signing.sign import sign_paper
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignatureBox, SignerDisplay
from token_signing.verdict import Verdict
from token_signing.verify import verify_in_sandbox

_PIN = "135790"


class _Imports:
    """A pickle that imports every module where it is loaded and gives back the names that failed, as bytes."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def __reduce__(self) -> tuple[Callable[[str, dict[str, object]], object], tuple[str, dict[str, object]]]:
        lines = (
            "import importlib",
            "failed = []",
            f"for name in {list(self._names)!r}:",
            "    try:",
            "        importlib.import_module(name)",
            "    except Exception as fault:",
            "        failed.append(f'{name}: {fault}')",
        )
        return eval, (f"(exec({chr(10).join(lines)!r}, s := {{}}), '\\n'.join(s['failed']).encode())[1]", {})


def child_of_program() -> ChildCommand:
    """The built program as the child of a sandbox."""
    return ChildCommand((str(PROGRAM), CHILD_WORD, "sandbox.child"))


def every_module() -> str:
    """Every module of the desk can be imported in the built program, with all that it imports."""
    names = own_modules()
    with Sandbox(Limits(seconds=120, memory_bytes=4096 * MEBIBYTE), command=child_of_program()) as sandbox:
        outcome = sandbox.run("pickle:loads", pickle.dumps(_Imports(names)))
    if not isinstance(outcome, Done):
        raise BuildFault(f"imports: {outcome}")
    if outcome.answer:
        raise BuildFault("imports: " + outcome.answer.decode().replace("\n", "; "))
    return f"{len(names)} modules imported"


def doctor(folder: Path) -> str:
    """`doctor --json` on a new machine: every kind of check is there, and the store could be opened."""
    environment = _plain() | {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_KEY_STORE": "file"}
    said = ask([str(PROGRAM)], ("doctor", "--json"), environment)
    checks = said.get("checks")
    if not isinstance(checks, list):
        raise BuildFault(f"doctor: {said}")
    areas = {str(check["area"]) for check in checks}
    if areas != {"line", "printer", "scanner", "reader", "token", "machine"}:
        raise BuildFault(f"doctor looked at {sorted(areas)} only")
    if not (folder / "desk.db").is_file():
        raise BuildFault("doctor opened no store")
    return f"{len(checks)} checks, worst: {said['worst']}"


def children(folder: Path) -> str:
    """What the program starts, here CUPS' `lpstat`, is not made to load the libraries that lie beside the program."""
    tool = folder / "lpstat"
    tool.write_text('#!/bin/sh\nenv > "$0.seen"\n', encoding="utf-8")
    tool.chmod(0o755)
    environment = _plain() | {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_KEY_STORE": "file"}
    environment["PATH"] = f"{folder}{os.pathsep}{environment['PATH']}"
    ask([str(PROGRAM)], ("doctor", "--json"), environment)
    seen = (folder / "lpstat.seen").read_text(encoding="utf-8").splitlines()
    if any(line.startswith("LD_LIBRARY_PATH=") and str(PROGRAM.parent) in line for line in seen):
        raise BuildFault("children are made to load the libraries beside the program")
    return "their libraries are the machine's"


def papers(folder: Path) -> str:
    """A signed paper is drawn and its signature judged by the built program's own sandbox."""
    officer = Officer("Trần Văn Minh", "Chủ tịch", "UBND phường Phú Thủy")
    authority, now = make_authority("Bình Thuận"), datetime.now(UTC)
    make_software_token(folder, _PIN, authority, CertificateOrder(officer, serial=1))
    token = SoftwareToken(folder, lambda: now)
    token.plug()
    session = token.open(_PIN)
    if isinstance(session, TokenTrouble):
        raise BuildFault(f"token: {session.kind.value}")
    fonts, at = load_fonts(), now.astimezone(timezone(timedelta(hours=7)))
    display = SignerDisplay(officer.name, officer.title, officer.office, at)
    stamp = cut_fonts(fonts.serif, fonts.serif_bold)
    signed = sign_paper(_pdf(), SignatureBox(0, 330, 100, 530, 175), display, session, stamp)
    if isinstance(signed, TokenTrouble):
        raise BuildFault(f"signing: {signed.kind.value}")
    with Sandbox(Limits(seconds=60), command=child_of_program()) as sandbox:
        drawn = inspect_foreign(sandbox, signed.pdf, ForeignRules())
        judged = verify_in_sandbox(sandbox, signed.pdf, (authority.certificate_der,), now)
    if not isinstance(drawn, ForeignPaper) or judged.verdict is not Verdict.GREEN:
        raise BuildFault(f"papers: {drawn if not isinstance(drawn, ForeignPaper) else judged}")
    return f"{len(drawn.pages)} page drawn, signature of {', '.join(judged.signer_names)} valid"


def life(folder: Path) -> str:
    """Enrol at a real centre, take its rules, and open the window with the people of the office."""
    environment = enrolled_desk([str(PROGRAM)], folder)
    said = ask([str(PROGRAM)], ("status", "--json"), environment)
    shown = ask([str(PROGRAM)], ("--until-shown",), environment)
    if not said.get("enrolled") or shown != {"shown": True, "opened": True, "enrolled": True}:
        raise BuildFault(f"life: {said} {shown}")
    took = sorted(start([str(PROGRAM), "--until-shown"], environment).clock for _ in range(3))[0]
    return f"enrolled as {said['office']} desk {said['desk_number']}, window usable after {took:.2f} s"


def main() -> int:
    """Try every part; 1 when one failed."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="try-", dir=PROGRAM.parents[1]) as place:
        root = Path(place)
        for name in ("doctor", "children", "token"):
            (root / name).mkdir()
        parts: Mapping[str, Callable[[], str]] = {
            "modules": every_module,
            "doctor": lambda: doctor(root / "doctor"),
            "children": lambda: children(root / "children"),
            "papers": lambda: papers(root / "token"),
            "life": lambda: life(root / "life"),
        }
        for name, part in parts.items():
            try:
                print(f"  ok   {name}: {part()}", flush=True)
            except BuildFault as fault:
                failed += 1
                print(f"  FAIL {name}: {fault}", flush=True)
    return 1 if failed else 0


def _plain() -> dict[str, str]:
    """The environment of a machine where nothing is set."""
    return {name: text for name, text in os.environ.items() if not name.startswith("MOTCUA_")}


def _pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(90, 740, "GIAY XAC NHAN")
    canvas.save()
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
