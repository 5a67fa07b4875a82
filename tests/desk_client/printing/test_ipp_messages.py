"""Reads and writes IPP messages without a service: what is asked, what a broken answer does."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_client.adapters.ipp import IppFault, Tag, ask_job, ask_printers, read_answer


def value(tag: int, name: str, body: bytes) -> bytes:
    """One value as a service writes it."""
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(body)) + body


ANSWER = (
    b"\x01\x01\x00\x00\x00\x00\x00\x01\x01"
    + value(Tag.CHARSET, "attributes-charset", b"utf-8")
    + bytes((Tag.PRINTER_GROUP,))
    + value(0x42, "printer-name", "quầy".encode())
    + value(Tag.ENUM, "printer-state", struct.pack(">i", 5))
    + value(Tag.BOOLEAN, "printer-is-accepting-jobs", b"\x01")
    + value(Tag.KEYWORD, "media-supported", b"iso_a4_210x297mm")
    + value(Tag.KEYWORD, "", b"iso_a5_148x210mm")
    + bytes((Tag.PRINTER_GROUP,))
    + value(0x42, "printer-name", b"b")
    + bytes((Tag.END,))
)


def test_an_answer_is_read_group_by_group() -> None:
    """Numbers, truths and several values of one name, each in its own group."""
    answer = read_answer(ANSWER)
    first, second = answer.of(Tag.PRINTER_GROUP)
    assert answer.well
    assert (first.text("printer-name"), first.number("printer-state")) == ("quầy", 5)
    assert first.number("printer-is-accepting-jobs") == 1
    assert first.texts("media-supported") == ("iso_a4_210x297mm", "iso_a5_148x210mm")
    assert (second.text("printer-name"), second.number("printer-state")) == ("b", None)


@given(st.integers(0, len(ANSWER) - 1))
def test_an_answer_that_breaks_off_is_a_fault(length: int) -> None:
    """Wherever it breaks off, nothing is guessed."""
    with pytest.raises(IppFault):
        read_answer(ANSWER[:length])


@given(st.binary(max_size=200))
def test_foreign_bytes_are_read_or_refused(body: bytes) -> None:
    """Whatever answers on the port, nothing but IppFault comes out."""
    try:
        read_answer(body)
    except IppFault:
        return


def test_a_number_of_a_wrong_length_is_a_fault() -> None:
    """A state of two bytes is no state."""
    head = b"\x01\x01\x00\x00\x00\x00\x00\x01" + bytes((Tag.JOB_GROUP,))
    with pytest.raises(IppFault):
        read_answer(head + value(Tag.ENUM, "job-state", b"\x00\x09") + bytes((Tag.END,)))


def test_questions_carry_what_is_wanted() -> None:
    """A question reads back as it was meant, by the same reader."""
    asked = read_answer(ask_job("ipp://localhost/printers/a", 7, ("job-state", "job-name")))
    (group,) = asked.of(Tag.OPERATION_GROUP)
    assert (group.text("printer-uri"), group.number("job-id")) == ("ipp://localhost/printers/a", 7)
    assert group.texts("requested-attributes") == ("job-state", "job-name")
    assert read_answer(ask_printers(("printer-name",))).status == 0x4002
