"""Fees come to the đồng that the table says, with a line for each step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import catalogue, procedure, words

from dossier.acts import Channel
from dossier.fees import ChannelAmount, DocumentCount, FeeFacts, FeeKind, FeeRule, compute_fee


@pytest.mark.parametrize(
    ("pages", "copies", "total"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (10, 1, 12_000),
        (3, 4, 20_000),
        (198, 1, 200_000),
        (500, 2, 400_000),
    ],
)
def test_certified_copies_cost_two_thousand_then_one_thousand(pages: int, copies: int, total: int) -> None:
    """2.000815: 2,000 a page, 1,000 from the third page, at most 200,000 a copy."""
    assert compute_fee(procedure("2.000815").fee, FeeFacts.of(pages, copies)).total == total


def test_each_document_is_counted_by_itself() -> None:
    """Three documents of one page each cost 2,000 each: tiers do not run across documents."""
    due = compute_fee(procedure("2.000815").fee, FeeFacts((DocumentCount(1), DocumentCount(1), DocumentCount(1, 2))))
    assert due.total == 8_000
    assert [line.amount for line in due.lines] == [2_000, 2_000, 4_000]


def test_the_cap_is_said() -> None:
    """A copy that reaches the most allowed says so."""
    due = compute_fee(procedure("2.000815").fee, FeeFacts.of(400))
    assert [line.message.id for line in due.lines] == ["fee.per_page_capped"]


@pytest.mark.parametrize(
    ("code", "facts", "total"),
    [
        ("1.004873", FeeFacts.of(1), 0),
        ("2.000635", FeeFacts.of(1, 3), 24_000),
        ("2.000884", FeeFacts.of(1, 2), 20_000),
        ("2.001035", FeeFacts.of(9, 9), 50_000),
        ("2.001263", FeeFacts.of(1), 400_000),
        ("1.004194", FeeFacts.of(1, channel=Channel.ONLINE), 7_000),
        ("1.004194", FeeFacts.of(1, channel=Channel.DIRECT), 10_000),
    ],
)
def test_shipped_fees_come_out(code: str, facts: FeeFacts, total: int) -> None:
    """Fixed, per copy, per case and by channel, as the catalogue has them."""
    assert compute_fee(procedure(code).fee, facts).total == total


def test_an_exemption_is_a_line_with_its_basis() -> None:
    """A poor household pays nothing for copies of extracts, and the line says why."""
    due = compute_fee(procedure("2.000635").fee, FeeFacts((DocumentCount(1, 2),), exemption="ho_ngheo"))
    assert due.total == 0
    assert due.lines[-1].amount == -16_000
    assert due.lines[-1].basis


def test_an_unknown_exemption_changes_nothing() -> None:
    """Only rows of the rule take money off."""
    assert compute_fee(procedure("2.000635").fee, FeeFacts((DocumentCount(),), exemption="quen_biet")).total == 8_000


def test_fees_by_person_and_by_channel_fall_back_to_the_amount() -> None:
    """A channel without a row costs the rule's own amount."""
    rule = FeeRule(FeeKind.BY_CHANNEL, 5_000, by_channel=(ChannelAmount(Channel.ONLINE, 2_500),))
    assert compute_fee(rule, FeeFacts.of(1, channel=Channel.POST)).total == 5_000
    assert compute_fee(FeeRule(FeeKind.PER_PERSON, 1_000), FeeFacts.of(1, persons=3)).total == 3_000


def test_a_document_without_pages_is_a_fault() -> None:
    """Zero pages cannot be certified."""
    with pytest.raises(ValueError, match="page"):
        compute_fee(procedure("2.000815").fee, FeeFacts.of(0))


@given(st.integers(1, 1_000), st.integers(0, 200))
def test_more_pages_never_cost_less_and_the_cap_holds(pages: int, copies: int) -> None:
    """The price of a copy grows with its pages and stays within 200,000."""
    rule = procedure("2.000815").fee
    now, more = (
        compute_fee(rule, FeeFacts.of(pages, copies)).total,
        compute_fee(rule, FeeFacts.of(pages + 1, copies)).total,
    )
    assert now <= more <= 200_000 * copies


def test_every_kind_of_fee_can_be_spoken_and_adds_up() -> None:
    """Each shipped rule, with and without each exemption, has lines with words that add up to the total."""
    for row in catalogue():
        for exemption in ("", *(exempt.code for exempt in row.fee.exemptions)):
            due = compute_fee(row.fee, FeeFacts((DocumentCount(3, 2),), exemption=exemption))
            assert due.total == sum(line.amount for line in due.lines) >= 0
            for line in due.lines:
                assert line.basis
                for language in ("vi", "en"):
                    assert "{" not in words(language)[line.message.id].format(**dict(line.message.params))
