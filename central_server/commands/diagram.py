"""`motcua-centre procedure diagram`: the life of a dossier, drawn from the workflow tables; needs no database."""

import sys
from argparse import Namespace

from central_server.bootstrap.province import load_province
from central_server.bootstrap.words import language_of, load_words
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.diagram import diagram
from central_server.settings import SETTINGS

_PROVINCE = next(str(row.default) for row in SETTINGS if row.name == "province")


def draw(arguments: Namespace, _console: Console) -> None:
    """Write the diagram of every workflow, or of one procedure's, as Markdown."""
    bundle = load_province(_PROVINCE)
    wanted = {flow.name for flow in bundle.workflows}
    if arguments.code:
        wanted = {row.workflow for row in bundle.procedures if row.code == arguments.code}
        if not wanted:
            raise CommandFault("centre.procedure.unknown", Exit.FAILURE, found=arguments.code)
    words = load_words(language_of(), "acts", "centre")
    sys.stdout.write(diagram((flow for flow in bundle.workflows if flow.name in wanted), words))
