"""What an official asks of the centre from his desk: another password of his own.

The desk's token proves the office, the old password the person. Asked again after a lost answer, it is answered the
same. Every desk of his offices learns the new verifier with its next page, never the password.
"""

import msgspec

CHANGE_PASSWORD = "/password"  # noqa: S105 - a path
LEAST_LETTERS = 8
"""Of a new password (NIST SP 800-63B, 5.1.1.2)."""
MOST_LETTERS = 128


class PasswordRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Let `new` be the password of the asker instead of `password`."""

    person: str
    password: str
    new: str

    def __repr__(self) -> str:
        """Whose it is, and neither password."""
        return f"PasswordRequest({self.person})"


class PasswordReply(msgspec.Struct, forbid_unknown_fields=True):
    """Durable at the centre (`code` empty), or why not: one of `password.refused.<code>`, with what it is about."""

    code: str = ""
    detail: str = ""
