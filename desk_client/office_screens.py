"""Builds the screens of who looks after an office: deputies, what waits here, accounts; loaded with the first one."""

from desk_client.services.administering import Administering
from desk_client.services.deputising import Deputising
from desk_client.services.queue import Queue
from desk_client.viewmodels.administering import AdminModel
from desk_client.viewmodels.deputies import DeputiesModel
from desk_client.viewmodels.queue import QueueModel
from desk_client.views.admin.screen import AdminScreen
from desk_client.views.deputies.screen import DeputiesScreen
from desk_client.views.kit.outfit import Kit
from desk_client.views.queue.screen import QueueScreen
from desk_client.works import Works


def deputies_screen(kit: Kit, works: Works) -> DeputiesScreen:
    """Who signs for whom."""
    cases = Deputising(works.desk.parts, works.desk.line.asker)
    return DeputiesScreen(kit, DeputiesModel(cases, works.line, works.runner, works.seat), works.seat)


def queue_screen(kit: Kit, works: Works) -> QueueScreen:
    """What waits on this desk."""
    return QueueScreen(kit, QueueModel(Queue(works.desk.parts), works.line, works.runner))


def admin_screen(kit: Kit, works: Works) -> AdminScreen:
    """The office's accounts, and procedures."""
    cases = Administering(works.desk.parts, works.desk.line.asker)
    return AdminScreen(kit, AdminModel(cases, works.line, works.runner, works.seat))
