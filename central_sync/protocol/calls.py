"""The list of telephone calls that an office has to make, as a desk asks for it; a call is told by an act."""

import msgspec

CALLS = "/calls"
MAX_CALLS = 200
"""Rows of one answer; the list is short when it is worked off."""


class CallRow(msgspec.Struct, forbid_unknown_fields=True):
    """Danh sách cần gọi điện, one row: whom, at which number, what to say; `at` is the local moment of what is told.

    `tries` counts the calls that reached nobody. `code` is empty for a dossier that was not accepted.
    """

    id: int
    dossier: str
    code: str
    name: str
    phone: str
    text: str
    at: str
    tries: int


class CallsReply(msgspec.Struct, forbid_unknown_fields=True):
    """The office's open calls, oldest first."""

    calls: list[CallRow]
