"""Cuts a pipe into frames of known length; decides nothing about what a frame says."""

from typing import IO

_LENGTH_BYTES = 8


class FrameBroken(Exception):
    """The other side closed the pipe before a whole frame had come."""


class FrameTooBig(Exception):
    """The other side announced more bytes than the reader takes."""


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(len(body).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], most_bytes: int) -> bytes:
    """Read one frame of at most `most_bytes`; raises `FrameBroken` or `FrameTooBig`."""
    length = int.from_bytes(_read_exactly(stream, _LENGTH_BYTES), "big")
    if length > most_bytes:
        raise FrameTooBig(f"{length} bytes announced, {most_bytes} taken")
    return _read_exactly(stream, length)


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    body = stream.read(length)
    if len(body) != length:
        raise FrameBroken(f"{len(body)} of {length} bytes came")
    return body
