"""A real card pulled out at every step: an ordinary event each time, and after plugging in again the rest is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from batch_house import desk_with, drafts
from signing_papers import CHAIRMAN, PIN, check, display

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from tests.fakes.card_bench import CardBench, card_on_bench
from tests.fakes.card_service import PulledOut
from tests.fakes.piv_card import SIGN, VERIFY, Command
from token_signing.authority import RehearsalAuthority
from token_signing.batch import BatchOutcome, KeptBefore, Signed, Unsigned, sign_batch
from token_signing.devices.port import Finding, Layer, TokenTrouble, Trouble
from token_signing.stamp import draw_stamp
from token_signing.values import StampFonts
from token_signing.verdict import Verdict

pytestmark = pytest.mark.slow
PAPERS = 4


@pytest.fixture(scope="module")
def children() -> Iterator[Sandbox]:
    """Two warm children."""
    with Sandbox(Limits(), workers=2) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def stamp(fonts: StampFonts) -> bytes:
    """The leader's stamp, drawn once."""
    return draw_stamp(display(), 180, 68, fonts)


@pytest.fixture
def bench(service: Path, authority: RehearsalAuthority) -> Iterator[CardBench]:
    """The chairman's card in the reader."""
    with card_on_bench(service, authority) as plugged:
        yield plugged


class Desk:
    """Signs the same papers into the same folder, as often as somebody begins."""

    def __init__(self, bench: CardBench, children: Sandbox, folder: Path, stamp: bytes) -> None:
        self.folder = folder
        self._bench = bench
        self._children = children
        self._stamp = stamp

    def sign(self, heard: Callable[[BatchOutcome], None] = lambda _: None) -> list[BatchOutcome] | TokenTrouble:
        """One PIN, one run, closed at its end; `heard` sees every outcome as it comes."""
        session = self._bench.token.open(PIN)
        if isinstance(session, TokenTrouble):
            return session
        told = []
        for one in sign_batch(drafts(PAPERS), desk_with(self._children, session, self.folder, self._stamp, display())):
            heard(one)
            told.append(one)
        session.close()
        return told

    def files(self) -> list[str]:
        """What lies in the folder, parts of files too."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []


@pytest.fixture
def desk(bench: CardBench, children: Sandbox, tmp_path: Path, stamp: bytes) -> Desk:
    """The desk of the chairman."""
    return Desk(bench, children, tmp_path / "out", stamp)


def pull_at(instruction: int, number: int = 1) -> Callable[[Command], None]:
    """Pulls the card out at the n-th such command that carries data to its end."""
    seen: list[int] = []

    def hear(command: Command) -> None:
        if command.instruction == instruction and command.data and not command.chained:
            seen.append(1)
            if len(seen) == number:
                raise PulledOut

    return hear


def plug_again(bench: CardBench) -> None:
    """The card is out, which the token says; then it is in again."""
    bench.pull()
    bench.card.before = bench.card.after = lambda _command: None
    assert bench.token.states()[0].at(Layer.CARD).finding is Finding.CARD_ABSENT
    bench.plug()


def all_signed_once(desk: Desk, authority: RehearsalAuthority, kept_before: int) -> None:
    """The second run signs what is left and nothing else; every paper has exactly one signature, a green one."""
    told = desk.sign()
    assert [type(one) for one in told] == [KeptBefore] * kept_before + [Signed] * (PAPERS - kept_before)
    assert desk.files() == [f"{number}.pdf" for number in range(PAPERS)]
    for name in desk.files():
        found = check((desk.folder / name).read_bytes(), authority.certificate_der)
        assert (found.verdict, found.signer_names) == (Verdict.GREEN, (CHAIRMAN.name,))


def test_pulled_before_the_pin(bench: CardBench, desk: Desk, authority: RehearsalAuthority) -> None:
    """It was shown as ready; the PIN then meets no token, and costs no try."""
    assert bench.token.states()[0].ready
    bench.pull()
    assert desk.sign() == TokenTrouble(Trouble.ABSENT)
    plug_again(bench)
    assert bench.card.tries == 3
    all_signed_once(desk, authority, kept_before=0)


def test_pulled_while_the_pin_is_checked(bench: CardBench, desk: Desk, authority: RehearsalAuthority) -> None:
    """The card never answers the PIN: that is a pulled token, not a broken one and not a wrong PIN."""
    bench.card.before = pull_at(VERIFY)
    told = desk.sign()
    assert isinstance(told, TokenTrouble)
    assert told.kind is Trouble.REMOVED
    assert desk.files() == []
    plug_again(bench)
    assert bench.card.tries == 3
    all_signed_once(desk, authority, kept_before=0)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("done", [False, True])
def test_pulled_in_the_sign_call(
    bench: CardBench, desk: Desk, authority: RehearsalAuthority, number: int, done: bool
) -> None:
    """Before the card has signed, or after, but before its answer came: that paper is unsigned, no part is left."""
    if done:
        bench.card.after = pull_at(SIGN, number)
    else:
        bench.card.before = pull_at(SIGN, number)
    told = desk.sign()
    assert isinstance(told, list)
    assert [type(one) for one in told] == [Signed] * (number - 1) + [Unsigned]
    last = told[-1]
    assert isinstance(last, Unsigned)
    assert isinstance(last.why, TokenTrouble)
    assert last.why.kind is Trouble.REMOVED
    assert desk.files() == [f"{one}.pdf" for one in range(number - 1)]
    plug_again(bench)
    all_signed_once(desk, authority, kept_before=number - 1)
    assert bench.card.signatures == PAPERS + (1 if done else 0)


def test_pulled_between_two_papers(bench: CardBench, desk: Desk, authority: RehearsalAuthority) -> None:
    """After the first paper is kept: what the token still signed counts, the next is unsigned, the rest untouched."""

    def heard(one: BatchOutcome) -> None:
        if one.paper == "0.pdf":
            bench.pull()

    told = desk.sign(heard)
    assert isinstance(told, list)
    kept = [one for one in told if isinstance(one, Signed)]
    assert kept
    assert desk.files() == [one.paper for one in kept]
    plug_again(bench)
    all_signed_once(desk, authority, kept_before=len(kept))


def test_pulled_while_closing(bench: CardBench, desk: Desk, authority: RehearsalAuthority) -> None:
    """All papers are signed; pulled before or while the session ends, nothing is lost and the next opening works."""
    session = bench.token.open(PIN)
    assert not isinstance(session, TokenTrouble)
    assert isinstance(session.sign(b"x"), bytes)

    def out(_command: Command) -> None:
        raise PulledOut

    bench.card.before = out
    session.close()
    session.close()
    plug_again(bench)
    all_signed_once(desk, authority, kept_before=0)
    assert bench.token.states()[0].at(Layer.TRIES).finding is Finding.TRIES_FULL
