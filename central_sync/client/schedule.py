"""Says how long to wait before the next round: a pure function of what happened, with chance injected."""

FIRST_SECONDS = 1.0
CAP_SECONDS = 300.0
IDLE_SECONDS = 30.0
_MOST_DOUBLINGS = 16


def wait_after(failures: int, chance: float, *, retryable: bool = True) -> float:
    """Seconds until the next round after `failures` rounds in a row went wrong (0: the last one was good).

    `chance` is in [0, 1). The pause doubles from 1 s to 5 min and is then drawn from its upper half, so that desks
    of a province do not come back together. What no retry can help is asked about again at the cap: there is always
    a timer.
    """
    if not 0 <= chance < 1:
        raise ValueError("chance lies in [0, 1)")
    if failures <= 0:
        full = IDLE_SECONDS
    elif retryable:
        full = min(CAP_SECONDS, FIRST_SECONDS * 2 ** min(failures - 1, _MOST_DOUBLINGS))
    else:
        full = CAP_SECONDS
    return full * (0.5 + chance / 2)
