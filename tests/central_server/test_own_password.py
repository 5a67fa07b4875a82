"""An official's own password: proved by the old one, durable when answered, told to the desks as a verifier alone."""

import logging
from dataclasses import dataclass
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from central_server.services.password_door import TRIES
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.messages import PATH, PeopleRow
from central_sync.protocol.own_password import CHANGE_PASSWORD, PasswordReply, PasswordRequest
from tests.central_server.centre_bench import TestDesk, World
from tests.fakes.people import OTHER_OFFICE

OLD, NEW = "mật khẩu", "Thủ Khoa Huân 45"


@dataclass
class Bench:
    """A commune with its chairman (minh) and a desk."""

    world: World
    desk: TestDesk

    def ask(self, old: str = OLD, new: str = NEW, desk: TestDesk | None = None) -> PasswordReply:
        """The centre's answer to a desk."""
        asked = PasswordRequest(self.world.people["minh"], old, new)
        reply = self.world.client.post(
            f"{PATH}{CHANGE_PASSWORD}", content=pack(encode(asked)), headers=(desk or self.desk).headers
        )
        assert reply.status_code == 200, reply.content
        return decode(unpack(reply.content), PasswordReply)

    def counts(self, password: str) -> bool:
        """Whether it is his password now."""
        official = self.world.centre.people.by_login("minh")
        assert official is not None
        try:
            return PasswordHasher().verify(official.verifier, password)
        except VerifyMismatchError:
            return False


@pytest.fixture
def bench(world: World) -> Bench:
    """The chairman's desk."""
    return Bench(world, world.desk())


def test_the_new_password_counts_and_every_desk_learns_its_verifier(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Asked twice, because the first answer was lost: the same answer. Neither password is in a row or a log."""
    caplog.set_level(logging.DEBUG)
    assert [bench.ask().code for _ in range(2)] == ["", ""]
    assert bench.counts(NEW)
    assert not bench.counts(OLD)
    bench.desk.pull()
    row = [one for one in bench.desk.rows if isinstance(one, PeopleRow)][-1]
    account = next(one for one in row.accounts if one.person.id == bench.world.people["minh"])
    assert PasswordHasher().verify(account.verifier, NEW)
    told = encode(row).decode() + caplog.text + repr(PasswordRequest("p", OLD, NEW))
    assert OLD not in told
    assert NEW not in told


def test_a_wrong_old_password_changes_nothing_and_is_counted(bench: Bench) -> None:
    """Also the right one is not looked at after too many tries; a quarter of an hour later it counts again."""
    answers = [bench.ask(old="sai") for _ in range(TRIES)]
    assert [(one.code, one.detail) for one in (answers[0], answers[-1])] == [
        ("password", str(TRIES - 1)),
        ("password", "0"),
    ]
    assert bench.ask().code == "locked"
    assert bench.counts(OLD)
    bench.world.clock.at += timedelta(minutes=16)
    bench.desk.ask_token()
    assert bench.ask().code == ""


def test_a_short_password_is_refused(bench: Bench) -> None:
    """Eight letters at least; the old one stays."""
    assert bench.ask(new="1234567") == PasswordReply("length", "8")
    assert bench.counts(OLD)


def test_a_desk_asks_only_for_people_of_its_own_office(bench: Bench) -> None:
    """The other commune's desk is told the same as for a wrong password; a stranger gets no answer at all."""
    other = bench.world.desk(OTHER_OFFICE, b"2")
    assert bench.ask(desk=other).code == "password"
    asked = pack(encode(PasswordRequest(bench.world.people["minh"], OLD, NEW)))
    assert bench.world.client.post(f"{PATH}{CHANGE_PASSWORD}", content=asked).status_code in (401, 403)
    assert bench.counts(OLD)
