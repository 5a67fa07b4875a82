"""A certificate that its authority took back signs nothing: said before a PIN is asked, refused before the token is."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.bootstrap import open_doctor
from desk_client.services.checks import Level
from desk_client.services.signing_batch import SigningFault
from dossier.events import Stage
from dossier.messages import message
from dossier.state import Dossier
from tests.desk_client.sign.chamber import Chamber
from tests.desk_client.sign.test_signing_results import WatchedSession
from tests.fakes.signing import SigningOffice, authority, opened
from token_signing.authority import RehearsalAuthority, make_authority

Enter = Callable[..., Chamber]
LEADER, AGENCY = 7, 8
"""Serial numbers of the office's certificates."""
DAWN = datetime(2019, 3, 14, 6, tzinfo=timezone(timedelta(hours=7)))


def told(office: SigningOffice, serial: int, since: datetime = DAWN, by: RehearsalAuthority | None = None) -> None:
    """The centre's list reached this desk: a certificate is revoked since a moment."""
    body = (by or authority()).revocation_list({serial: since}, DAWN)
    folder = office.desk.machine.folder / "revocations"
    folder.mkdir(exist_ok=True)
    (folder / f"{hashlib.sha256(body).hexdigest()}.crl").write_bytes(body)


def test_the_sign_screen_says_that_a_certificate_was_revoked_and_asks_no_pin(
    enter: Enter, office: SigningOffice
) -> None:
    """The list comes while the token is plugged in: the way to a PIN closes, with words and what to do."""
    paper = office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    assert chamber.model.gap_one() is None
    told(office, LEADER)
    chamber.bot.waitUntil(lambda: chamber.model.gap_one() == message("token.validity.revoked"), timeout=10_000)
    chamber.hands.key(Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert "Chứng thư đã bị thu hồi" in chamber.notice()
    assert office.state(paper.id).stage is Stage.APPROVED


def test_a_list_that_comes_after_the_login_still_stops_every_signature(office: SigningOffice) -> None:
    """The open token is not asked and no act is written: the agency's first, then the leader's."""
    told(office, AGENCY)
    signed, waiting = office.sign(office.approved("Lê Thị Bích Ngọc").id), office.approved("Mai Xuân Trường")
    seal, session = WatchedSession(opened(office.agency)), WatchedSession(opened(office.token))
    assert office.desk.results.seal(office.people["suong"], signed.id, seal) is SigningFault.REVOKED
    told(office, LEADER)
    assert office.desk.results.sign(office.people["minh"], waiting.id, session) is SigningFault.REVOKED
    assert (seal.asked, session.asked) == (0, 0)
    assert [office.state(one.id).stage for one in (signed, waiting)] == [Stage.LEADER_SIGNED, Stage.APPROVED]


def test_what_is_revoked_tomorrow_or_by_a_stranger_signs_today(office: SigningOffice) -> None:
    """A list counts from the moment it names, and only with the signature of the certificate's own authority."""
    told(office, LEADER, DAWN + timedelta(days=1))
    told(office, LEADER, by=make_authority("Tỉnh Bình Thuận"))
    assert isinstance(office.sign(office.approved().id), Dossier)


def test_the_device_screen_shows_a_revoked_certificate_as_a_fault(office: SigningOffice) -> None:
    """At the layer of the certificate's validity."""
    office.token.plug()
    told(office, LEADER)
    checks = open_doctor(office.desk.machine, office.desk).tokens()
    (validity,) = (one for one in checks if one.id == "token:simulator:validity")
    assert (validity.level, validity.fact) == (Level.FAULT, message("token.validity.revoked"))
