"""A process of its own: a bare PySide6 window, as fast as Python can show one; says its ms since it was started."""

import sys
import time

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow


def main() -> None:
    """Show a window with a label, paint it, say when."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("motcua"))
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.grab()
    print((time.monotonic_ns() - int(sys.argv[1])) / 1e6, time.process_time() * 1000)


if __name__ == "__main__":
    main()
