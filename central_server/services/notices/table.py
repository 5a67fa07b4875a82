"""Which event is told by which text: rows and texts read from data, checked when they are read; no event is named here.

A new act, reason or channel wording is a row or a text, never code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter

from central_server.services.notices.facts import BASE_FACTS, BASE_PLACES, names_in
from dossier.acts import PAYLOADS, ActKind
from dossier.events import Stage
from dossier.rows import CatalogueFault, read_value

PAST_DUE = "past_due"
"""What happens without an act: the due moment passes and there is no result."""
_BODY = "body"
"""Where the frame of a letter takes the letter itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """`on` is a kind of act or `past_due`; `when` what must be so; `call`: worth a telephone call."""

    template: str
    on: str
    call: bool
    basis: str
    when: Mapping[str, tuple[str, ...]]

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Whether the condition holds."""
        return all(facts.get(name) in allowed for name, allowed in self.when.items())


@dataclass(frozen=True, slots=True)
class Closing:
    """An act that settles the office's open calls about its dossier when `reached` names a field that is true."""

    on: str
    reached: str


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one template on every channel; `still`: stages in which it is still true."""

    still: frozenset[str]
    subject: str
    email: str
    sms: str
    portal: str
    zalo: Mapping[str, str]
    call: str = ""


@dataclass(frozen=True, slots=True)
class NoticeTable:
    """All rows and texts; `frame` is put around every letter, `missing` fills places that have nothing."""

    rows: tuple[Row, ...]
    closings: tuple[Closing, ...]
    texts: Mapping[str, Text]
    frame: str
    missing: Mapping[str, str]

    def used(self, template: str) -> frozenset[str]:
        """The places that a template's texts need: nothing else of a dossier is kept with a notice."""
        text = self.texts[template]
        framed = (*_words(text), self.frame)
        return (frozenset(name for words in framed for name in names_used(words)) | set(text.zalo.values())) - {_BODY}

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of act that matter here."""
        named = {row.on for row in self.rows} | {closing.on for closing in self.closings}
        return tuple(sorted(named - {PAST_DUE}))

    def for_event(self, kind: str, facts: Mapping[str, str]) -> tuple[Row, ...]:
        """The rows of an event whose condition holds."""
        return tuple(row for row in self.rows if row.on == kind and row.fits(facts))

    def closing_of(self, kind: str) -> Closing | None:
        """What an act means to open calls, or None."""
        return next((closing for closing in self.closings if closing.on == kind), None)


@dataclass(frozen=True, slots=True)
class _RawText:
    """A text as it lies in the file."""

    still: tuple[str, ...]
    subject: str
    email: str
    sms: str
    portal: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class _RawRow:
    template: str
    on: str
    call: bool
    basis: str


@dataclass(frozen=True, slots=True)
class _RawFile:
    """The two tables as files."""

    name: str
    tables: Mapping[str, object] = field(default_factory=dict)


def parse_table(rows: Mapping[str, object], texts: Mapping[str, object]) -> NoticeTable:
    """Read the loaded files `rows` and `texts`; raises CatalogueFault naming the bad row or place."""
    words = _RawFile("notices/texts", texts)
    found = {name: _text(name, _mapping(words.name, name, raw)) for name, raw in _table(words, "text").items()}
    table = NoticeTable(
        rows=tuple(_row(raw) for raw in _list("notices/rows", rows, "notice")),
        closings=tuple(_closing(raw) for raw in _list("notices/rows", rows, "closing")),
        texts=found,
        frame=str(_table(words, "frame").get("email", "")),
        missing={name: str(value) for name, value in _table(words, "missing").items()},
    )
    for name in names_used(table.frame):
        if name not in BASE_PLACES | {_BODY}:
            raise CatalogueFault(words.name, "frame", f"nothing fills {{{name}}}")
    for row in table.rows:
        _check(row, table)
    return table


def _row(raw: Mapping[str, object]) -> Row:
    plain = {name: value for name, value in raw.items() if name != "when"}
    read = read_value(_RawRow, plain, "notices/rows")
    when = _mapping("notices/rows", read.template, raw.get("when", {}))
    allowed = {
        name: tuple(map(str, value)) if isinstance(value, list) else (str(value),) for name, value in when.items()
    }
    return Row(read.template, read.on, read.call, read.basis, allowed)


def _closing(raw: Mapping[str, object]) -> Closing:
    closing = read_value(Closing, raw, "notices/rows")
    if closing.reached not in names_in(PAYLOADS[_kind("closing", closing.on)]):
        raise CatalogueFault("notices/rows", "closing", f"{closing.on} has no field {closing.reached}")
    return closing


def _text(name: str, raw: Mapping[str, object]) -> Text:
    plain = {key: value for key, value in raw.items() if key != "zalo"}
    read = read_value(_RawText, plain, "notices/texts")
    known = {stage.value for stage in Stage}
    unknown = [stage for stage in read.still if stage not in known]
    if unknown:
        raise CatalogueFault("notices/texts", name, f"unknown stage {unknown[0]}")
    zalo = {key: str(value) for key, value in _mapping("notices/texts", name, raw.get("zalo", {})).items()}
    email = read.email.strip()
    return Text(frozenset(read.still), read.subject, email, read.sms, read.portal, zalo, read.call)


def _check(row: Row, table: NoticeTable) -> None:
    """A row names a text, an act, facts and places that exist."""
    text = table.texts.get(row.template)
    if text is None:
        raise CatalogueFault("notices/rows", row.template, "no text has this name")
    payload = None if row.on == PAST_DUE else PAYLOADS[_kind(row.template, row.on)]
    for name in row.when:
        if name not in BASE_FACTS | names_in(payload):
            raise CatalogueFault("notices/rows", row.template, f"unknown condition {name}")
    if row.call and not text.call:
        raise CatalogueFault("notices/rows", row.template, "a call needs words")
    places = BASE_PLACES | names_in(payload)
    used = [name for words in _words(text) for name in names_used(words)] + list(text.zalo.values())
    for name in used:
        if name not in places:
            raise CatalogueFault("notices/texts", row.template, f"nothing fills {{{name}}} after {row.on}")


def _words(text: Text) -> tuple[str, ...]:
    return text.subject, text.email, text.sms, text.portal, text.call


def names_used(words: str) -> tuple[str, ...]:
    """The places of a text."""
    return tuple(name for _, name, _, _ in Formatter().parse(words) if name is not None)


def _kind(where: str, name: str) -> ActKind:
    try:
        return ActKind(name)
    except ValueError:
        raise CatalogueFault("notices/rows", where, f"unknown act {name}") from None


def _list(file: str, raw: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    rows = raw.get(name, [])
    if not isinstance(rows, list):
        raise CatalogueFault(file, name, "rows are needed")
    return [_mapping(file, name, row) for row in rows]


def _table(file: _RawFile, name: str) -> Mapping[str, object]:
    return _mapping(file.name, name, file.tables.get(name, {}))


def _mapping(file: str, name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise CatalogueFault(file, name, "a table is needed")
    return value
