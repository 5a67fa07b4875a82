"""Keeps which pages of a paper are shown and which were seen to their end; draws nothing, parses nothing."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Signal

from desk_client.services.previews import Pages, Previews, PreviewTrouble
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Work
from dossier.acts import FileRef
from dossier.messages import Message, message
from token_signing.laid_fields import LaidField

_KEPT = 6
"""Papers whose pages stay at hand for going back and forth."""
_STOPPED = message("sign.file.stopped")


class Sight(Enum):
    """What the page area shows."""

    NOTHING = "nothing"
    LOADING = "loading"
    PAGES = "pages"
    TROUBLE = "trouble"


class PreviewModel(QObject):
    """One paper at a time; `changed` after every step, `seen` when its last unseen page was read to the end."""

    changed = Signal()
    seen = Signal(str)

    def __init__(self, previews: Previews, runner: Runner) -> None:
        super().__init__()
        self._previews = previews
        self._runner = runner
        self._made: dict[str, Pages] = {}
        self._ended: dict[str, set[int]] = {}
        self.file: FileRef | None = None
        self.sight = Sight.NOTHING
        self.page = 0
        self.trouble: Message | None = None
        self._work: Work | None = None

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def pages(self) -> int:
        """How many pages the paper has; 0 while they are not here."""
        made = self._now()
        return 0 if made is None else len(made.images)

    @property
    def image(self) -> bytes:
        """The page in view as JPEG bytes, or nothing."""
        made = self._now()
        return b"" if made is None or self.sight is not Sight.PAGES else made.images[self.page]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in view in PDF points; (0, 0) for nothing."""
        made = self._now()
        return (0.0, 0.0) if made is None or self.sight is not Sight.PAGES else made.sizes[self.page]

    @property
    def fields(self) -> tuple[LaidField, ...] | None:
        """The fields of the paper in view; None while they are not known."""
        made = self._now()
        return None if made is None else made.fields

    @property
    def loading(self) -> Message:
        """How far a paper is that is opened."""
        return _loading(0, 0) if self._work is None else _loading(self._work.done, self._work.whole)

    @property
    def seen_to_end(self) -> bool:
        """Whether every page of the paper in view was read to its end."""
        return self.file is not None and self.was_seen(self.file.sha256)

    def was_seen(self, sha256: str) -> bool:
        """Whether every page of a paper was read to its end since the person sat down."""
        made = self._made.get(sha256)
        ended = self._ended.get(sha256, set())
        return bool(ended) and (-1 in ended or (made is not None and len(ended) == len(made.images)))

    def pages_seen(self, sha256: str) -> int:
        """How many pages of a paper were read to their end since the person sat down."""
        return len(self._ended.get(sha256, set()) - {-1})

    # -- looking -------------------------------------------------------------------------------------------------

    def show(self, file: FileRef | None) -> None:
        """Show a paper from its first page; None shows nothing."""
        if file == self.file and self.sight is not Sight.TROUBLE:
            return
        self._give_up()
        self.file, self.page, self.trouble = file, 0, None
        if file is None:
            self.sight = Sight.NOTHING
        elif file.sha256 in self._made:
            self.sight = Sight.PAGES
        else:
            self.sight = Sight.LOADING
            self._open(file)
        self.changed.emit()

    def look_again(self) -> None:
        """Something may have come from the centre: try a paper that was not here once more."""
        if self.sight is Sight.TROUBLE and self.file is not None and self.trouble != _STOPPED:
            self.show(self.file)

    def choose_page(self, page: int) -> bool:
        """Show another page; tells whether there is one."""
        if self.sight is not Sight.PAGES or not 0 <= page < self.pages:
            return False
        self.page = page
        self.changed.emit()
        return True

    def page_ended(self) -> None:
        """The end of the page in view came into sight."""
        if self.sight is not Sight.PAGES or self.file is None:
            return
        known = self.was_seen(self.file.sha256)
        self._ended.setdefault(self.file.sha256, set()).add(self.page)
        if not known and self.was_seen(self.file.sha256):
            self._ended[self.file.sha256].add(-1)
            self.seen.emit(self.file.sha256)

    def forget(self) -> None:
        """Another person sits down: nothing was seen, nothing stays in view."""
        self._ended, self._made = {}, {}
        self.show(None)

    # -- inside --------------------------------------------------------------------------------------------------

    def _now(self) -> Pages | None:
        return None if self.file is None else self._made.get(self.file.sha256)

    def _open(self, file: FileRef) -> None:
        work = self._work = Work(_loading, self._left, self.changed.emit)

        def job() -> Pages | PreviewTrouble:
            return self._previews.pages(file, work.stopped, work.told)

        self._runner.start(job, self._taker(file), self._failer(file), work)

    def _give_up(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.stop()

    def _left(self) -> None:
        if self._work is not None:
            self._settle(_STOPPED)

    def _taker(self, file: FileRef) -> Callable[[Pages | PreviewTrouble], None]:
        def taken(found: Pages | PreviewTrouble) -> None:
            if isinstance(found, Pages):
                self._made[file.sha256] = found
                for old in [sha for sha in self._made if sha != file.sha256][:-_KEPT]:
                    del self._made[old]
            if file == self.file:
                self._settle(None if isinstance(found, Pages) else message(f"sign.file.{found.value}"))

        return taken

    def _failer(self, file: FileRef) -> Callable[[Exception], None]:
        def failed(fault: Exception) -> None:
            if file == self.file:
                self._settle(fault_message(fault))

        return failed

    def _settle(self, trouble: Message | None) -> None:
        self._work, self.trouble = None, trouble
        self.sight = Sight.PAGES if trouble is None else Sight.TROUBLE
        self.changed.emit()


def _loading(drawn: int, pages: int) -> Message:
    if not pages:
        return message("sign.page.loading")
    return message("sign.page.loading_more", drawn=str(drawn), pages=str(pages))
