"""Says results and faults on the console, as words or as one line of JSON; knows the exit codes."""

import sys
from dataclasses import dataclass
from enum import IntEnum

import msgspec

from central_server.bootstrap.words import Words
from central_server.commands.faults import Complaint


class Exit(IntEnum):
    """Exit codes of both programs."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    CONFIG = 3
    UNREACHABLE = 4
    CONFLICT = 5
    PERMISSION = 6


class CommandFault(Exception):
    """A command that cannot be done: message id, its parameters, exit code."""

    def __init__(self, message_id: str, exit_code: Exit, **params: str) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.exit_code = exit_code
        self.params = params


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command speaks."""

    words: Words
    as_json: bool

    def tell(self, value: msgspec.Struct, message_id: str, **params: str) -> None:
        """The result: its JSON, or its sentence."""
        text = msgspec.json.encode(value).decode() if self.as_json else self.words(message_id, **params)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def add(self, message_id: str, **params: str) -> None:
        """One more sentence for a person; a program has it in the value that was told."""
        if not self.as_json:
            sys.stdout.write(self.words(message_id, **params) + "\n")
            sys.stdout.flush()

    def report(self, complaint: Complaint) -> None:
        """A fault of the centre or its settings, on the error stream."""
        self.complain(complaint.code, complaint.message_id, **complaint.params)

    def complain(self, code: str, message_id: str, **params: str) -> None:
        """What went wrong, on the error stream."""
        text = self.words(message_id, **params)
        if self.as_json:
            text = msgspec.json.encode({"fault": code, "text": text}).decode()
        sys.stderr.write(text + "\n")
