"""Shows the pages of a kept PDF as pictures, drawn in the sandbox; a file that is not here is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desk_client.services.parts import Parts
from dossier.acts import FileRef
from sandbox.runner import Sandbox, Stoppable
from scanning.foreign import ForeignPaper, ForeignRules, inspect_foreign
from token_signing.laid_fields import LaidField, read_fields

_RULES = ForeignRules(dpi=150, quality=85, most_pages=200)
"""Fine enough for a page at the full width of a large screen."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file in order, each as JPEG bytes."""

    images: tuple[bytes, ...]
    sizes: tuple[tuple[float, float], ...]
    """Width and height of each page in PDF points."""
    fields: tuple[LaidField, ...] | None = None
    """The fields of the paper; None when they cannot be told."""


class PreviewTrouble(str, Enum):
    """Why no page is shown; message ids are `sign.file.<value>`."""

    AWAY = "away"
    UNREADABLE = "unreadable"


class Previews:
    """Use case of looking at a paper; changes nothing but what the blob lane fetches."""

    def __init__(self, parts: Parts, sandbox: Sandbox) -> None:
        self._parts = parts
        self._sandbox = sandbox

    def pages(
        self,
        file: FileRef,
        stopped: Callable[[], bool] = lambda: False,
        told: Callable[[int, int], None] = lambda _drawn, _pages: None,
    ) -> Pages | PreviewTrouble:
        """All pages of a file. Raises DeskFault when the kept file is damaged.

        `told` hears how many of how many are drawn; once nobody waits (`stopped`) no further one is.
        """
        if not self._parts.shelf.has(file.sha256):
            self._parts.shelf.want(file)
            return PreviewTrouble.AWAY
        pdf = self._parts.shelf.read(file.sha256)
        drawn = inspect_foreign(self._sandbox, pdf, _RULES, stopped, told)
        if not isinstance(drawn, ForeignPaper):
            return PreviewTrouble.UNREADABLE
        sizes = tuple((page.width * 72 / page.dpi, page.height * 72 / page.dpi) for page in drawn.pages)
        fields = read_fields(Stoppable(self._sandbox, stopped), pdf)
        return Pages(tuple(page.image for page in drawn.pages), sizes, fields)
