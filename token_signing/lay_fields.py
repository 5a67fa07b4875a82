"""Lays the named fields into the draft of a result before its leader signs, and later writes number and date in them.

What is laid here is all that the leader's signature leaves open (`fields.OPEN_AFTER_LEADER`). Only ever appends.
For papers of our own making; a foreign file belongs into the sandbox before it comes here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from .fields import AGENCY_FIELD, DATE_FIELD, LEADER_FIELD, NUMBER_FIELD
from .pdf_entry import entry
from .prepare import reading_paper
from .stamp import draw_line
from .values import Issue, SignatureBox, StampFonts

_PRINTED = 4
"""Annotation flag: shown on paper as on the screen (ISO 32000-1 table 165)."""
_TEXT_SIZE = 13.0


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """Where number, date, the leader's and the agency's signature go on a draft."""

    number: SignatureBox
    date: SignatureBox
    leader: SignatureBox
    agency: SignatureBox


def lay_fields(pdf: bytes, places: FieldPlaces) -> bytes:
    """The draft with its four empty fields; PaperFault when the draft cannot be read."""
    with reading_paper():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        for name, box in ((LEADER_FIELD, places.leader), (AGENCY_FIELD, places.agency)):
            append_signature_field(writer, SigFieldSpec(name, on_page=box.page, box=(box.x0, box.y0, box.x1, box.y1)))
        for name, box in ((NUMBER_FIELD, places.number), (DATE_FIELD, places.date)):
            _append_text_field(writer, name, box)
        return _written(writer)


def write_issue(pdf: bytes, issue: Issue, fonts: StampFonts) -> bytes:
    """The paper with number and date in their fields, which must be there and empty; else a PaperFault."""
    with reading_paper():
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        by_name = {str(one.get_object()["/T"]): one.get_object() for one in writer.root["/AcroForm"]["/Fields"]}
        for name, text in ((NUMBER_FIELD, issue.number), (DATE_FIELD, issue.date)):
            _fill(writer, by_name[name], text, fonts)
        return _written(writer)


def read_issue(pdf: bytes) -> Issue | None:
    """Number and date that stand in the paper's fields; None where it has no such fields or they are empty."""
    with reading_paper():
        form = entry(PdfFileReader(io.BytesIO(pdf)).root, "/AcroForm")
        fields = [one.get_object() for one in form["/Fields"]] if isinstance(form, generic.DictionaryObject) else []
        values = {str(one["/T"]): str(one["/V"]) for one in fields if "/T" in one and "/V" in one}
    number, day = values.get(NUMBER_FIELD, ""), values.get(DATE_FIELD, "")
    return Issue(number, day) if number and day else None


def _append_text_field(writer: IncrementalPdfFileWriter, name: str, box: SignatureBox) -> None:
    page = writer.find_page_for_modification(box.page)[0].get_object()  # type: ignore[no-untyped-call]  # no types here
    edges = (box.x0, box.y0, box.x1, box.y1)
    field = _dictionary(
        {
            "/Type": generic.pdf_name("/Annot"),
            "/Subtype": generic.pdf_name("/Widget"),
            "/FT": generic.pdf_name("/Tx"),
            "/T": generic.pdf_string(name),
            "/F": _number(_PRINTED),
            "/Rect": generic.ArrayObject([_number(edge) for edge in edges]),
            "/DA": generic.pdf_string(f"/Helv {_TEXT_SIZE:g} Tf 0 g"),
        }
    )
    reference = writer.add_object(field)
    form = writer.root["/AcroForm"]
    form["/Fields"].append(reference)
    if "/DR" not in form:
        form[generic.pdf_name("/DR")] = _resources()
    writer.update_container(form["/Fields"])
    writer.update_container(form)
    if "/Annots" not in page:
        page[generic.pdf_name("/Annots")] = generic.ArrayObject()
    page["/Annots"].append(reference)
    writer.update_container(page["/Annots"])


def _fill(writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, text: str, fonts: StampFonts) -> None:
    if "/V" in field:
        raise ValueError("the field is filled already")
    x0, y0, x1, y1 = (float(edge) for edge in field["/Rect"])
    drawn = draw_line(text, _TEXT_SIZE, (x1 - x0, y1 - y0), fonts)
    form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)))
    field[generic.pdf_name("/V")] = generic.pdf_string(text)
    field[generic.pdf_name("/AP")] = _dictionary({"/N": form})
    writer.update_container(field)


def _resources() -> generic.DictionaryObject:
    """The font that a viewer falls back to; the fields are drawn with their own."""
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = _dictionary({key: generic.pdf_name(value) for key, value in font.items()})
    return _dictionary({"/Font": _dictionary({"/Helv": named})})


def _number(value: int) -> generic.NumberObject:
    return generic.NumberObject(value)  # type: ignore[no-untyped-call]  # its __new__ has no types


def _dictionary(entries: dict[str, generic.PdfObject]) -> generic.DictionaryObject:
    return generic.DictionaryObject(  # type: ignore[no-untyped-call]  # its __init__ has no types
        {generic.pdf_name(key): value for key, value in entries.items()}
    )


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # the library has no types here
    return out.getvalue()
