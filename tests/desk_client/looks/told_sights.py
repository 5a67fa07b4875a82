"""What a desk tells of others: who sent a dossier for the applicant, and how old the lists of revocation are."""

from dataclasses import replace

from desk_client.services.checks import Area, Check, Level
from desk_client.views.devices.screen import DevicesScreen
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.kit.labels import Label
from dossier.messages import message
from dossier.roles import Role
from tests.desk_client.looks.house import LONG_NAME
from tests.desk_client.looks.walk import Walk

_NAME = message("devices.line.revocations")
_FACTS = (
    (Level.FINE, message("devices.line.revocations_of", day="14/03/2019", time="07:58", asked="14/03/2019")),
    (Level.WARNING, message("devices.line.revocations_late", day="02/03/2019", late="09/03/2019")),
    (Level.WARNING, message("devices.line.revocations_short", count="2")),
)


def sender(walk: Walk, screen: DossierScreen) -> None:
    """A dossier that a helper with a long name filed."""
    case = screen.model.case
    assert case is not None
    way = replace(case.state.way, request="DK-190312-000117", filed_by=LONG_NAME, filed_as=Role.HELPER)
    screen.facts.show_case(replace(case, state=replace(case.state, course=way)))
    walk.rest()
    told = next(label for label in screen.facts.findChildren(Label) if label.text().startswith(f"{LONG_NAME} ("))
    screen.facts._scroll.ensureWidgetVisible(told)
    screen.room.ensureWidgetVisible(screen.facts)
    walk.see("ho-so-nguoi-gui")
    screen.facts.show_case(case)


def revocations(walk: Walk, screen: DevicesScreen) -> None:
    """The lists of today, lists whose time is over, and lists that did not fit."""
    model = screen.model
    address = next(check for check in model.checks if check.area is Area.LINE)
    lines = [Check(f"revocations{place}", Area.LINE, level, _NAME, fact) for place, (level, fact) in enumerate(_FACTS)]
    model.look.put(Area.LINE, (address, *lines))
    model.changed.emit()
    walk.rest()
    screen._scroll.ensureWidgetVisible(screen.lists[Area.LINE])
    walk.see("thiet-bi-thu-hoi")
