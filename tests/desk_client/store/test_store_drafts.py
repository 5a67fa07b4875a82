"""Drafts: the last five versions, durable at once, gone with their act."""

from datetime import datetime, timedelta

from desk_client.store.draft_pages import DraftPages
from desk_client.store.drafts import Draft
from tests.desk_client.store.feeding import Counter

START = datetime(2019, 3, 14, 8, 5)


def draft(number: int, name: str = "d-1", kind: str = "receive") -> Draft:
    """A version of what somebody typed."""
    return Draft(name, kind, f"Bản {number}", START + timedelta(seconds=number), "p-hoa", f'{{"n":{number}}}'.encode())


def versions(counter: Counter, name: str) -> list[int]:
    """The kept versions of a draft."""
    with counter.parts.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT version FROM draft WHERE id = ? ORDER BY 1", (name,))
        return [int(version) for version in found.scalars()]


def test_the_last_five_versions_stay_and_the_newest_is_shown(counter: Counter) -> None:
    """Twelve saves of one draft do not touch another one."""
    counter.parts.drafts.save(draft(1, "d-2"))
    for number in range(1, 13):
        counter.parts.drafts.save(draft(number))
    assert versions(counter, "d-1") == [8, 9, 10, 11, 12]
    assert versions(counter, "d-2") == [1]
    assert counter.parts.drafts.latest("receive") == [draft(12), draft(1, "d-2")]
    assert counter.parts.drafts.latest("other") == []


def test_a_draft_is_there_in_the_next_process(counter: Counter) -> None:
    """What was typed outlives the program, byte for byte."""
    counter.parts.drafts.save(draft(3))
    assert counter.again().parts.drafts.latest("receive") == [draft(3)]


def test_a_closed_draft_is_gone_with_all_its_versions(counter: Counter) -> None:
    """Put away on purpose."""
    for number in (1, 2):
        counter.parts.drafts.save(draft(number))
    counter.parts.drafts.close("d-1")
    assert versions(counter, "d-1") == []


def test_pages_of_a_draft_stay_until_it_goes(counter: Counter) -> None:
    """Kept once by content, never listed as drafts, swept when their draft is gone."""
    pages = DraftPages(counter.parts.engine, counter.parts.writer)
    for _ in range(2):
        pages.keep("d-1", "h1", b"page one")
    pages.keep("d-2", "h1", b"page of another")
    assert pages.read("d-1", "h1") == b"page one"
    assert counter.parts.drafts.latest("receive") == []
    assert pages.sweep(["d-1"]) == 1
    assert (pages.read("d-1", "h1"), pages.read("d-2", "h1")) == (b"page one", None)
