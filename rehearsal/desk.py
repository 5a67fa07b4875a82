"""The desk of a rehearsal on a real display: the program's window with the guide beside it, until it is closed."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desk_client.belongings import load_settings
from desk_client.window import open_program
from rehearsal.guide.opening import NoDesk, open_guide
from rehearsal.guide.world import Colleague, GuideWorld
from rehearsal.province import DAY_START, PASSWORD, PEOPLE, PIN, World


def main(root: Path, portal: str) -> int:
    """Show both windows; the exit code of the program."""
    app = QApplication(sys.argv[:1])
    program = open_program(app, load_settings())
    program.watch_for_crashes()
    program.window.show()
    print("open", flush=True)
    world = World(root)
    people = tuple(Colleague(name, title, login) for name, title, login, _ in PEOPLE)
    guide = open_guide(program, GuideWorld(world.simulators, world.control, portal, people, PASSWORD, PIN, DAY_START))
    guide.show()
    code = app.exec()
    guide.end()
    program.close()
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
    except NoDesk:
        sys.exit(3)
