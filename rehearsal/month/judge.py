"""Says whether a month that was played proves anything: enough of everything, on both sides the same, the sums even."""

from dataclasses import dataclass, fields

from dossier.organisation import UnitKind
from rehearsal.month.play import Month


@dataclass(frozen=True, slots=True)
class Extent:
    """How much was played: dossiers, procedures among them, and offices of each kind in which somebody acted."""

    dossiers: int
    procedures: int
    communes: int
    districts: int
    departments: int
    centres: int


LEAST = Extent(dossiers=5_000, procedures=25, communes=5, districts=2, departments=3, centres=1)
"""A smaller month proves nothing."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is judged: the extent, whether every line of the report comes out even, how many dossiers differ."""

    extent: Extent
    even: bool
    differing: int


def extent_of(month: Month) -> Extent:
    """What a month came to; an office counts once somebody there has written an act."""
    kinds = [unit.kind for code in month.busy if (unit := month.rules.unit(code)) is not None]
    return Extent(
        dossiers=len(month.states),
        procedures=len({state.procedure for state in month.states.values()}),
        communes=sum(kind in (UnitKind.WARD, UnitKind.COMMUNE, UnitKind.TOWN) for kind in kinds),
        districts=kinds.count(UnitKind.DISTRICT),
        departments=kinds.count(UnitKind.DEPARTMENT),
        centres=kinds.count(UnitKind.CENTRE),
    )


def faults_of(proof: Proof, least: Extent) -> tuple[str, ...]:
    """Why the month proves nothing, a line each; nothing for one that does."""
    short = [
        f"too few {one.name}: {getattr(proof.extent, one.name)} of {getattr(least, one.name)}"
        for one in fields(Extent)
        if getattr(proof.extent, one.name) < getattr(least, one.name)
    ]
    if not proof.even:
        short.append("received and carried over are not solved and open")
    if proof.differing:
        short.append(f"{proof.differing} dossiers differ between desks and centre")
    return tuple(short)
