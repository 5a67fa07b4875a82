"""Adds up what the seeds of a run met and judges whether the run proves anything."""

from collections import Counter as Tally
from dataclasses import dataclass, field

import msgspec

from dossier.acts import ActKind
from rehearsal.simulator.campaign import Played
from rehearsal.simulator.watch import Harm

ENOUGH_SEEDS = 200
"""From here on a run must have met enough of everything."""
ENOUGH_FOR_EVERY_KIND = 1000
"""From here on every kind of act must have been accepted; in shorter runs the rarest may not come up."""
_RARE = ("refused", "held", "merged", "noted")
_LEAST_PERCENT = 1


@dataclass
class Summary:
    """What all seeds together did; `failed` says of each broken seed what does not hold and how to see it again."""

    seeds: int = 0
    failed: list[str] = field(default_factory=list)
    harms: Tally[Harm] = field(default_factory=Tally)
    outcomes: Tally[str] = field(default_factory=Tally)
    met: Tally[str] = field(default_factory=Tally)
    kinds: Tally[ActKind] = field(default_factory=Tally)

    def add(self, played: Played) -> None:
        """A seed that ended well."""
        self.seeds += 1
        self.outcomes += played.outcomes
        self.met += played.met
        self.kinds += played.kinds

    def fail(self, seed: int, harm: Harm, said: str) -> None:
        """A seed that did not."""
        self.seeds += 1
        self.harms[harm] += 1
        self.failed.append(f"seed {seed}: {harm.value}: {said} (again: make simulate SEEDS=1 FROM={seed})")

    def too_few(self) -> list[str]:
        """What happened to less than one act in a hundred although the run was long enough, and acts never accepted."""
        if self.seeds < ENOUGH_SEEDS:
            return []
        rare = [name for name in _RARE if self.outcomes[name] * 100 < self.outcomes["acts"] * _LEAST_PERCENT]
        if self.seeds < ENOUGH_FOR_EVERY_KIND:
            return rare
        return rare + [kind.value for kind in ActKind if not self.kinds[kind]]

    def proves(self) -> bool:
        """Whether every invariant held in a run that met enough of everything."""
        return self.seeds > 0 and not self.failed and not self.too_few()

    def told(self) -> str:
        """Everything that was met, for a person."""
        acts = self.outcomes["acts"]
        parts = [f"{count} {name}" for name, count in sorted((self.outcomes + self.met).items())]
        return f"{acts} acts in {self.seeds} seeds: {', '.join(parts)}"

    def line(self, seconds: float) -> str:
        """The last line of a run; `seconds` are those of the processor."""
        return msgspec.json.encode(
            {
                "seeds": self.seeds,
                "lost": self.harms[Harm.LOST],
                "duplicated": self.harms[Harm.DUPLICATED],
                "stuck": self.harms[Harm.STUCK],
                "out_of_scope": self.harms[Harm.OUT_OF_SCOPE],
                "wrong": self.harms[Harm.WRONG],
                "refused": self.outcomes["refused"],
                "held": self.outcomes["held"],
                "merged": self.outcomes["merged"],
                "noted": self.outcomes["noted"],
                "per_second": round(self.seeds / max(seconds, 0.001), 1),
            }
        ).decode()
