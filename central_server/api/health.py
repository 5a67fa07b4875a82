"""Tells a watchdog whether the process lives and whether it can serve; shows no figure of any dossier."""

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Storage

_Storage = NamedDependency[SkipValidation[Storage]]


@get("/live", sync_to_thread=False)
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/ready", sync_to_thread=True)
def ready(storage: _Storage) -> Response[dict[str, str]]:
    """The database answers and holds rules."""
    try:
        rules = storage.read(lambda unit: unit.registry.current_rules())
    except CentreFault as fault:
        return Response({"status": fault.code}, status_code=503)
    if not rules:
        return Response({"status": "no_rules"}, status_code=503)
    return Response({"status": "ok"})


def health_router(storage: Storage) -> Router:
    """Both answers."""
    return Router(
        path="/health",
        route_handlers=[live, ready],
        dependencies={"storage": Provide(lambda: storage, sync_to_thread=False, use_cache=True)},
        include_in_schema=False,
    )
