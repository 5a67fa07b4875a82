"""What a citizen gets: completion by code, the story with the secret, a pause after wrong ones, no personal data."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from central_server.bootstrap.keys import read_keys
from central_server.bootstrap.portal import build_portal
from central_server.ports.lookup import LookUp, NextKind, NotFound, OwnerView, StepState, TooManyTries, WrongSecret
from central_server.ports.world import SignedBy
from dossier.acts import CollectFee, HandResult
from tests.central_server.acts_of_day import CERTIFICATE, DRAFT_PDF, SEALED_PDF, SIGNED_PDF, Hand
from tests.central_server.centre_bench import World
from tests.fakes.people import CITIZEN

SECRET = "ACDEFGHJ"


@pytest.fixture
def lookup(world: World) -> LookUp:
    """The look-up behind the portal's pages."""
    return build_portal(world.centre).lookup


def key_of_secret(world: World, secret: str = SECRET) -> str:
    """The keyed hash as a desk writes it."""
    salt = bytes.fromhex(world.desk(seed=b"8").known.secret_salt)
    assert salt == read_keys(world.centre.settings.data / "keys").salt
    return hmac.new(salt, secret.encode(), hashlib.sha256).hexdigest()


def received(world: World, fee: int = 0) -> tuple[Hand, str]:
    """A dossier with a secret; its printed code."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    act = hand.receive(secret_key=key_of_secret(world), fee=fee)
    desk.do(act)
    return hand, act.data.code  # type: ignore[union-attr]  # a reception


def test_the_code_alone_tells_only_completion(world: World, lookup: LookUp) -> None:
    """One of six steps is behind a dossier just received."""
    _, code = received(world)
    progress = lookup.by_code(code)
    assert progress is not None
    assert (progress.done, progress.total, progress.code) == (1, 6, code)
    assert lookup.by_code("000.04.31.H11-190314-4999") is None


def test_the_secret_opens_the_story_without_personal_data(world: World, lookup: LookUp) -> None:
    """Steps, due date, papers, fee; the applicant's name and number never."""
    _, code = received(world)
    view = lookup.with_secret(code, SECRET, "127.0.0.1")
    assert isinstance(view, OwnerView)
    assert [step.state for step in view.steps] == [StepState.DONE, StepState.NOW, *[StepState.NEXT] * 4]
    assert view.next_action.kind is NextKind.COLLECT_LATER
    assert view.next_action.at == view.due_at
    assert view.explanation
    assert CITIZEN.name not in repr(view)
    assert CITIZEN.id_number not in repr(view)


def test_the_story_moves_with_the_dossier(world: World, lookup: LookUp) -> None:
    """To the counter, then closed; who signed is shown."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    world.check.found = SignedBy(True, CERTIFICATE, trusted=True)
    acts = hand.until_signing()
    desk.do(*acts, hand.sign(), hand.number(SEALED_PDF), hand.act(HandResult("Ô 3"), "suong"))
    desk.upload(DRAFT_PDF)
    desk.upload(SIGNED_PDF)
    desk.upload(SEALED_PDF)
    view = lookup.for_owner(acts[0].data.code)  # type: ignore[union-attr]  # a reception
    assert isinstance(view, OwnerView)
    assert view.next_action.kind is NextKind.COLLECT_NOW
    assert view.signed_by == "Trần Văn Minh (ký số)"
    assert [step.state for step in view.steps][-2:] == [StepState.DONE, StepState.NOW]


def test_an_owed_fee_is_what_to_do_next_until_it_is_paid(world: World, lookup: LookUp) -> None:
    """Nộp phí, lệ phí."""
    hand, code = received(world, fee=8000)
    view = lookup.for_owner(code)
    assert isinstance(view, OwnerView)
    assert (view.next_action.kind, "8.000" in view.fee_text) == (NextKind.PAY, True)
    hand.desk.do(hand.act(CollectFee(8000, "cash", "0000001/2019")))
    paid = lookup.for_owner(code)
    assert isinstance(paid, OwnerView)
    assert paid.next_action.kind is NextKind.COLLECT_LATER


def test_wrong_secrets_pause_the_code_and_the_pause_ends(world: World, lookup: LookUp) -> None:
    """Five wrong ones, then not even the right one, then again after a quarter of an hour."""
    _, code = received(world)
    left = [lookup.with_secret(code, "QQQQQQQQ", "127.0.0.1") for _ in range(5)]
    assert left == [WrongSecret(4), WrongSecret(3), WrongSecret(2), WrongSecret(1), WrongSecret(0)]
    paused = lookup.with_secret(code, SECRET, "127.0.0.2")
    assert isinstance(paused, TooManyTries)
    assert paused.retry_at.replace(tzinfo=None) == world.clock.at + timedelta(minutes=15)
    world.clock.at += timedelta(minutes=16)
    assert isinstance(lookup.with_secret(code, SECRET, "127.0.0.2"), OwnerView)


def test_a_dossier_without_a_secret_opens_to_none(world: World, lookup: LookUp) -> None:
    """An empty keyed hash never equals anything."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    act = hand.receive(secret_key="")
    desk.do(act)
    assert isinstance(lookup.with_secret(act.data.code, "", "c"), WrongSecret)  # type: ignore[union-attr]  # as above


def test_guessing_codes_pauses_the_guesser(world: World, lookup: LookUp) -> None:
    """Unknown codes count against the address that asks."""
    for number in range(50):
        asked = lookup.with_secret(f"000.04.31.H11-190314-{number + 1:04d}", "QQQQQQQQ", "10.0.0.1")
        assert isinstance(asked, NotFound)
    assert isinstance(lookup.with_secret("000.04.31.H11-190314-0001", SECRET, "10.0.0.1"), TooManyTries)


def test_the_page_of_the_running_centre_shows_a_dossier(world: World) -> None:
    """The portal over the real look-up."""
    _, code = received(world)
    page = world.client.post(
        "/tra-cuu", data={"ma": code, "bi_mat": SECRET}, headers={"accept": "text/html"}, follow_redirects=True
    )
    assert page.status_code == 200
    assert "Đã tiếp nhận hồ sơ" in page.text
    assert CITIZEN.name not in page.text


def test_a_late_dossier_is_said_to_be_late(world: World, lookup: LookUp) -> None:
    """From the day after the due date."""
    _, code = received(world)
    view = lookup.for_owner(code)
    assert isinstance(view, OwnerView)
    assert not view.late
    world.clock.at = replace(world.clock, at=world.clock.at + timedelta(days=60)).at
    late = lookup.for_owner(code)
    assert isinstance(late, OwnerView)
    assert late.late
    assert late.days_left is None
