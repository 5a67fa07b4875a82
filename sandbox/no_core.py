"""Keeps the memory of a crashing process off the disk; loads next to nothing, because every start calls it."""

import sys


def leave_no_core() -> None:
    """A crash of this process leaves no memory image: neither a file nor, on Linux, one for a collector of them.

    A limit of one byte is no file, and the kernel's word for "no collector either" (fs/coredump.c).
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0 if hard == 0 else 1, hard))
