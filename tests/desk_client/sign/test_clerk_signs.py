"""The clerk signs what he scanned: many papers with one PIN, each in its place, by his own certificate alone."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from desk_client.services.clerk_pen import ClerkPapers, form_key_of, key_of, unsigned_form, unsigned_scans
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.signing_batch import BatchSigning, Ended, SigningFault
from desk_client.use_cases import use_cases
from dossier.acts import ActKind, AttachPaper, PaperForm
from dossier.refusals import Refusal, RefusalCode
from dossier.signing_checks import standing_form
from dossier.state import Dossier
from dossier.values import Channel, SeenSignature
from tests.fakes.people import CITIZEN, CLERK, MARRIAGE_PAPERS, MARRIAGE_VALUES
from tests.fakes.signing import SigningOffice, opened, paper
from token_signing.authority import Officer
from token_signing.devices.port import TokenSession
from token_signing.verdict import Verdict

HOA = Officer(CLERK.name, CLERK.title, "Ủy ban nhân dân phường Phú Thủy")


class _PowerCut(BaseException):
    """Nothing catches it, as nothing runs on after a power cut."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office whose clerk at the counter has a token."""
    made = SigningOffice(tmp_path, HOA)
    yield made
    made.close()


@pytest.fixture
def token(office: SigningOffice) -> Iterator[TokenSession]:
    """The clerk's token, opened."""
    session = opened(office.token)
    yield session
    session.close()


def received(
    office: SigningOffice,
    forms: tuple[PaperForm, ...] = (PaperForm.ORIGINAL, PaperForm.PHOTO),
    channel: Channel = Channel.DIRECT,
) -> Dossier:
    """A dossier with two scanned papers."""
    papers = tuple(
        replace(one, shown_only=False, form=form, file=office.desk.parts.shelf.keep(paper(pages), pages))
        for pages, (one, form) in enumerate(zip(MARRIAGE_PAPERS, forms, strict=True), 1)
    )
    filled = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers, channel=channel)
    taken = office.desk.intake.receive(office.people["hoa"], filled)
    assert isinstance(taken, Received), taken
    return taken.state


def listed(state: Dossier) -> dict[str, str]:
    """The scans that wait, as the dialog names them."""
    return {key_of(state.id, one): one.file.sha256 for one in unsigned_scans(state) if one.file is not None}


def sign(office: SigningOffice, token: TokenSession, seen: dict[str, str], login: str = "hoa") -> list[Ended]:
    """One batch."""
    printing = use_cases(office.desk).printing
    papers = ClerkPapers(seen, printing.form_now)
    return list(office.desk.results.sign_scans(office.people[login], papers, token))


def test_every_scan_of_a_dossier_is_signed_in_one_session(office: SigningOffice, token: TokenSession) -> None:
    """Each file begins with its scan, is green by the clerk's name, and stands where the scan stood."""
    before = received(office)
    ended = sign(office, token, listed(before))
    assert [one.key for one in ended] == [f"{before.id}/1", f"{before.id}/2"]
    after = office.state(before.id)
    for old, new in zip(before.papers, after.papers, strict=True):
        assert old.file is not None
        assert new.file is not None
        assert new.signature == SeenSignature("green", signers=CLERK.name)
        scan, signed = (office.desk.parts.shelf.read(ref.sha256) for ref in (old.file, new.file))
        assert signed.startswith(scan)
        found = office.desk.checks.check(signed)
        assert (found.verdict, found.signer_names) == (Verdict.GREEN, (CLERK.name,))
        assert new.file.pages == old.file.pages
    assert [line.kind for line in after.trail][-2:] == [ActKind.ATTACH_PAPER] * 2
    assert [line.text for line in after.trail][-2:] == [one.name for one in after.papers]
    assert unsigned_scans(after) == ()


