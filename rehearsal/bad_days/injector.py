"""Makes the n-th call of one kind over all threads of a running process fail, or kills the process before it.

It is a program of its own, because only the thread that traces may ask for anything: `injector PID CALL FAULT NTH`.
It says `attached` when every thread is traced, `struck` at each call that it touched, and ends at SIGTERM; the process
then runs on untraced. Children of the process are not followed. Linux on x86-64 (ptrace(2), PTRACE_SEIZE).
"""

import ctypes
import errno
import os
import platform
import signal
import sys
from collections.abc import Callable
from pathlib import Path

NUMBERS = {"write": 1, "pwrite64": 18, "fsync": 74, "fdatasync": 75, "rename": 82, "unlink": 87, "openat": 257}
"""System calls of x86-64 (the kernel's syscall_64.tbl)."""
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "FULL": errno.ENOSPC}
_SYSCALL, _POKE, _SEIZE, _INTERRUPT, _LISTEN, _INFO = 24, 6, 0x4206, 0x4207, 0x4208, 0x420E
_SYSGOOD, _CLONE = 1, 8
_SYSCALL_STOP = signal.SIGTRAP | 0x80
_EVENT_STOP = 128
_GROUP_STOPS = frozenset({signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU})
_ALL_KINDS = 0x40000000  # __WALL: threads are waited for as well
_RAX, _ORIG_RAX = 10 * 8, 15 * 8
_ENTRY, _EXIT = 1, 2
_NO_CALL = -1
_GONE = frozenset({errno.ESRCH, errno.ECHILD})


class _SyscallInfo(ctypes.Structure):
    """`struct ptrace_syscall_info` as far as the number of the call."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("rest", ctypes.c_uint64 * 8),
    )


class _Enough(Exception):
    """Whoever started the injector wants no more."""


class Injector:
    """One fault over one process; `attach`, then `run` until it ends or is told to stop."""

    def __init__(self, pid: int, call: str, fault: str, nth: int) -> None:
        self._pid = pid
        self._number = NUMBERS[call]
        self._fault = fault
        self._nth = nth
        self._count = 0
        self._failing: set[int] = set()
        ptrace = ctypes.CDLL(None, use_errno=True).ptrace
        ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
        ptrace.restype = ctypes.c_long
        self._ptrace: Callable[[int, int, int, object], int] = ptrace

    def attach(self) -> None:
        """Trace every thread; those that are born from now on are traced by the kernel. Raises OSError."""
        self._ask(_SEIZE, self._pid, _SYSGOOD | _CLONE)
        seized, looked_at = [self._pid], {self._pid}
        while fresh := self._threads() - looked_at:
            looked_at |= fresh
            for thread in fresh:
                try:
                    self._ask(_SEIZE, thread, _SYSGOOD | _CLONE)
                except PermissionError:
                    continue  # it ends just now, or was born of a thread that is traced and so is traced already
                seized.append(thread)
        for thread in seized:
            self._ask(_INTERRUPT, thread, 0)
        for thread in seized:
            _, status = os.waitpid(thread, _ALL_KINDS)
            if os.WIFSTOPPED(status):
                self._go_on(thread, status)

    def run(self) -> None:
        """Answer every stop until the process is gone."""
        while True:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
            try:
                thread, status = os.waitpid(-1, _ALL_KINDS)
            except ChildProcessError:
                return
            finally:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            if os.WIFSTOPPED(status):
                self._go_on(thread, status)

    def _threads(self) -> set[int]:
        return {int(one.name) for one in Path(f"/proc/{self._pid}/task").iterdir()}

    def _go_on(self, thread: int, status: int) -> None:
        """Let a stopped thread run to its next stop; a signal that was on its way is delivered."""
        stop, event = os.WSTOPSIG(status), status >> 16
        delivered = 0
        if stop == _SYSCALL_STOP:
            self._look(thread)
        elif event == _EVENT_STOP and stop in _GROUP_STOPS:
            self._ask(_LISTEN, thread, 0)
            return
        elif not event:
            delivered = stop
        self._ask(_SYSCALL, thread, delivered)

    def _look(self, thread: int) -> None:
        """Count the call at its entry; one that is to fail is not made, and finds its error at its end."""
        info = _SyscallInfo()
        self._ask(_INFO, thread, ctypes.byref(info), ctypes.sizeof(info))
        if info.op == _EXIT and thread in self._failing:
            self._failing.discard(thread)
            self._ask(_POKE, thread, -ERRORS[self._fault], _RAX)
        if info.op != _ENTRY or info.number != self._number:
            return
        self._count += 1
        if self._count != self._nth and not (self._fault == "FULL" and self._count > self._nth):
            return
        _say("struck")
        if self._fault == "KILL":
            os.kill(self._pid, signal.SIGKILL)
        else:
            self._failing.add(thread)
            self._ask(_POKE, thread, _NO_CALL, _ORIG_RAX)

    def _ask(self, request: int, thread: int, data: object, address: int = 0) -> None:
        """A request of ptrace(2); a thread that died meanwhile is asked for nothing. Raises OSError."""
        if self._ptrace(request, thread, address, data) == -1 and ctypes.get_errno() not in _GONE:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def main(words: list[str]) -> int:
    """The program; 1 where nothing can be traced, with the reason as its first line."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        _say("only Linux on x86-64 is traced")
        return 1
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    signal.signal(signal.SIGTERM, _end)
    injector = Injector(int(words[0]), words[1], words[2], int(words[3]))
    try:
        injector.attach()
    except OSError as fault:
        _say(str(fault))
        return 1
    _say("attached")
    try:
        injector.run()
    except _Enough:
        return 0  # the kernel lets go of everything when this process is gone
    return 0


def _end(_number: int, _frame: object) -> None:
    raise _Enough


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
