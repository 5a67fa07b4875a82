"""A sentence for a person, as an id and its parameters; never holds the words themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence to be spoken: `id` is a key of the message tables, `params` are (name, text) pairs."""

    id: str
    params: tuple[tuple[str, str], ...] = ()


def message(message_id: str, **params: str) -> Message:
    """Build a Message with its parameters in a stable order."""
    return Message(message_id, tuple(sorted(params.items())))
