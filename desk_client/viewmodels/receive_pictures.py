"""Makes and remembers the pictures of scanned pages off the GUI thread; keeps few large ones."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_client.services.scanning import PageRef, Scanning
from desk_client.viewmodels.receive_holder import Holder
from desk_client.viewmodels.runner import Runner

THUMB = 240
WHOLE = 1500
_LARGE_KEPT = 8


class PagePictures(QObject):
    """Gives a picture when it is made, else nothing and `ready` later."""

    ready = Signal()

    def __init__(self, holder: Holder, scanning: Scanning, runner: Runner) -> None:
        super().__init__()
        self._holder = holder
        self._scanning = scanning
        self._runner = runner
        self._made: dict[tuple[str, int, int], bytes] = {}
        self._asked: set[tuple[str, int, int]] = set()

    def picture(self, ref: PageRef, longest: int) -> bytes:
        """A JPEG of a page no longer than `longest` pixels, or empty while it is made."""
        key = (ref.id, ref.rotation, longest)
        if key in self._made:
            return self._made[key]
        if key not in self._asked:
            self._asked.add(key)
            draft = self._holder.draft_id
            self._runner.start(
                lambda: self._scanning.picture(draft, ref, longest), self._shower(key), lambda _fault: None
            )
        return b""

    def _shower(self, key: tuple[str, int, int]) -> Callable[[bytes], None]:
        def show(picture: bytes) -> None:
            self._asked.discard(key)
            self._made[key] = picture
            self._forget_others(key)
            self.ready.emit()

        return show

    def _forget_others(self, key: tuple[str, int, int]) -> None:
        large = [known for known in self._made if known[2] == WHOLE and known != key]
        for known in large[:-_LARGE_KEPT]:
            del self._made[known]
