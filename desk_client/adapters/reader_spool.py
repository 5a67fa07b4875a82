"""The simulated ID card reader: a folder into which texts of cards are laid, each taken once, oldest first."""

from pathlib import Path

_MOST_BYTES = 2048


class ReaderSpool:
    """Takes one card text at a time; a text still being written has another ending than `.txt`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def present(self) -> bool:
        """Whether the simulated reader is plugged in: its folder exists."""
        return self._folder.is_dir()

    def take(self) -> str:
        """The text of the next card, removed from the folder; "" when none lies there."""
        try:
            waiting = sorted(self._folder.glob("*.txt"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        except OSError:
            return ""
        for path in waiting:
            try:
                with path.open("rb") as stream:
                    body = stream.read(_MOST_BYTES)
                path.unlink()
            except OSError:
                continue
            return body.decode("utf-8", errors="replace").strip()
        return ""
