"""A scan that a clerk signed counts at the centre only as what it says: his, made from that scan, whole."""

from dataclasses import replace

import pytest

from central_server.ports.world import SignedBy
from dossier.acts import AttachPaper
from dossier.signers import Binding
from dossier.state import Dossier
from dossier.values import SeenSignature
from tests.central_server.acts_of_day import CERTIFICATE, DRAFT_PDF, SIGNED_PDF, Hand, dossier_of, file_of
from tests.central_server.centre_bench import TestDesk, World

CLERK = "Nguyễn Thị Hoa"
GOOD = SignedBy(True, CERTIFICATE, trusted=True, name=CLERK)
OTHER_SCAN = b"%PDF-1.7 another scan " + bytes(90_000)


def scanned(world: World) -> tuple[TestDesk, Hand]:
    """A dossier whose first paper was scanned, with the scan at the centre."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), hand.act(AttachPaper(1, file_of(DRAFT_PDF))))
    desk.upload(DRAFT_PDF)
    return desk, hand


def signed(**changes: object) -> AttachPaper:
    """The act as the desk writes it."""
    made = AttachPaper(1, file_of(SIGNED_PDF), None, file_of(DRAFT_PDF).sha256, CLERK, CERTIFICATE)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of the act by name


def state_of(world: World, desk: TestDesk) -> Dossier:
    """The state of record."""
    record = world.centre.store.read(lambda unit: unit.search.by_id(dossier_of(desk, 1)))
    assert record is not None
    return record.state


def test_a_signed_scan_waits_for_its_file_and_takes_the_place_of_the_scan(world: World) -> None:
    """Held until every leaf is there; then the paper says by whom it was signed."""
    desk, hand = scanned(world)
    world.centre.people.bind_certificate(Binding(CERTIFICATE, world.people["hoa"]))
    world.check.found = GOOD
    assert desk.do(hand.act(signed())).verdicts[-1].code == "file_missing"
    assert state_of(world, desk).papers[0].file == file_of(DRAFT_PDF)
    desk.upload(SIGNED_PDF)
    paper = state_of(world, desk).papers[0]
    assert (paper.file, paper.signature) == (file_of(SIGNED_PDF), SeenSignature("green", signers=CLERK))


@pytest.mark.parametrize(
    ("found", "owner", "act", "task"),
    [
        (SignedBy(intact=False), "hoa", signed(), "noted_signature_invalid"),
        (replace(GOOD, certificate_sha256="f" * 64), "hoa", signed(), "noted_signature_invalid"),
        (GOOD, "loc", signed(), "noted_signature_invalid"),
        (replace(GOOD, trusted=False), "", signed(), "noted_signature_invalid"),
        (GOOD, "hoa", signed(signed_sha256=""), "noted_content_changed"),
        (GOOD, "hoa", signed(slot=2), "noted_content_changed"),
    ],
    ids=["changed", "other certificate", "of another person", "of nobody known", "from no scan", "in another place"],
)
def test_a_signature_that_is_not_his_over_that_scan_changes_nothing(
    world: World, found: SignedBy, owner: str, act: AttachPaper, task: str
) -> None:
    """It is noted with a task, and the paper keeps its scan."""
    desk, hand = scanned(world)
    if owner:
        world.centre.people.bind_certificate(Binding(CERTIFICATE, world.people[owner]))
    world.check.found = found
    desk.do(hand.act(act))
    desk.upload(SIGNED_PDF)
    state = state_of(world, desk)
    assert [one.task.code for one in state.tasks] == [task]
    assert [paper.signature for paper in state.papers] == [None, None]
    assert state.papers[0].file == file_of(DRAFT_PDF)


def test_a_file_that_does_not_begin_with_the_scan_is_no_signed_scan(world: World) -> None:
    """A good signature of the clerk over other pages: the check is not even asked."""
    desk, hand = scanned(world)
    world.check.found = GOOD
    desk.do(hand.act(AttachPaper(1, file_of(OTHER_SCAN))))
    desk.upload(OTHER_SCAN)
    desk.do(hand.act(signed(signed_sha256=file_of(OTHER_SCAN).sha256)))
    desk.upload(SIGNED_PDF)
    state = state_of(world, desk)
    assert [one.task.code for one in state.tasks] == ["noted_signature_invalid"]
    assert state.papers[0].file == file_of(OTHER_SCAN)
    assert world.check.asked == []
