"""Puts the doors of the centre together into one application; starts nothing."""

from pathlib import Path

from litestar import Litestar

from central_server.api.asked import AskedParts, asked_router
from central_server.api.calls import CallParts, calls_router
from central_server.api.health import health_router
from central_server.api.revocations import RevocationParts, revocations_router
from central_server.api.sync import SyncParts, sync_router
from central_server.bootstrap.build import Centre, build_administering, build_deputies, build_own_passwords
from central_server.bootstrap.checking import build_file_check
from central_server.bootstrap.notices import build_calls, build_mail
from central_server.bootstrap.papers import SandboxPapers
from central_server.bootstrap.portal import Doors, build_portal
from central_server.jobs.letters import LetterJob
from central_server.portal.failures import failure_pages
from central_server.portal.pages import portal_router


def build_application(centre: Centre) -> Litestar:
    """The desks' routes, the citizens' pages and the watchdog's answers."""
    sync = SyncParts(
        clock=centre.clock,
        desks=centre.desks,
        pushes=centre.pushes,
        pages=centre.pages,
        files=centre.files,
        rulebook=centre.rulebook,
        ca=_certificate(centre.settings.ca_certificate),
    )
    calls = CallParts(centre.clock, centre.desks, build_calls(centre))
    asked = AskedParts(
        clock=centre.clock,
        desks=centre.desks,
        administering=build_administering(centre),
        deputies=build_deputies(centre),
        passwords=build_own_passwords(centre),
    )
    revocations = RevocationParts(centre.clock, centre.desks, lambda: centre.trusted().revocation_lists)
    checks = build_file_check(centre)
    papers = SandboxPapers(checks, centre.clock.now) if centre.settings.online_filing == "yes" else None
    mail = build_mail(centre)
    letters = None if mail is None else LetterJob(mail, centre.alarm)
    portal = build_portal(centre, Doors(papers, letters, checks))
    ends = [one.close for one in (papers, letters, checks) if one is not None]
    return Litestar(
        route_handlers=[
            sync_router(sync),
            calls_router(calls),
            revocations_router(revocations),
            asked_router(asked),
            health_router(centre.store),
            portal_router(portal),
        ],
        exception_handlers=failure_pages(portal),
        on_shutdown=[*ends],
        openapi_config=None,
        debug=False,
    )


def _certificate(path: str) -> bytes:
    return Path(path).read_bytes() if path else b""
