"""One played part of the morning in a desk's process of its own: `python -m rehearsal.play PART WORLD OUT`."""

import os
import sys
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desk_client.belongings import load_settings
from desk_client.window import open_program
from rehearsal.play.actor import Actor, PlayFault
from rehearsal.play.parts import PARTS
from rehearsal.play.scene import Scene, Told
from rehearsal.play.shots import load_shots
from rehearsal.province import World


def main(part: str, world: Path, out: Path) -> int:
    """Play one part; 0 when every step came true. What it told and its pictures are kept even when it did not."""
    app = QApplication(sys.argv[:1])
    program = open_program(app, load_settings())
    program.window.show()
    program.window.activateWindow()
    hands = Actor(app, program.window, out, shots=load_shots(out))
    scene = Scene(program, hands, World(world), Told.load(out / "told.json"))
    try:
        PARTS[part](scene)
    except (PlayFault, AssertionError) as fault:
        traceback.print_exc()
        print(f"{part}: {fault}", file=sys.stderr)
        return 1
    finally:
        scene.save()
        if program.desk is not None:
            program.desk.line.stop()
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.flush()
    sys.stderr.flush()
    # Qt's worker threads may still hold a picture: the store is closed by its own durability, not by exit handlers.
    os._exit(code)
