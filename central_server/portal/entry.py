"""Decides what a citizen typed into the look-up form and what is wrong with it; looks nothing up."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from dossier.identifiers import normalise_secret, parse_code_any, parse_request

SECRET_LENGTH = 8
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """The two fields as typed, cut to a sane length."""

    code: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A well-formed question: the code as printed, and the secret ("" when none was given)."""

    code: str
    secret: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that needs mending: its name in the form, and the message that says how."""

    field: str
    message_id: str
    params: tuple[tuple[str, str], ...] = ()


def read_entry(body: bytes) -> Entry:
    """The fields of a posted form; bytes that are no form give an empty entry."""
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return Entry()
    return Entry(_field(fields, "ma"), _field(fields, "bi_mat"))


def _field(fields: dict[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0].strip()[:_LONGEST]


def check_entry(entry: Entry) -> Asked | tuple[Problem, ...]:
    """The question in the entry, or every problem of it in the order of the fields."""
    code = parse_code_any(entry.code) or parse_request(entry.code)
    secret = normalise_secret(entry.secret)
    problems = [p for p in (_code_problem(entry.code, code is None), _secret_problem(entry.secret)) if p]
    if code is None or problems:
        return tuple(problems)
    return Asked(str(code), secret)


def readable_code(text: str) -> str:
    """The code as printed when the text names one, else the text itself (a prefilled field)."""
    code = parse_code_any(text) or parse_request(text)
    return text.strip()[:_LONGEST] if code is None else str(code)


def _code_problem(typed: str, wrong: bool) -> Problem | None:
    if not typed:
        return Problem("ma", "portal.problem.code.empty")
    if not wrong:
        return None
    digits = re.sub(r"[\s.\-]", "", typed)
    if digits.isascii() and digits.isdigit() and len(digits) > 10:
        if len(digits) == 20:
            return Problem("ma", "portal.problem.code.digit")
        return Problem("ma", "portal.problem.code.digits", (("count", str(len(digits))),))
    return Problem("ma", "portal.problem.code.shape")


def _secret_problem(typed: str) -> Problem | None:
    if not typed:
        return None
    if any(letter.isalpha() and not letter.isascii() for letter in typed):
        return Problem("bi_mat", "portal.problem.secret.marks")
    count = len(normalise_secret(typed))
    if count == SECRET_LENGTH:
        return None
    return Problem("bi_mat", "portal.problem.secret.length", (("count", str(count)),))
