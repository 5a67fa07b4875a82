"""What only one thing still holds, as a closed dialog that its job holds: says in which thread it goes."""

import threading


class LastHold:
    """Puts the thread in which it goes into `gone`."""

    def __init__(self, gone: list[threading.Thread]) -> None:
        self._gone = gone

    def __del__(self) -> None:
        self._gone.append(threading.current_thread())
