"""Văn thư copies documents of the agency and attaches annexes in the agency's token: what is made, and what is not."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from desk_client.services.copy_pens import AnnexWish, CopyWish
from desk_client.services.signing_batch import BatchSigning, SigningFault, SigningOutcome
from dossier.acts import FileRef
from dossier.copies import sources_of
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from dossier.values import CopyKind
from tests.fakes.signing import AGENCY, SigningOffice, opened, paper
from token_signing.copy_pages_child import copy_pages
from token_signing.devices.software import SoftwareToken
from token_signing.verdict import Verdict

pytestmark = pytest.mark.slow
WHOM = "Ông Lê Văn Tám"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office in 2020, with its leader's and its own token."""
    made = SigningOffice(tmp_path, moment="2020-03-16T08:05:00")
    yield made
    made.close()


def copy(office: SigningOffice, state: Dossier, wish: CopyWish, token: SoftwareToken | None = None) -> SigningOutcome:
    """One copy, by văn thư."""
    session = opened(token or office.agency)
    (ended,) = office.desk.results.copy(office.people["suong"], {state.id: wish}, session)
    session.close()
    return ended.outcome


def made(office: SigningOffice, state: Dossier, wish: CopyWish) -> Dossier:
    """The dossier after a copy."""
    outcome = copy(office, state, wish)
    assert isinstance(outcome, Dossier), outcome
    return outcome


def whole(state: Dossier, recipient: str = WHOM) -> CopyWish:
    """The result as "sao y"."""
    assert state.result.file is not None
    return CopyWish(CopyKind.FULL, state.result.file.sha256, (), recipient)


def refused(outcome: SigningOutcome) -> RefusalCode:
    """Why."""
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def text_of(office: SigningOffice, file: FileRef) -> str:
    """What the first page says, appearances of signatures among it."""
    _, _, plain = copy_pages(b'{"pages": []}\n' + office.desk.parts.shelf.read(file.sha256)).partition(b"\n")
    return str(pypdfium2.PdfDocument(plain)[0].get_textpage().get_text_bounded())


def test_what_was_signed_by_hand_is_copied_whole_and_that_copy_again(office: SigningOffice) -> None:
    """SAO Y begins with the very scan; SAO LỤC shows the copy; one book numbers both, and each verdict is green."""
    state = office.stamped()
    assert state.result.file is not None
    first = made(office, state, whole(state))
    (full,) = first.way.copies
    shelf = office.desk.parts.shelf
    assert shelf.read(full.file.sha256).startswith(shelf.read(state.result.file.sha256))
    second = made(office, first, CopyWish(CopyKind.OF_COPY, full.file.sha256, (), "Tòa án nhân dân"))
    assert [one.symbol for one in second.way.copies] == ["01/SY-UBND", "02/SL-UBND"]
    assert [one.recipient for one in second.way.copies] == [WHOM, "Tòa án nhân dân"]
    for one in second.way.copies:
        found = office.desk.checks.check(shelf.read(one.file.sha256))
        assert (found.verdict, found.signer_names) == (Verdict.GREEN, (AGENCY.name,))
    said = text_of(office, second.way.copies[1].file)
    assert "SAO Y" in said
    assert "SAO LỤC" in said
    assert said.count("+07:00") == 2
    assert second.trail[-1].text == "SAO LỤC 02/SL-UBND: Tòa án nhân dân"


def test_an_extract_has_the_pages_that_were_named(office: SigningOffice) -> None:
    """Pages 1 and 3 of three; not all, not without the first, not from nowhere."""
    state = office.stamped()
    assert state.result.file is not None
    source = state.result.file.sha256
    for pages in ((), (2, 3), (1, 2, 3), (1, 4), (3, 1), (1, 1)):
        assert refused(copy(office, state, CopyWish(CopyKind.EXTRACT, source, pages, WHOM))) is RefusalCode.COPY_PAGES
    (extract,) = made(office, state, CopyWish(CopyKind.EXTRACT, source, (1, 3), WHOM)).way.copies
    assert (extract.symbol, extract.pages, extract.file.pages) == ("01/TrS-UBND", (1, 3), 2)
    document = pypdfium2.PdfDocument(office.desk.parts.shelf.read(extract.file.sha256))
    assert ["trang 1/3" in document[0].get_textpage().get_text_bounded(), len(document)] == [True, 2]
    assert "trang 3/3" in document[1].get_textpage().get_text_bounded()


