"""Decides language, letter size and contrast from one small cookie; anything unknown is the default."""

from dataclasses import dataclass, replace
from enum import Enum

COOKIE = "tuy_chon"
"""Name of the cookie; its value is such as `en.lon.dam`."""


class Language(Enum):
    """A language the portal speaks; the value is the `lang` of the page."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How this reader wants the pages."""

    language: Language = Language.VI
    large: bool = False
    contrast: bool = False

    def cookie(self) -> str:
        """The value to keep in the browser."""
        words = [self.language.value]
        words += ["lon"] if self.large else []
        words += ["dam"] if self.contrast else []
        return ".".join(words)

    def switched(self, word: str) -> "Preferences":
        """These preferences after one plain link was followed; an unknown word changes nothing."""
        match word:
            case "chu-lon" | "chu-thuong":
                return replace(self, large=word == "chu-lon")
            case "tuong-phan" | "mau-thuong":
                return replace(self, contrast=word == "tuong-phan")
            case "vi" | "en":
                return replace(self, language=Language(word))
            case _:
                return self


def read_preferences(cookie: str | None) -> Preferences:
    """The preferences a browser sent; a cookie that was tampered with counts as absent."""
    words = set((cookie or "").split("."))
    language = Language.EN if Language.EN.value in words else Language.VI
    return Preferences(language, "lon" in words, "dam" in words)
