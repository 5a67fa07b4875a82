"""Văn thư of a town copies issued results and attaches annexes, now and then what may not be copied."""

from collections.abc import Callable

from desk_client.services.session import Session
from dossier.acts import ActKind, FileRef
from dossier.copies import copy_symbol, sources_of
from dossier.copying import AttachAnnex, CopyDocument
from dossier.numbers import copy_book
from dossier.state import Dossier
from dossier.values import CopyKind
from rehearsal.simulator.hall import CERTIFICATE, Mark
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import Town

Paper = Callable[[Post], FileRef]
"""A fresh file on a desk's shelf."""
_NOWHERE = "0" * 64


def sealed_payload(
    kind: ActKind, town: Town, at: tuple[Post, Session], state: Dossier, paper: Paper
) -> CopyDocument | AttachAnnex:
    """The copy or the annex that is made of a dossier by who sits at a desk."""
    post, session = at
    if kind is ActKind.ATTACH_ANNEX:
        drawn = paper(post)
        return AttachAnnex("Sơ đồ", state.result.symbol, drawn, *_signed(post, session, drawn))
    source = next(iter(sources_of(state)), None)
    copies = CopyKind.OF_COPY if town.random.random() < 0.2 else CopyKind.FULL
    shelf = post.parts.shelf
    whole = copies is CopyKind.FULL and source is not None and shelf.has(source.file.sha256)
    drawn = source.file if whole and source is not None else paper(post)
    book = copy_book(session.office, town.moment.at.year)
    number = (post.parts.queries.last_number(book) or 0) + 1
    shown = _NOWHERE if source is None else source.file.sha256
    named = (book, number, copy_symbol(copies, number))
    return CopyDocument(copies, shown, (), "Tòa án", *named, drawn, *_signed(post, session, drawn))


def _signed(post: Post, session: Session, drawn: FileRef) -> tuple[FileRef, str, str]:
    """The file as the office signed it, by whom, with which certificate."""
    unit, shelf = post.parts.rules().unit(session.office), post.parts.shelf
    name = "" if unit is None else unit.name
    return shelf.keep(Mark(name).under(shelf.read(drawn.sha256)), drawn.pages), name, CERTIFICATE
