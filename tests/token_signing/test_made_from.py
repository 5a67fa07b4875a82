"""A signature counts for the paper it was made for only where nothing else was put behind that paper with it."""

from __future__ import annotations

import pytest
from attacks import ATTACKS, Attack, fields_of, form, named, opened
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from result_papers import ISSUE, Hands, by_leader, draft, sealed
from signing_papers import BOX, REHEARSAL_DAY, display, plain_pdf, signed, with_content_added, written

from tests.forged.papers import fonts
from tests.forged.ring import token
from token_signing.lay_fields import write_issue
from token_signing.sign import sign_paper
from token_signing.verdict import Reason, Verdict, Verification, judge
from token_signing.verify_child import inspect
from token_signing.verify_wire import Request

_BEHIND = ("annotation_note", "attached", "field_added", "isa_bare_objects", "object_stream", "script", "shadow_hide")
_BEHIND_OF_FORMS = ("form_removed", "shadow_font", "shadow_hide_and_replace", "shared_resources", "title_changed")


@pytest.fixture(scope="module")
def hands() -> Hands:
    """Leader and agency, with keys that sign fast."""
    return Hands(token("leader", "ec"), token("agency", "ec"), fonts())


def judged(pdf: bytes, made_from: int) -> Verification:
    """Inside this process, by no known root: of what speaks against a file only its bytes are looked at."""
    return judge(inspect(Request(pdf, (), REHEARSAL_DAY, (), made_from)))


def added(pdf: bytes, made_from: int) -> bool:
    """Whether something was added to the paper beside the signature."""
    return Reason.OTHER_PAPER in judged(pdf, made_from).reasons


def comment(pdf: bytes) -> bytes:
    """Bytes that no table of objects names."""
    return pdf + b"\n% more\n"


def seal_shown_early(pdf: bytes) -> bytes:
    """The empty field of the agency shows a picture before the agency signed."""
    writer = opened(pdf)
    field = fields_of(writer)["chu_ky_co_quan"]
    field[pdf_name("/AP")] = named({"/N": form(writer)})
    writer.update_container(field)
    return written(writer)


def number_alone(pdf: bytes) -> bytes:
    """A number without its date, which no văn thư writes."""
    writer = opened(pdf)
    field = fields_of(writer)["so_van_ban"]
    field[pdf_name("/V")] = pdf_string("99/UBND")
    writer.update_container(field)
    return written(writer)


def test_what_the_house_makes_adds_nothing_else(hands: Hands) -> None:
    """Leader over the draft; number, date and seal over the leader's file; a field of its own over a plain paper."""
    paper = draft()
    led = by_leader(hands, paper)
    assert not added(led, len(paper))
    assert not added(sealed(hands, write_issue(led, ISSUE, hands.fonts)), len(led))
    for plain in (plain_pdf(), plain_pdf(with_field=True), plain_pdf() + b"% scanned\n"):
        assert not added(signed(sign_paper(plain, BOX, display(), hands.leader, hands.fonts)).pdf, len(plain))


@pytest.mark.parametrize(
    "more",
    [comment, with_content_added, seal_shown_early, number_alone, *(ATTACKS[name] for name in _BEHIND)],
    ids=lambda one: one.__name__,
)
def test_what_was_put_between_paper_and_signature_is_red(more: Attack, hands: Hands) -> None:
    """The same file is as good as any where nobody asks from which paper it was made."""
    paper = draft()
    made = by_leader(hands, more(paper))
    assert made.startswith(paper)
    assert added(made, len(paper))
    assert not added(made, 0)
    assert judged(made, len(paper)).verdict is Verdict.RED


@pytest.mark.parametrize("name", _BEHIND_OF_FORMS)
def test_what_is_behind_the_pages_is_looked_at_too(name: str, hands: Hands) -> None:
    """Form, fonts, catalogue, title: signed in a field of its own, since the laid one may be gone."""
    paper = draft()
    made = signed(sign_paper(ATTACKS[name](paper), BOX, display(), hands.leader, hands.fonts)).pdf
    assert added(made, len(paper))


def test_leaders_file_that_was_changed_before_the_seal_is_not_the_leaders(hands: Hands) -> None:
    """Something between his file and the seal; and a seal over the draft alone, said to be over his file."""
    paper = draft()
    led = by_leader(hands, paper)
    numbered = write_issue(comment(led), ISSUE, hands.fonts)
    assert added(sealed(hands, numbered), len(led))
