"""Fixtures of the portal's tests: a fake centre, a standing clock, a client of the real application."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from portal_fakes import FakeCentre, FakeClock, build_app, build_portal


@pytest.fixture
def centre() -> FakeCentre:
    """A centre with one dossier."""
    return FakeCentre()


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 08:41 on 14/03/2019 in Vietnam."""
    return FakeClock()


@pytest.fixture
def client(centre: FakeCentre, clock: FakeClock) -> Iterator[TestClient[Litestar]]:
    """A browser without eyes: follows nothing by itself, keeps cookies."""
    app = build_app(build_portal(centre, clock))
    with TestClient(app, raise_server_exceptions=False) as browser:
        browser.headers["accept"] = "text/html"
        browser.follow_redirects = False
        yield browser
