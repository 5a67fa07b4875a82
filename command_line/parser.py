"""Reads a command line and answers a wrong one in the language of whoever wrote it; runs nothing."""

import re
from argparse import SUPPRESS, Action, ArgumentParser, HelpFormatter, _MutuallyExclusiveGroup
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol

USAGE = 2
"""The exit code of a command line that cannot be understood."""

_COMPLAINTS = (
    (r"unrecognized arguments: (?P<found>.+)", "unknown"),
    (r"the following arguments are required: (?P<found>.+)", "missing"),
    (r"one of the arguments (?P<found>.+) is required", "one_of"),
    (r"ambiguous option: (?P<found>.+?) could match (?P<known>.+)", "ambiguous"),
    (r"argument (?P<where>.+?): expected (one|at least one|at most one|\d+) arguments?", "no_value"),
    (r"argument (?P<where>.+?): invalid choice: (?P<found>.+) \(choose from (?P<known>.+)\)", "choice"),
    (r"argument (?P<where>.+?): invalid int value: (?P<found>.+)", "number"),
    (r"argument (?P<where>.+?): invalid \S+ value: (?P<found>.+)", "value"),
    (r"argument (?P<where>.+?): not allowed with argument (?P<found>.+)", "together"),
    (r"argument (?P<where>.+?): ignored explicit argument (?P<found>.+)", "takes_none"),
    (r"argument (?P<where>.+?): (?P<found>.+)", "value"),
)
"""What the library says in English, and the end of the message id that says it: `command.wrong.<end>`."""


class Say(Protocol):
    """Gives the sentence of a message id with its places filled."""

    def __call__(self, message_id: str, /, **params: str) -> str: ...


def parser_class(say: Say) -> type[ArgumentParser]:
    """The parser of one language, for a program and all its commands: `say` gives usage, headings and complaints.

    A wrong line ends the program with USAGE; the error stream tells how the command is written and what to mend.
    """

    class SpokenFormatter(HelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[Action],
            groups: Iterable[_MutuallyExclusiveGroup],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, f"{say('command.usage')} " if prefix is None else prefix)

    class SpokenParser(ArgumentParser):
        def __init__(self, **given: Any) -> None:
            super().__init__(**{"formatter_class": SpokenFormatter, **given, "add_help": False})
            self._positionals.title, self._optionals.title = say("command.arguments"), say("command.options")
            self.add_argument("-h", "--help", action="help", default=SUPPRESS, help=say("command.help"))

        def error(self, message: str) -> NoReturn:
            self.exit(
                USAGE, f"{self.format_usage()}{say_complaint(say, message)} {say('command.see', prog=self.prog)}\n"
            )

    return SpokenParser


def say_complaint(say: Say, message: str) -> str:
    """The sentence for a complaint of `argparse`; one that is not known is said without its English words."""
    for pattern, name in _COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return say(f"command.wrong.{name}", **{key: _bare(text) for key, text in found.groupdict().items()})
    return say("command.wrong.line")


def _bare(text: str) -> str:
    """The words without the quotes of a Python literal."""
    return re.sub(r"'([^']*)'", r"\1", text)
