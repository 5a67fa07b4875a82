"""Reads the body of a posted form, plain or with files, in memory only; judges no value and opens no file."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

LARGEST_FORM = 64 * 1024
LARGEST_UPLOAD = 24 * 1024 * 1024
"""Of one request: two or three photos of a phone."""
_MOST_PARTS = 200
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields as typed, cut to a sane length, and the files by the name of their field, empty ones left out."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[bytes]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as typed, "" where there is none."""
        return self.fields.get(name, "")


def read_posted(content_type: str, body: bytes) -> Posted:
    """The form in a body; bytes that are no form give an empty one."""
    kind, options = parse_options_header(content_type)
    try:
        if kind == "multipart/form-data" and options.get("boundary"):
            return _multipart(options["boundary"], body)
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_PARTS)
    except (ValueError, MultipartError):
        return Posted()
    return Posted({name: values[0][:_LONGEST] for name, values in fields.items()})


def _multipart(boundary: str, body: bytes) -> Posted:
    posted = Posted()
    with PushMultipartParser(boundary, max_segment_count=_MOST_PARTS) as parser:
        segment: MultipartSegment | None = None
        parts: list[bytes] = []
        for event in parser.parse(body):
            if isinstance(event, MultipartSegment):
                segment, parts = event, []
            elif event:
                parts.append(bytes(event))
            elif segment is not None:
                _put(posted, segment, b"".join(parts))
                segment = None
    return posted


def _put(posted: Posted, segment: MultipartSegment, data: bytes) -> None:
    if segment.filename is None:
        posted.fields.setdefault(segment.name, data.decode("utf-8", "replace")[:_LONGEST])
    elif data:
        posted.files.setdefault(segment.name, []).append(data)