def test_what_is_not_the_agencys_or_digital_already_is_refused(office: SigningOffice) -> None:
    """A citizen's paper, a signed file, a copy for nobody, a person's token."""
    state, digital = office.stamped(), office.issued("Võ Thị Mỹ Lệ")
    assert [one.origin.value for one in (*sources_of(state), *sources_of(digital))] == ["paper", "digital"]
    scan = office.scan()
    assert refused(copy(office, state, CopyWish(CopyKind.FULL, scan.sha256, (), WHOM))) is RefusalCode.NOT_OWN_DOCUMENT
    assert refused(copy(office, digital, whole(digital))) is RefusalCode.COPY_UNFIT
    assert refused(copy(office, state, whole(state, " "))) is RefusalCode.RECIPIENT_MISSING
    assert copy(office, state, whole(state), office.token) is SigningFault.WRONG_PERSON
    for login, why in (("loc", RefusalCode.NO_RIGHT), ("minh", RefusalCode.NO_RIGHT)):
        session = opened(office.agency)
        (ended,) = office.desk.results.copy(office.people[login], {state.id: whole(state)}, session)
        session.close()
        assert refused(ended.outcome) is why
    assert office.state(state.id).way.copies == ()


def test_a_crash_between_file_and_act_keeps_the_number(office: SigningOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signed copy is on the shelf, its act is not: the next run writes the act, and nothing is signed twice."""
    state, token = office.stamped(), office.agency

    def crashes(*_whatever: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(BatchSigning, "record", crashes)
        with pytest.raises(KeyboardInterrupt):
            copy(office, state, whole(state))
    assert office.state(state.id).way.copies == ()
    monkeypatch.setattr(type(opened(token)), "sign", crashes)
    (one,) = made(office, state, whole(state)).way.copies
    assert one.symbol == "01/SY-UBND"


def test_before_the_decree_nothing_is_copied(tmp_path: Path) -> None:
    """On 04/03/2020 neither a copy nor an annex."""
    office = SigningOffice(tmp_path, moment="2020-03-04T08:05:00")
    state = office.stamped()
    assert copy(office, state, whole(state)) is SigningFault.NOT_IN_FORCE
    office.close()


def test_an_annex_bears_the_number_of_its_result(office: SigningOffice) -> None:
    """Signed for the agency, its first line the number; neither the result nor a citizen's paper becomes one."""
    state = office.issued()
    file, session = office.desk.parts.shelf.keep(paper(2), 2), opened(office.agency)
    results, suong = office.desk.results, office.people["suong"]
    (ended,) = results.attach_annexes(suong, {state.id: AnnexWish("Sơ đồ thửa đất", file)}, session)
    assert isinstance(ended.outcome, Dossier), ended
    (annex,) = ended.outcome.way.annexes
    assert (annex.name, annex.symbol) == ("Sơ đồ thửa đất", state.result.symbol)
    found = office.desk.checks.check(office.desk.parts.shelf.read(annex.file.sha256))
    assert (found.verdict, found.signer_names) == (Verdict.GREEN, (AGENCY.name,))
    said = text_of(office, annex.file)
    assert state.result.symbol in said
    assert "+07:00" in said
    assert state.result.file is not None
    (again,) = results.attach_annexes(suong, {state.id: AnnexWish("Kết quả", state.result.file)}, session)
    assert refused(again.outcome) is RefusalCode.CONTENT_CHANGED
    session.close()
