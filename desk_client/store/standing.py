"""What the tabs of the list ask of an open dossier beyond its stage and due date, as columns of its row; reads nothing.

A tab that looked into the states themselves would read every open dossier to find the few that it shows.
"""

from desk_client.store.bulk import Value
from dossier.lying import rest_of
from dossier.papers import bare_papers
from dossier.state import Dossier

COLUMNS = ("assignee", "owing", "bare", "asked", "overdue", "rest", "extended")
"""In the order of `standing`: the officer; whether money is owed; whether a paper has no pages; the offices whose
opinion is awaited, each between commas; the earliest day by which one was due; since when it lies (`rest_of`); whether
its due date was moved by an extension, which may be once.
"""
OF_A_CLOSED_ONE: tuple[Value, ...] = ("", 0, 0, "", "", "", 0)


def standing(shown: Dossier) -> tuple[Value, ...]:
    """The columns of a dossier, in the order of COLUMNS."""
    money, rest = shown.money, rest_of(shown)
    awaited = () if shown.course is None else tuple(one for one in shown.course.opinions if one.is_open)
    return (
        shown.assignee or "",
        int(bool(shown.code) and money.owed > money.paid),
        int(bool(shown.code) and bool(bare_papers(shown))),
        f",{','.join(one.office for one in awaited)}," if awaited else "",
        min((one.deadline.isoformat() for one in awaited), default=""),
        "" if rest is None else rest.isoformat(),
        int(shown.way.extension is not None),
    )
