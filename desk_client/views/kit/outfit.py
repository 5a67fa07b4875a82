"""What every widget of the kit is given: the look in force, the speaker and the search fold."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_client.viewmodels.speaker import Speaker
from desk_client.views.kit.look import Look
from dossier.messages import Message


@dataclass(frozen=True, slots=True)
class Kit:
    """The three things a screen needs to build widgets; made once by `window`, passed to each screen."""

    look: Look
    speaker: Speaker
    fold: Callable[[str], str]

    def say(self, message_id: str, /, **params: object) -> str:
        """Speak a message id."""
        return self.speaker.say(message_id, **params)

    def speak(self, message: Message) -> str:
        """Speak a message value."""
        return self.speaker.speak(message)
