"""The sentences and the weight of the portal's pages: complete in both languages, light for a slow line."""

import gzip
import re
from datetime import UTC, datetime

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from portal_fakes import CODE, DIGITS, MARK, SECRET, read_resource, speaker, table

from central_server.portal.moments import moment_text
from central_server.portal.templates import TEMPLATES, load_templates
from central_server.ports.checking import CheckTrouble, Likeness
from central_server.ports.filing import PaperTrouble
from central_server.ports.lookup import NextKind, StepState
from dossier.acts import Channel
from dossier.limits import LimitUnit
from dossier.procedures import Level
from token_signing.verdict import Reason, Verdict

STYLE_RAW, STYLE_PACKED, FIRST_VISIT = 14_000, 4_200, 10_000


def packed(text: str) -> int:
    """Bytes of a text after gzip -9."""
    return len(gzip.compress(text.encode(), 9, mtime=0))


def test_both_languages_have_the_same_sentences_and_placeholders() -> None:
    """A key or a placeholder that only one language has would break a page."""
    vi, en = table("vi"), table("en")
    assert vi.keys() == en.keys()
    holes = [key for key in vi if set(re.findall(r"{\w+}", vi[key])) != set(re.findall(r"{\w+}", en[key]))]
    assert holes == []


def test_every_sentence_is_said_and_every_said_sentence_exists() -> None:
    """Keys in templates and code against the table; families end in a kind, a state, a weekday or a failure."""
    texts = "".join(read_resource(name) for name in TEMPLATES)
    texts += "".join(load_code())
    said = set(re.findall(r"['\"]((?:portal|services|filing|owner|checking)\.[a-z_.]*[a-z_])['\"]", texts))
    families = {f"portal.next.{kind.value}{how}" for kind in NextKind for how in ("", ".how")}
    families |= {f"portal.steps.{state.value}" for state in StepState} | {"portal.steps.at.now", "portal.steps.at.next"}
    families |= {f"portal.weekday.{day}" for day in range(7)}
    failures = ("missing", "fault", "unsaved", "request", "too_big")
    families |= {f"portal.failure.{kind}.{part}" for kind in failures for part in ("title", "what")}
    families |= {f"services.limit.{unit.value}" for unit in LimitUnit}
    families |= {f"services.level.{level.value}" for level in Level}
    families |= {f"services.channel.{channel.value}" for channel in Channel}
    families |= {f"services.fee.{kind}" for kind in ("per_copy", "per_case", "per_person")}
    families |= {f"owner.form.{form}" for form in ("01", "02", "03")}
    badges = ("registered", "not_received", "supplied", "duty", "withdrawing", "withdrawn", "stopped", "take_back")
    families |= {f"portal.badge.{kind}" for kind in badges}
    families |= {f"filing.trouble.{trouble.value}" for trouble in PaperTrouble}
    families |= {f"filing.unready.{part}" for part in ("office", "applicant", "form", "papers", "delivery")}
    families |= {f"filing.day.{part}" for part in "dmy"} | {"filing.yes", "filing.no"}
    families |= {f"checking.trouble.{trouble.value}" for trouble in CheckTrouble}
    families |= {f"checking.why.{reason.name.lower()}" for reason in Reason}
    verdicts = [*(verdict.value for verdict in Verdict), "same_paper", "replaced"]
    families |= {f"checking.{verdict}{what}" for verdict in verdicts for what in ("", ".means", ".do")}
    families |= {f"checking.likeness.{one.value}" for one in (Likeness.SAME, Likeness.OTHER)}
    files = set(TEMPLATES)
    assert (said - files) | families == table("vi").keys()


def load_code() -> list[str]:
    """The source of the portal's modules that speak."""
    from inspect import getsource

    from central_server.portal import (
        catalogue_pages,
        check_pages,
        entry,
        field_views,
        filing_pages,
        filing_scene,
        filing_steps,
        login_pages,
        moments,
        owner_pages,
        pages,
        procedure_words,
        replies,
    )

    filing = (field_views, filing_pages, filing_scene, filing_steps, login_pages, owner_pages)
    return [
        getsource(one)
        for one in (*filing, catalogue_pages, check_pages, entry, moments, pages, procedure_words, replies)
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "06 giờ 05, Chủ nhật 17/03/2019"), ("en", "06:05, Sunday 17/03/2019")],
)
def test_moments_are_told_in_the_time_of_vietnam(language: str, words: str) -> None:
    """23:05 UTC on Saturday is five past six on Sunday."""
    assert moment_text(datetime(2019, 3, 16, 23, 5, tzinfo=UTC), speaker(language)) == words


def test_style_sheet_is_small_and_fetches_nothing() -> None:
    """At most 14 KB raw and 4.2 KB packed, with no address in it."""
    style = load_templates(read_resource).style
    assert len(style.encode()) <= STYLE_RAW
    assert packed(style) <= STYLE_PACKED
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    ("method", "address", "form"),
    [
        ("GET", "/", None),
        ("GET", f"/tra-cuu?ma={DIGITS}", None),
        ("POST", "/tra-cuu", {"ma": "abc", "bi_mat": "12"}),
        ("POST", "/tra-cuu", {"ma": CODE}),
        ("POST", "/tra-cuu", {"ma": CODE, "bi_mat": SECRET}),
        ("GET", "/khong-co", None),
        ("GET", "/thu-tuc", None),
        ("GET", "/thu-tuc/1.004873", None),
        ("GET", "/kiem-tra", None),
        ("GET", f"/kiem-tra?ma={DIGITS}&dau={MARK}", None),
    ],
)
def test_page_with_its_style_is_light(
    client: TestClient[Litestar], method: str, address: str, form: dict[str, str] | None
) -> None:
    """Any page with the style sheet is at most 10 KB packed, in two requests."""
    page = client.request(method, address, data=form).text
    fetched = re.findall(r'<(?:link|img|script|iframe)[^>]*(?:href|src)="(?!data:)([^"]+)"', page)
    assert len(fetched) == 1
    assert packed(page) + packed(load_templates(read_resource).style) <= FIRST_VISIT
