"""What a leader asks of the centre from his desk: to let a deputy sign for him, to say that he is away, to end it.

The desk's token proves the office; the person proves himself by his password, which the centre holds against its own
verifier: no desk lends a leader's right on its own word. Asked again after a lost answer, it is answered the same.
"""

from datetime import date

import msgspec

from dossier.roles import SigningFor

LEND = "/deputies/lend"
TAKE_BACK = "/deputies/take-back"


class LendRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Let `deputy` (a person) sign for the asker from a day until a day, both included, by a document.

    `away`: the asker's own right rests meanwhile.
    """

    lender: str
    password: str
    deputy: str
    signing: SigningFor
    since: date
    until: date
    basis: str
    away: bool


class TakeBackRequest(msgspec.Struct, forbid_unknown_fields=True):
    """End what the asker lent to `deputy`: from tomorrow on, so that what was signed today stands."""

    lender: str
    password: str
    deputy: str


class DeputyReply(msgspec.Struct, forbid_unknown_fields=True):
    """Durable at the centre, and on its way to the office's desks (`code` empty), or why not.

    `code` is one of `deputy.refused.<code>`; `detail` what it is about, such as the deputy's title.
    """

    code: str = ""
    detail: str = ""
