"""Whoever signs for another: the titles on the paper and in the stamp, the tray's word, who may sign which paper."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from msgspec import structs

from desk_client.services.signing_batch import SigningFault
from desk_client.services.signing_tray import StandsFor, Tray
from desk_client.store import meta
from dossier.acts import FileRef
from dossier.events import Stage
from dossier.roles import Grant, Role, SigningFor
from dossier.state import Dossier
from tests.fakes.office import sign_in
from tests.fakes.people import LEADER, OFFICE, RECORDS
from tests.fakes.signing import PIN, SECRETARY, SigningOffice
from token_signing.devices.port import TokenSession, TokenTrouble

FIRST, LAST = date(2019, 3, 11), date(2019, 3, 15)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office in which the token is the records clerk's."""
    made = SigningOffice(tmp_path, SECRETARY)
    yield made
    made.close()


def lend(
    office: SigningOffice,
    signing: SigningFor | None,
    title: str = RECORDS.title,
    *,
    away: bool = False,
    own: bool = False,
) -> None:
    """The records clerk may sign for the chairman this week, or by a right of his own; both are seated anew."""
    engine, writer = office.desk.parts.engine, office.desk.parts.writer
    with engine.connect() as connection:
        known = meta.people(connection)
    lent = Grant(RECORDS.id, OFFICE, Role.LEADER, FIRST, LAST, LEADER.id, away=away, basis="12/GUQ", signing=signing)
    if own:
        lent = replace(lent, on_behalf_of=None, basis="")
    rest = tuple(one for one in known.grants if not (away and one.person == LEADER.id))
    accounts = tuple(
        structs.replace(one, person=replace(one.person, title=title)) if one.person.id == RECORDS.id else one
        for one in known.accounts
    )
    writer.run(lambda connection: meta.keep_people(connection, accounts, (*rest, lent)))
    office.people["suong"] = sign_in(office.desk, "suong")


def approved_by(office: SigningOffice, login: str) -> Dossier:
    """A drawn paper whose text that person approved."""
    chairman, office.people["minh"] = office.people["minh"], office.people[login]
    approved = office.approved()
    office.people["minh"] = chairman
    return approved


def words(office: SigningOffice, file: FileRef | None) -> str:
    """The words of the paper's last page, from top to bottom, with those of its stamp."""
    assert file is not None
    pdf = pypdfium2.PdfDocument(office.desk.parts.shelf.read(file.sha256))
    if pdf.get_formtype():  # a stamp is the look of a form field
        pdf.init_forms()
        pdf[len(pdf) - 1].flatten()
    text: str = pdf[len(pdf) - 1].get_textpage().get_text_range()
    return text.replace("\r\n", "\n")


def signed_by(office: SigningOffice, login: str, dossier: str) -> Dossier | object:
    """What becomes of a signature in the token."""
    office.token.plug()
    opened = office.token.open(PIN)
    assert not isinstance(opened, TokenTrouble), opened
    session: TokenSession = opened
    try:
        return office.desk.results.sign(office.people[login], dossier, session)
    finally:
        session.close()


@pytest.mark.parametrize(
    ("signing", "title", "lines"),
    [
        (SigningFor.KT, "Phó Chủ tịch", "\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n"),
        (SigningFor.TL, "Văn thư", "TL. CHỦ TỊCH\nVĂN THƯ\n"),
        (SigningFor.TUQ, "Văn thư", "TUQ. CHỦ TỊCH\nVĂN THƯ\n"),
        (None, "Văn thư", "TUQ. CHỦ TỊCH\nVĂN THƯ\n"),
    ],
)
def test_the_paper_names_the_deputy_under_whom_he_signs_for(
    office: SigningOffice, signing: SigningFor | None, title: str, lines: str
) -> None:
    """NĐ 30/2020 art. 13: "KT." (on the committee's behalf), "TL.", "TUQ." over his own title, his name under it."""
    lend(office, signing, title)
    said = words(office, approved_by(office, "suong").result.draft)
    assert lines in said
    assert ("TM." in said) is (signing is SigningFor.KT)
    assert "Đặng Thị Sương" in said
    assert LEADER.name not in said


def test_a_deputy_with_a_leaders_right_of_his_own_signs_for_the_chairman_all_the_same(office: SigningOffice) -> None:
    """Nobody lent it, yet a deputy signs "KT.", on the paper and in the stamp (NĐ 30/2020 art. 13(1)-(2))."""
    lend(office, None, "Phó Chủ tịch", own=True)
    approved = approved_by(office, "suong")
    assert "\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n" in words(office, approved.result.draft)
    signed = signed_by(office, "suong", approved.id)
    assert isinstance(signed, Dossier), signed
    assert "KT. Chủ tịch, Phó Chủ tịch" in words(office, signed.result.file)


def test_the_chairmans_own_paper_stays_his(office: SigningOffice) -> None:
    """Lent or not: what he approved bears his name, and the deputy does not sign it."""
    lend(office, SigningFor.TUQ)
    approved = approved_by(office, "minh")
    said = words(office, approved.result.draft)
    assert "\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n" in said
    assert LEADER.name in said
    assert "TUQ." not in said
    assert signed_by(office, "suong", approved.id) is SigningFault.OTHER_NAME
    assert office.state(approved.id).stage is Stage.APPROVED


def test_the_deputys_signature_counts_and_its_stamp_says_for_whom(office: SigningOffice) -> None:
    """The signed paper is green, and the tray said before for whom it is signed."""
    lend(office, SigningFor.TUQ)
    approved = approved_by(office, "suong")
    desk = office.desk
    sight = Tray(desk.parts, desk.acting, desk.sessions, desk.results).look(office.people["suong"])
    assert sight.stands_for == StandsFor(SigningFor.TUQ, LEADER.title, LEADER.name, "12/GUQ", LAST)
    own = Tray(desk.parts, desk.acting, desk.sessions, desk.results).look(office.people["minh"])
    assert own.stands_for is None
    signed = signed_by(office, "suong", approved.id)
    assert isinstance(signed, Dossier), signed
    assert signed.stage is Stage.LEADER_SIGNED
    assert "TUQ. Chủ tịch, Văn thư" in words(office, signed.result.file)
    assert signed.result.signed_by == RECORDS.id


def test_what_an_absent_chairman_approved_is_not_signed_under_his_name(office: SigningOffice) -> None:
    """He rests from today: the deputy does not sign that paper; he sends it back and approves it himself."""
    approved = office.approved()
    lend(office, SigningFor.TUQ, away=True)
    assert signed_by(office, "suong", approved.id) is SigningFault.OTHER_NAME
    assert office.state(approved.id).stage is Stage.APPROVED
