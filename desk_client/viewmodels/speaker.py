"""Says messages: turns a message id and its parameters into words of the chosen language."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from threading import Lock

from dossier.messages import Message

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class MessageTableFault(ValueError):
    """The message files contradict themselves: one key stands twice, or a value is no text."""


def placeholders(text: str) -> frozenset[str]:
    """Give the names of the parameters that a sentence needs."""
    return frozenset(_PLACEHOLDER.findall(text))


def load_messages(texts: Iterable[str]) -> dict[str, str]:
    """Merge TOML texts (one per area) into one table of dotted ids; a key may stand only once over all texts."""
    table: dict[str, str] = {}
    for text in texts:
        for key, value in _flatten("", tomllib.loads(text)):
            if key in table:
                raise MessageTableFault(f"message id stands twice: {key}")
            table[key] = value
    return table


def _flatten(prefix: str, tree: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, Mapping):
            yield from _flatten(f"{key}.", value)
        else:
            raise MessageTableFault(f"message {key} is not a text")


class Speaker:
    """Speaks the ids of one language; an unknown id is shown between brackets, never as an empty place.

    `rest` gives the words that were not loaded at once; it is asked with the first id that is missing.
    """

    def __init__(self, tables: Mapping[str, str], rest: Callable[[], Mapping[str, str]] | None = None) -> None:
        self._tables = dict(tables)
        self._rest = rest
        self._door = Lock()

    @property
    def whole(self) -> bool:
        """Whether every word is loaded."""
        return self._rest is None

    def load_rest(self) -> None:
        """Load what is not loaded yet. Raises MessageTableFault when an id of it is known already."""
        with self._door:  # it is loaded ahead on a thread, while the window may say something already
            if self._rest is None:
                return
            found = self._rest()
            if twice := self._tables.keys() & found.keys():
                raise MessageTableFault(f"message id stands twice: {min(twice)}")
            self._tables |= found
            self._rest = None

    def knows(self, message_id: str) -> bool:
        """Tell whether this id has words."""
        return self._text(message_id) is not None

    def say(self, message_id: str, /, **params: object) -> str:
        """Give the sentence of an id with its parameters filled in."""
        text = self._text(message_id)
        if text is None:
            return f"⟦{message_id}⟧"
        return _PLACEHOLDER.sub(lambda found: str(params.get(found[1], found[0])), text)

    def _text(self, message_id: str) -> str | None:
        if message_id not in self._tables:
            self.load_rest()
        return self._tables.get(message_id)

    def speak(self, message: Message) -> str:
        """Give the sentence of a message value."""
        return self.say(message.id, **dict(message.params))
