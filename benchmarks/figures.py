"""Says what a measured figure is, whether it meets its goal, and how a list of them is printed and written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """On which side of its bound a figure must lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound, in the figure's own unit."""

    side: Side
    bound: float

    def met_by(self, value: float) -> bool:
        """Whether a value lies on the right side."""
        return value <= self.bound if self.side is Side.AT_MOST else value >= self.bound

    def __str__(self) -> str:
        return f"{self.side.value} {shown(self.bound)}"


def at_most(bound: float) -> Goal:
    """A goal from above."""
    return Goal(Side.AT_MOST, bound)


def at_least(bound: float) -> Goal:
    """A goal from below."""
    return Goal(Side.AT_LEAST, bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: name, value in `unit`, its goal, and what it was measured against in the same run.

    A value of None was wanted and could not be had; that meets no goal.
    """

    name: str
    value: float | None
    unit: str
    goal: Goal | None = None
    compared_with: str | None = None

    @property
    def met(self) -> bool:
        """Whether the goal is met; a measured figure without a goal meets it."""
        if self.value is None:
            return False
        return self.goal is None or self.goal.met_by(self.value)

    def entry(self) -> dict[str, object]:
        """The figure as `build/bench.json` lists it."""
        return {
            "figure": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": None if self.goal is None else str(self.goal),
            "met": self.met,
            "compared_with": self.compared_with,
        }

    def line(self) -> str:
        """The figure as the table shows it."""
        value = "not measured" if self.value is None else shown(self.value)
        goal = "" if self.goal is None else str(self.goal)
        mark = "yes" if self.met else "NO"
        return f"{self.name:<66} {value:>12} {self.unit:<10} {goal:<10} {mark:<4} {self.compared_with or ''}".rstrip()


HEADING = f"{'figure':<66} {'value':>12} {'unit':<10} {'goal':<10} {'met':<4} compared with"


def shown(value: float) -> str:
    """A number with as many digits as a reader can use."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def as_json(figures: Sequence[Figure]) -> str:
    """The list as written to `build/bench.json`."""
    return json.dumps([one.entry() for one in figures], ensure_ascii=False, indent=2) + "\n"
