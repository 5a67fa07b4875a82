"""The shipped rows and texts are whole, short enough and tell nothing about anybody; a bad row is refused by name."""

import copy
import tomllib
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest

from central_server.bootstrap.notices import load_table
from central_server.channels.sms_text import MOST_PARTS, sms_text
from central_server.ports.notices import NoticeChannel
from central_server.services.notices.facts import BASE_PLACES
from central_server.services.notices.table import PAST_DUE, parse_table
from central_server.services.notices.wording import Letter, outgoing
from dossier.acts import ActKind
from dossier.rows import CatalogueFault

LONGEST = {
    "code": "000.04.31.H11-190314-0001",
    "due": "17:00 19/03/2019",
    "due_day": "19/03/2019",
    "day": "19/03/2019",
    "deadline": "19/03/2019",
    "phone": "0252 0000 0000",
    "tracking": "EE123456789VN",
}
"""The longest that fills each place of a short message; a place that is not here has no place in one."""
ABOUT_PEOPLE = {"applicant", "receiver", "receiver_id", "signer", "signer_name", "values", "filed_by", "participants"}


def raw(name: str) -> dict[str, Any]:
    """A shipped file."""
    return tomllib.loads((files("resources") / "notices" / f"{name}.toml").read_text("utf-8"))


def test_every_text_belongs_to_a_row_and_every_row_has_a_basis() -> None:
    """Nothing is written for nothing."""
    table = load_table()
    assert {row.template for row in table.rows} == set(table.texts)
    assert all(row.basis for row in table.rows)
    assert {row.on for row in table.rows} <= {kind.value for kind in ActKind} | {PAST_DUE}


def test_the_kinds_that_the_decision_asks_for_are_there() -> None:
    """Accepted, papers, refused, ready, moved, late, stopped, withdrawn."""
    wanted = {
        "accepted",
        "supplement",
        "not_received",
        "answered",
        "ready",
        "due_moved",
        "late",
        "stopped",
        "withdrawn",
    }
    assert wanted <= set(load_table().texts)


def test_the_rows_of_one_event_never_say_two_things() -> None:
    """Whatever the facts, rows of one act exclude each other by a condition on the same name."""
    table = load_table()
    for one in table.rows:
        for other in table.rows:
            if one is other or one.on != other.on:
                continue
            both = one.when.keys() & other.when.keys()
            assert any(not set(one.when[name]) & set(other.when[name]) for name in both), (one, other)


@pytest.mark.parametrize("marks", [True, False])
def test_every_short_message_fits_two_parts_with_its_longest_places(marks: bool) -> None:
    """134 signs in UCS-2; without marks all of them fit one part."""
    for name, text in load_table().texts.items():
        words = text.sms.format_map(LONGEST)
        found = sms_text(words, marks=marks)
        assert found is not None, name
        assert (found.wide, len(found.parts)) <= (marks, MOST_PARTS if marks else 1), (name, len(words))
        assert found.wide is marks, name


def test_no_text_has_room_for_a_name_or_a_number_of_a_person() -> None:
    """A telephone that somebody else looks at says nothing about anybody."""
    table = load_table()
    for name in table.texts:
        assert not table.used(name) & ABOUT_PEOPLE, name


def test_every_place_has_words_for_when_there_is_nothing() -> None:
    """No text ends in the middle; the day and the fee are never empty."""
    table = load_table()
    used = set().union(*(table.used(name) for name in table.texts))
    assert used - {"day", "fee"} <= set(table.missing)


def test_a_registered_form_gets_at_most_four_fields() -> None:
    """Zalo's forms are short; names are plain."""
    for text in load_table().texts.values():
        assert 1 <= len(text.zalo) <= 4
        assert all(name.isascii() and name.replace("_", "").isalpha() for name in text.zalo)


def change_row(rows: dict[str, Any], texts: dict[str, Any], **values: object) -> None:
    """Plant values in the first row."""
    rows["notice"][0] |= values


BAD = {
    "unknown act": (lambda rows, texts: change_row(rows, texts, on="recieve"), "unknown act recieve"),
    "unknown text": (lambda rows, texts: change_row(rows, texts, template="none"), "no text has this name"),
    "unknown condition": (lambda rows, texts: change_row(rows, texts, when={"weather": "rain"}), "condition weather"),
    "unknown key": (lambda rows, texts: change_row(rows, texts, colour="red"), "unknown key"),
    "call without words": (lambda rows, texts: change_row(rows, texts, call=True), "a call needs words"),
    "unknown place": (
        lambda rows, texts: texts["text"]["accepted"].update(sms="{tracking}"),
        "nothing fills {tracking}",
    ),
    "unknown zalo place": (lambda rows, texts: texts["text"]["accepted"].update(zalo={"x": "y"}), "nothing fills {y}"),
    "unknown place in frame": (lambda rows, texts: texts["frame"].update(email="{name}"), "nothing fills {name}"),
    "unknown stage": (lambda rows, texts: texts["text"]["accepted"].update(still=["gone"]), "unknown stage gone"),
    "closing without field": (lambda rows, texts: rows["closing"][0].update(reached="heard"), "has no field heard"),
    "rows that are none": (lambda rows, texts: rows.update(notice={}), "rows are needed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused_with_its_place(name: str) -> None:
    """Each check fails on a planted fault."""
    plant, why = BAD[name]
    rows, texts = copy.deepcopy(raw("rows")), copy.deepcopy(raw("texts"))
    plant(rows, texts)  # type: ignore[no-untyped-call]  # a lambda of the table
    with pytest.raises(CatalogueFault, match=why.replace("{", r"\{")):
        parse_table(rows, texts)


def test_a_new_act_needs_rows_only() -> None:
    """A row on an act that has none today, with a field of that act in its words."""
    rows, texts = raw("rows"), raw("texts")
    assert not [row for row in rows["notice"] if row["on"] == "verify_on_site"]
    rows["notice"].append({"template": "visit", "on": "verify_on_site", "call": False, "basis": "x"})
    texts["text"]["visit"] = texts["text"]["ready"] | {"portal": "Thẩm tra thực địa tại {place} lúc {at}."}
    table = parse_table(rows, texts)
    assert [row.template for row in table.for_event("verify_on_site", {})] == ["visit"]
    assert {name for _, name, _, _ in Formatter().parse(table.texts["visit"].portal) if name} == {"place", "at"}
    assert "place" not in BASE_PLACES


def test_a_place_that_a_text_got_later_says_what_it_has_for_nothing() -> None:
    """A notice that waited over an update goes out whole; a filled place is never filled again."""
    table = load_table()
    letter = Letter("k", "accepted", {"code": "{phone}"})
    sent = outgoing(table, NoticeChannel.EMAIL, letter, "a@example.vn")
    assert "Hẹn trả kết quả: báo sau." in sent.text
    assert sent.subject == "Đã tiếp nhận hồ sơ {phone}"
    assert "{phone}, thủ tục ghi trên giấy hẹn, đã được tiếp nhận" in sent.text
