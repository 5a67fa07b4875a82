"""A dossier is complete exactly when every paper that is needed is there in its number."""

import pytest
from rule_files import catalogue, procedure, words

from dossier.acts import FormValue, PaperEntry, PaperForm
from dossier.papers import Need, PaperRequirement, missing_papers


def entry(code: str, form: PaperForm = PaperForm.ORIGINAL, quantity: int = 1, shown: bool = False) -> PaperEntry:
    """A paper that was handed in."""
    return PaperEntry(0, code, code, form, quantity, shown)


def missing(
    code: str, given: tuple[PaperEntry, ...], values: tuple[FormValue, ...] = (), applies: tuple[str, ...] = ()
) -> dict[str, tuple[int, int]]:
    """Return what a shipped procedure still lacks."""
    found = missing_papers(procedure(code).papers, given, values, frozenset(applies))
    return {fault.code: (fault.originals, fault.copies) for fault in found}


def test_nothing_given_lacks_everything_that_is_always_needed() -> None:
    """1.004873 with empty hands lacks the declaration and the card to be shown."""
    assert missing("1.004873", ()) == {"TK": (1, 0), "CCCD": (1, 0)}


def test_a_complete_dossier_lacks_nothing() -> None:
    """Declaration and card are enough for someone never married."""
    assert missing("1.004873", (entry("TK"), entry("CCCD", shown=True))) == {}


def test_the_form_decides_which_papers_are_needed() -> None:
    """A divorced person must bring the ruling; a copy is enough."""
    base = (entry("TK"), entry("CCCD"))
    values = (FormValue("tinh_trang", "da_ly_hon"),)
    assert missing("1.004873", base, values) == {"LH": (0, 1)}
    assert missing("1.004873", (*base, entry("LH", PaperForm.CERTIFIED)), values) == {}


def test_the_clerk_decides_where_no_field_can() -> None:
    """A paper whose condition only a person can judge is needed once the clerk says it applies."""
    base = (entry("TK"), entry("CCCD"))
    assert missing("1.004873", base, applies=("UQ",)) == {"UQ": (1, 0)}


def test_an_original_stands_for_a_copy_but_not_the_reverse() -> None:
    """A spare original serves as copy; a photo never serves as original."""
    need = (PaperRequirement("A", "A", 1, 1),)
    assert missing_papers(need, (entry("A", quantity=2),), ()) == ()
    short = missing_papers(need, (entry("A", PaperForm.PHOTO, 5),), ())
    assert [(fault.originals, fault.copies) for fault in short] == [(1, 0)]


def test_electronic_papers_count_as_originals() -> None:
    """A signed electronic paper needs no sheet beside it."""
    need = (PaperRequirement("A", "A", 1, 0),)
    assert missing_papers(need, (entry("A", PaperForm.ELECTRONIC),), ()) == ()


def test_both_parties_show_their_cards() -> None:
    """1.000894 wants two cards shown; one is one short."""
    faults = missing("1.000894", (entry("TK"), entry("CCCD", shown=True)), (FormValue("ben_ngoai_xa", "no"),))
    assert faults == {"CCCD": (1, 0)}


def test_optional_papers_are_never_missing() -> None:
    """A paper that may be brought is not asked for."""
    assert missing_papers((PaperRequirement("A", "A", required=Need.OPTIONAL),), (), (), frozenset({"A"})) == ()


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_every_paper_row_is_missed_when_needed_and_satisfied_when_given(row: object) -> None:
    """Each row of each procedure is exercised: absent it is told in words, brought it is content."""
    papers = getattr(row, "papers", ())
    for paper in papers:
        values = (FormValue(paper.needed_if.field, paper.needed_if.any_of[0]),) if paper.needed_if else ()
        lacking = missing_papers((paper,), (), values, frozenset({paper.code}))
        if paper.required is Need.OPTIONAL:
            assert lacking == ()
            continue
        assert len(lacking) == 1
        message = lacking[0].message
        assert paper.name in words("vi")[message.id].format(**dict(message.params))
        brought = (
            entry(paper.code, quantity=max(1, paper.originals)),
            entry(paper.code, PaperForm.CERTIFIED, max(1, paper.copies)),
        )
        assert missing_papers((paper,), brought, values, frozenset({paper.code})) == ()
        if paper.required is Need.WHEN:
            assert paper.condition
            assert missing_papers((paper,), (), ()) == ()
