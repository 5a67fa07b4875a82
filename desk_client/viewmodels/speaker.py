"""Says messages: turns a message id and its parameters into words of the chosen language."""

import re
import tomllib
from collections.abc import Iterable, Mapping

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
    """Speaks the ids of one language; an unknown id is shown between brackets, never as an empty place."""

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = dict(tables)

    def knows(self, message_id: str) -> bool:
        """Tell whether this id has words."""
        return message_id in self._tables

    def say(self, message_id: str, /, **params: object) -> str:
        """Give the sentence of an id with its parameters filled in."""
        text = self._tables.get(message_id)
        if text is None:
            return f"⟦{message_id}⟧"
        return _PLACEHOLDER.sub(lambda found: str(params.get(found[1], found[0])), text)

    def speak(self, message: Message) -> str:
        """Give the sentence of a message value."""
        return self.say(message.id, **dict(message.params))
