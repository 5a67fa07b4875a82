"""Makes the pages of a copy in a sandbox child: what a document shows, its signatures too, as plain pages of a file.

A signature holds for the whole file it stands in; on a copy it is only seen, and the agency signs the copy.
"""

from __future__ import annotations

import io
import json

import pikepdf

_MOST_PAGES = 2_000


def copy_pages(payload: bytes) -> bytes:
    """Entry of the sandbox child: a JSON line (the wanted pages from 1, empty for all) and the document in.

    Out comes a JSON line (width and height of the first page in points, number of pages) and the new document.
    """
    line, _, document = payload.partition(b"\n")
    wanted = [int(page) for page in json.loads(line)["pages"]]
    with pikepdf.open(io.BytesIO(document)) as source:
        source.flatten_annotations("all")
        if not len(source.pages) <= _MOST_PAGES:
            raise ValueError("too many pages")
        chosen = wanted or range(1, len(source.pages) + 1)
        with pikepdf.new() as copy:
            copy.pages.extend(source.pages[number - 1] for number in chosen)
            for page in copy.pages:
                for key in ("/Annots", "/AA"):
                    if key in page:
                        del page[key]
            box = copy.pages[0].mediabox
            size = {"width": float(box[2] - box[0]), "height": float(box[3] - box[1]), "pages": len(copy.pages)}
            out = io.BytesIO()
            copy.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return json.dumps(size).encode("ascii") + b"\n" + out.getvalue()
