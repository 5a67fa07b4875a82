"""Fills a template for a channel; a filled place is never read as a template again."""

from collections.abc import Mapping
from dataclasses import dataclass

from central_server.ports.notices import NoticeChannel, Outgoing
from central_server.services.notices.table import NoticeTable


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice in words, before it has an address."""

    key: str
    template: str
    places: Mapping[str, str]


class _Places(dict[str, str]):
    """The places of a notice; one that its text got only after the notice was kept says what `missing` has for it."""

    def __init__(self, places: Mapping[str, str], missing: Mapping[str, str]) -> None:
        super().__init__(places)
        self._missing = missing

    def __missing__(self, name: str) -> str:
        return self._missing.get(name, "")


def said(table: NoticeTable, channel: NoticeChannel, letter: Letter) -> str:
    """The words on the portal or of a telephone call."""
    text = table.texts[letter.template]
    words = text.portal if channel is NoticeChannel.PORTAL else text.call
    return words.format_map(_Places(letter.places, table.missing))


def outgoing(table: NoticeTable, channel: NoticeChannel, letter: Letter, to: str) -> Outgoing:
    """The message as a channel's sender takes it."""
    text = table.texts[letter.template]
    places = _Places(letter.places, table.missing)
    if channel is NoticeChannel.EMAIL:
        places["body"] = text.email.format_map(places)
        body = table.frame.strip().format_map(places)
    else:
        body = text.sms.format_map(places)
    fields = {name: places[place] for name, place in text.zalo.items()}
    return Outgoing(letter.key, to, text.subject.format_map(places), body, letter.template, fields)
