"""Decides whether a telephone may ring now."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` (local), over midnight when `end` is the earlier one; equal ends are no quiet hours."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        """Whether nothing may ring at that moment; `end` itself is free again."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def parse_quiet(text: str) -> QuietHours:
    """Quiet hours from `21:00-07:00`, none from an empty text; raises ValueError for anything else."""
    if not text:
        return QuietHours(time(0), time(0))
    start, dash, end = text.partition("-")
    try:
        if dash:
            return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))
    except ValueError as fault:
        raise ValueError(f"no quiet hours: {text}") from fault
    raise ValueError(f"no quiet hours: {text}")
