"""Own and agency's token side by side, several certificates that fit: the right one signs, a person is asked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.services.checks import Level
from desk_client.services.token_checks import token_checks
from desk_client.services.token_choice import choose
from desk_client.services.tokens import Rights
from desk_client.store import meta
from desk_client.use_cases import tokens_of
from desk_client.views.kit.dialogs import PinDialog
from desk_client.views.sign.choose_dialog import ChooseDialog
from dossier.events import Stage
from dossier.messages import message
from dossier.signers import Binding
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.people import LEADER
from tests.fakes.seen_tokens import facts_of, seen, valid
from tests.fakes.signing import AGENCY, CHAIRMAN, PIN, SECRETARY, SigningOffice, authority
from token_signing.authority import CertificateOrder
from token_signing.certificate_reader import read_certificate
from token_signing.devices.port import Finding, HeldCertificate, Layer, LayerState
from token_signing.devices.software import SoftwareToken, make_software_token
from token_signing.kinds import SigningKind

Enter = Callable[..., Chamber]


def for_minh(*, chosen: str = "") -> Rights:
    """The chairman's hand, and his choice of an earlier day."""
    kept = {SigningKind.LEADER: chosen} if chosen else {}
    return Rights(lambda kind, facts: kind is SigningKind.LEADER and facts.common_name == CHAIRMAN.name, kept)


def test_one_driver_holds_both_tokens_and_each_signature_finds_its_own() -> None:
    """Behind one driver and without a setting: the person's for what he signs, the other one for nothing of his."""
    own, agency = facts_of(CHAIRMAN, 31), facts_of(AGENCY, 32)
    tokens = (seen("vendor", "co quan", valid(agency)), seen("vendor", "rieng", valid(own)))
    choice = choose(for_minh(), tokens, SigningKind.LEADER)
    assert choice.sight is not None
    assert (choice.sight.state.name.label, choice.sight.certificate) == ("rieng", own.sha256)
    assert not choice.asks
    foreign = choose(for_minh(), tokens, SigningKind.AGENCY)
    assert foreign.sight is not None
    assert not foreign.sight.usable
    assert {one.common_name for one in foreign.seen} == {CHAIRMAN.name, AGENCY.name}


def test_of_several_on_one_token_his_own_is_taken_not_the_first() -> None:
    """An expired one of his and a valid one of somebody else stand before it."""
    old = facts_of(CHAIRMAN, 33, datetime(2019, 1, 1, tzinfo=UTC))
    own, other = facts_of(CHAIRMAN, 34), facts_of(SECRETARY, 35)
    card = seen("vendor", "t", valid(other), HeldCertificate(old, Finding.VALIDITY_EXPIRED), valid(own))
    choice = choose(for_minh(), (card,), SigningKind.LEADER)
    assert choice.sight is not None
    assert choice.sight.usable
    assert choice.sight.certificate == own.sha256
    only = choose(for_minh(), (seen("vendor", "t", valid(other), card.state.held[1]),), SigningKind.LEADER)
    assert only.sight is not None
    assert only.sight.state.first_fault == LayerState(Finding.VALIDITY_EXPIRED)


def test_several_that_fit_are_asked_for_once_and_what_is_gone_is_asked_again() -> None:
    """The choice of an earlier day counts as long as that certificate is here."""
    first, second, third = (valid(facts_of(CHAIRMAN, serial)) for serial in (36, 37, 38))
    tokens = (seen("vendor", "a", first), seen("vendor", "b", second))
    assert choose(for_minh(), tokens, SigningKind.LEADER).asks
    kept = choose(for_minh(chosen=second.facts.sha256), tokens, SigningKind.LEADER)
    assert (kept.asks, kept.sight and kept.sight.certificate) == (False, second.facts.sha256)
    moved = choose(for_minh(chosen=third.facts.sha256), tokens, SigningKind.LEADER)
    assert (moved.asks, len(moved.fitting)) == (True, 2)


def test_a_certificate_that_is_shown_twice_counts_once() -> None:
    """By two drivers of one card, or as a copy without its key on another token: nobody is asked, the key is found."""
    own = facts_of(CHAIRMAN, 39)
    copy, real = seen("opensc", "copy", valid(own, keyed=False)), seen("vendor", "real", valid(own))
    kept = [one for one in real.state.layers if one.finding.layer is not Layer.TRIES]
    locked = replace(real, state=replace(real.state, layers=(*kept, LayerState(Finding.TRIES_NONE))))
    for tokens, fitting in (((copy, real), 1), ((real, copy), 1), ((real, real), 1), ((copy, locked), 0)):
        choice = choose(for_minh(), tokens, SigningKind.LEADER)
        assert choice.sight is not None
        assert (choice.asks, len(choice.fitting), choice.sight.id) == (False, fitting, "vendor")


