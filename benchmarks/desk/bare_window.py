"""A process of its own: a bare PySide6 window, as fast as Python can show one; says its ms since it was called."""

import json
import sys
import time

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks.desk.memory import resident_mb


def main(called_ns: int) -> None:
    """Show a window with a label, paint it, say when."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QLabel("motcua"))
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.grab()
    print(json.dumps({"ms": (time.monotonic_ns() - called_ns) / 1e6, "rss_mb": resident_mb()}))
