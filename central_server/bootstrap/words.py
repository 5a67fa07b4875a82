"""Reads the shipped sentences of a language and speaks them by id; chooses no wording."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language."""

    sentences: Mapping[str, str]

    def __call__(self, message_id: str, /, **params: str) -> str:
        """The sentence with its places filled; an unknown id raises KeyError: a fault of ours."""
        return self.sentences[message_id].format(**params)


@cache
def load_words(language: str, *areas: str) -> Words:
    """The sentences of some areas (`resources/messages/<area>.<language>.toml`)."""
    found: dict[str, str] = {}
    for area in areas:
        text = (files("resources") / "messages" / f"{area}.{language}.toml").read_text(encoding="utf-8")
        found |= _flat(tomllib.loads(text), "")
    return Words(MappingProxyType(found))


def _flat(table: Mapping[str, object], under: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= _flat(value, f"{under}{key}.") if isinstance(value, dict) else {f"{under}{key}": str(value)}
    return found


def language_of(environ: Mapping[str, str] | None = None) -> str:
    """English when the environment's language is English, else Vietnamese."""
    here = os.environ if environ is None else environ
    chosen = here.get("LC_ALL") or here.get("LC_MESSAGES") or here.get("LANG") or ""
    return "en" if chosen.lower().startswith("en") else "vi"
