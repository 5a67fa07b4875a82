"""Reads an entry of a PDF dictionary with its reference followed: the library's own `get` does not follow it."""

from __future__ import annotations

from pyhanko.pdf_utils.generic import DictionaryObject, PdfObject


def entry(dictionary: PdfObject, key: str) -> PdfObject | None:
    """What stands under a key, None when nothing does or what is asked is no dictionary."""
    if not isinstance(dictionary, DictionaryObject) or key not in dictionary:
        return None
    found: PdfObject = dictionary[key]
    return found
