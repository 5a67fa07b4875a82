"""Takes rights away from the process that calls it: memory, files, processes, network; gives none back.

Each wall is tried on its own, and what could not be built is reported, never assumed.
"""

import ctypes
import os
import sys

from sandbox import confine_windows
from sandbox.limits import Isolation, Limits

_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_DUMPABLE = 4
_OPEN_FILES = 64


def confine(limits: Limits) -> Isolation:
    """Limit this process for good and say which walls stand."""
    if sys.platform == "win32":
        return confine_windows.confine(limits)
    is_root = os.getuid() == 0  # asked before the user namespace is left, where all look like "nobody"
    network_cut = _cut_network()
    _forbid_new_privileges()
    return Isolation(
        network_cut=network_cut,
        memory_limited=_limit_resources(limits),
        processes_limited=not is_root and _limit_processes(),
    )


def allow_cpu_seconds(seconds: float) -> None:
    """Allow this process that much more processor time; the parent's wall clock ends what waits instead."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def hide_memory() -> None:
    """Nobody but the administrator reads this process's memory or follows it, and no image of it is made (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _cut_network() -> bool:
    """Move into a network namespace without any interface, with the fewest rights the kernel lets us have."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except AttributeError:
        return False
    wishes = (
        _CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC,  # also loses root's capabilities
        _CLONE_NEWUSER | _CLONE_NEWNET,
        _CLONE_NEWNET,  # root where user namespaces are closed
    )
    return any(unshare(flags) == 0 for flags in wishes)


def _forbid_new_privileges() -> None:
    """No set-uid program may raise this process again (Linux only; elsewhere there is no such call)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _limit_resources(limits: Limits) -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a citizen's papers
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    except (OSError, ValueError):  # macOS has the name but not the limit
        return False
    return True


def _limit_processes() -> bool:
    """Forbid further processes (the kernel never applies this to root, so it is not claimed for root)."""
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - the module does not exist on Windows

    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return True
