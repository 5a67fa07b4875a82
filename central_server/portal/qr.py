"""Draws a QR symbol as one path of an SVG, merged along the rows; never decides what it says."""

import segno


def qr_path(text: str) -> tuple[int, str]:
    """Side in modules and the path's data; error correction M (ISO/IEC 18004)."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    pieces = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = next((at for at, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                pieces.append(f"M{x} {y}h{length}v1h-{length}z")
            x += max(length, 1)
    return len(matrix), "".join(pieces)
