"""Decides sizes: type grows by the whole scale, space by 40 % of it."""

from dataclasses import dataclass
from enum import Enum

STEPS = (100, 110, 120, 130, 150, 175, 200)
RAIL_FROM = 130
STACK_FROM = 175


class Role(Enum):
    """What a text is for; the value is its size in px at 100 % and whether it is bold."""

    BIG = (24, True)
    TITLE = (20, True)
    CODE = (18, True)
    H2 = (16, True)
    H3 = (14, True)
    BODY = (14, False)
    SMALL = (13, False)
    SMALL_BOLD = (13, True)
    CAP = (12, False)
    CAP_BOLD = (12, True)
    KEY = (11, False)

    @property
    def px(self) -> int:
        """Size in px at 100 %."""
        return self.value[0]

    @property
    def bold(self) -> bool:
        """Whether the role is set in bold."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of type in per cent (100 to 200)."""

    percent: int = 100

    def __post_init__(self) -> None:
        if not STEPS[0] <= self.percent <= STEPS[-1]:
            raise ValueError(f"scale {self.percent} % is not between {STEPS[0]} and {STEPS[-1]}")

    @property
    def compact(self) -> bool:
        """Whether the frame turns into a rail and labels stand above fields."""
        return self.percent >= RAIL_FROM

    @property
    def stacked(self) -> bool:
        """Whether what stands side by side goes one under the other, and the screen scrolls."""
        return self.percent >= STACK_FROM

    def type_px(self, role: Role) -> int:
        """Give the size of a role in px."""
        return round(role.px * self.percent / 100)

    def full(self, px: int) -> int:
        """Scale a length that goes with type (icons, rows, fields)."""
        return round(px * self.percent / 100)

    def space(self, px: int) -> int:
        """Scale a gap: 40 % of the growth of type."""
        return round(px * (1 + 0.4 * (self.percent - 100) / 100))

    def larger(self) -> "Scale":
        """Give the next step up, or the same at the end."""
        return Scale(next((step for step in STEPS if step > self.percent), self.percent))

    def smaller(self) -> "Scale":
        """Give the next step down, or the same at the end."""
        return Scale(next((step for step in reversed(STEPS) if step < self.percent), self.percent))