def test_the_screen_of_devices_names_tokens_owners_and_whose_a_certificate_is() -> None:
    """Label and serial, owner, issuer and last day, bound or not, of each token; what is below a driver stands once."""
    own, old, agency = facts_of(CHAIRMAN, 40), facts_of(CHAIRMAN, 41, datetime(2019, 1, 1, tzinfo=UTC)), AGENCY
    mine = seen("vendor", "rieng", valid(own), HeldCertificate(old, Finding.VALIDITY_EXPIRED))
    seal = seen("vendor", "co quan", valid(facts_of(agency, 42)))
    checks = {one.id: one for one in token_checks((replace(mine, bound={own.sha256: CHAIRMAN.name}), seal))}
    assert checks["token:vendor:card"].name == message("devices.token.card_named", label="rieng")
    assert checks["token:vendor:card"].fact == message("devices.token.serial", serial="S-rieng")
    bound = dict(checks["token:vendor:certificate"].fact.params)
    assert checks["token:vendor:certificate"].fact.id == "devices.token.certificate_bound"
    assert (bound["name"], bound["until"], bound["owner"]) == (
        CHAIRMAN.name,
        f"{own.not_after:%d/%m/%Y}",
        CHAIRMAN.name,
    )
    assert bound["issuer"] == own.issuer_name
    assert checks["token:vendor:certificate_2"].name == message("devices.token.other_out")
    assert checks["token:vendor:certificate_2"].level is Level.WAITING
    assert checks["token:vendor:S-co quan:certificate"].fact.id == "devices.token.certificate"
    assert sum(one.endswith(":driver") for one in checks) == 1
    assert len(checks) == 7 + 1 + 4


@pytest.fixture
def with_both(office: SigningOffice) -> SigningOffice:
    """Both tokens hold a certificate of the chairman."""
    make_software_token(_folder(office.agency), PIN, authority(), CertificateOrder(CHAIRMAN, serial=51))
    office.token.plug()
    office.agency.plug()
    return office


@pytest.mark.slow
def test_a_leader_with_two_certificates_is_asked_once_and_signs_with_his_choice(
    enter: Enter, with_both: SigningOffice
) -> None:
    """Left by Esc it asks again; its row, the PIN: it signed; another day nobody asks, and it can be changed."""
    office, paper = with_both, with_both.approved()
    wanted = read_certificate(office.agency.certificate_der()).sha256
    chamber = enter()
    chamber.bot.waitUntil(lambda: chamber.model.token.choice(SigningKind.LEADER).asks)
    chamber.read_to_end()
    chamber.hands.key(Qt.Key.Key_Return)
    assert isinstance(chamber.hands.dialog(), ChooseDialog)
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert (chamber.model.token.choice(SigningKind.LEADER).asks, chamber.model.run) == (True, None)
    chamber.hands.key(Qt.Key.Key_Return)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, ChooseDialog)
    while dialog.chosen != wanted:
        chamber.hands.key(Qt.Key.Key_Down)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PinDialog))
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: office.state(paper.id).stage is Stage.LEADER_SIGNED, timeout=30_000)
    chamber.hands.settle()
    found = office.desk.results.check(office.state(paper.id))
    assert found is not None
    assert [one.certificate_sha256 for one in found.signatures] == [wanted]
    office.approved()
    later = enter()
    later.bot.waitUntil(lambda: later.model.token.sight is not None and later.model.token.sight.usable)
    choice = later.model.token.choice(SigningKind.LEADER)
    assert (choice.asks, choice.sight and choice.sight.certificate) == (False, wanted)
    assert later.screen.token.other.words == "Ký bằng chứng thư khác… (2)"
    later.screen.token.other.click()
    again = later.hands.dialog()
    assert isinstance(again, ChooseDialog)
    assert again.chosen == wanted
    later.hands.key(Qt.Key.Key_Up)
    later.hands.key(Qt.Key.Key_Up)
    later.hands.key(Qt.Key.Key_Return)
    other = read_certificate(office.token.certificate_der()).sha256
    later.bot.waitUntil(lambda: getattr(later.model.token.choice(SigningKind.LEADER).sight, "certificate", "") == other)


def test_van_thu_with_both_tokens_has_the_right_one_for_each_signature(office: SigningOffice) -> None:
    """Her own for what she signs, the agency's for seals, copies and annexes; bound certificates are named as such."""
    make_software_token(_folder(office.token), PIN, authority(), CertificateOrder(SECRETARY, serial=52))
    office.token.plug()
    office.agency.plug()
    tokens, session = tokens_of(office.desk), office.people["suong"]
    looked = tokens.look()
    signs = {
        kind: getattr(choose(tokens.holders.rights(session), looked, kind).sight, "id", "") for kind in SigningKind
    }
    own, seal = {SigningKind.CLERK, SigningKind.LEADER}, {SigningKind.AGENCY, SigningKind.COPY, SigningKind.ATTACHMENT}
    assert {kind for kind, token in signs.items() if token == "simulator"} == own
    assert {kind for kind, token in signs.items() if token == "simulator-seal"} == seal


def test_a_bound_certificate_alone_counts_and_its_owner_is_told(office: SigningOffice) -> None:
    """Once one is bound to the chairman, his other one of the same name fits no more; the look says to whom it is."""
    office.token.plug()
    sha256 = read_certificate(office.token.certificate_der()).sha256
    tokens, minh = tokens_of(office.desk), office.people["minh"]

    def usable() -> bool:
        sight = choose(tokens.holders.rights(minh), tokens.look(), SigningKind.LEADER).sight
        return sight is not None and sight.usable

    assert usable()
    for certificate, works in (("00" * 32, False), (sha256, True)):
        body = msgspec.json.encode((Binding(certificate, LEADER.id),)).decode()
        office.desk.parts.writer.run(partial(meta.put, key="certificates", value=body))
        assert usable() is works
    (one, _seal) = tokens.look()
    assert one.bound == {sha256: CHAIRMAN.name}


def _folder(token: SoftwareToken) -> Path:
    return token._folder