def test_a_paper_that_was_scanned_anew_is_not_signed_unseen(office: SigningOffice, token: TokenSession) -> None:
    """The list showed other pages: that paper is left, the other one is signed; the new scan may be signed then."""
    state = received(office)
    seen = listed(state)
    office.desk.acting.do(office.people["hoa"], AttachPaper(1, office.desk.parts.shelf.keep(paper(3), 3)), state.id)
    first, second = sign(office, token, seen)
    assert isinstance(first.outcome, Refusal)
    assert first.outcome.code is RefusalCode.CONTENT_CHANGED
    assert isinstance(second.outcome, Dossier)
    (again,) = sign(office, token, listed(office.state(state.id)))
    assert isinstance(again.outcome, Dossier)


def test_new_pages_in_the_place_of_signed_ones_are_not_called_signed(
    office: SigningOffice, token: TokenSession
) -> None:
    """What was found of the signature goes with the bytes it was found in."""
    state = received(office)
    sign(office, token, listed(state))
    after = office.desk.acting.do(
        office.people["hoa"], AttachPaper(1, office.desk.parts.shelf.keep(paper(4), 4)), state.id
    )
    assert isinstance(after, Dossier)
    assert [one.signature is None for one in after.papers] == [True, False]


def test_nobody_signs_with_the_token_of_another(office: SigningOffice, token: TokenSession) -> None:
    """The officer with the clerk's token in hand signs nothing."""
    state = received(office)
    ended = sign(office, token, listed(state), "loc")
    assert [one.outcome for one in ended] == [SigningFault.WRONG_PERSON]
    assert office.state(state.id) == state


def test_the_rules_are_asked_before_the_token(tmp_path: Path) -> None:
    """A leader puts no pages into a dossier, with his own token neither."""
    office = SigningOffice(tmp_path)
    state, token = received(office), opened(office.token)
    ended = sign(office, token, listed(state), "minh")
    assert [one.outcome.code for one in ended if isinstance(one.outcome, Refusal)] == [RefusalCode.NO_RIGHT] * 2
    assert office.desk.parts.shelf.unnamed(state.id) == []
    token.close()
    office.close()


def test_what_a_citizen_sent_and_the_answer_given_at_once_are_left_alone(office: SigningOffice) -> None:
    """A file from outside keeps its own signatures; the certified copy is signed by the leader."""
    sent = received(office, (PaperForm.ORIGINAL, PaperForm.ELECTRONIC))
    assert [one.slot for one in unsigned_scans(sent)] == [1]
    assert unsigned_scans(office.certified()) == ()


def test_a_crash_between_file_and_act_is_made_up_for_by_the_next_run(
    office: SigningOffice, token: TokenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept file is found again: its act is written and the token is asked for the other paper only."""
    state = received(office)
    seen = listed(state)
    with monkeypatch.context() as cut:

        def cut_off(*_: object) -> None:
            raise _PowerCut

        cut.setattr(BatchSigning, "record", cut_off)
        with suppress(_PowerCut):
            sign(office, token, dict([next(iter(seen.items()))]))
    (kept,) = office.desk.parts.shelf.unnamed(state.id)
    assert office.state(state.id) == state
    sign(office, token, seen)
    after = office.state(state.id)
    assert [one.file.sha256 == kept.sha256 for one in after.papers if one.file is not None] == [True, False]
    assert unsigned_scans(after) == ()


def test_the_form_of_a_dossier_that_came_online_is_signed_with_its_scans(
    office: SigningOffice, token: TokenSession
) -> None:
    """Form 01 over the clerk's name, in the same session; signed once, and no dossier of the counter has one."""
    assert unsigned_form(received(office)) == ""
    state = received(office, channel=Channel.ONLINE)
    assert unsigned_form(state) == "01"
    ended = sign(office, token, {form_key_of(state.id): "", **listed(state)})
    assert all(isinstance(one.outcome, Dossier) for one in ended), ended
    after = office.state(state.id)
    (form,) = after.way.forms
    assert (form.form, form.signer, standing_form(after)) == ("01", CLERK.name, form)
    found = office.desk.checks.check(office.desk.parts.shelf.read(form.file.sha256))
    assert (found.verdict, found.signer_names) == (Verdict.GREEN, (CLERK.name,))
    assert (unsigned_form(after), unsigned_scans(after)) == ("", ())
    (again,) = sign(office, token, {form_key_of(state.id): ""})
    assert again.outcome is SigningFault.NO_DRAFT
