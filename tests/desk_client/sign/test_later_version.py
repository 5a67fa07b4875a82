"""A version of a procedure that begins later has come to the desk: today is received, told and drawn as before."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from central_sync.protocol.bundle import bundle_version, encode_bundle
from desk_client.services.cases import Cases
from desk_client.services.forecasting import Forecasting
from desk_client.services.intake import IntakeForm
from desk_client.store.rulebook import keep
from dossier.fees import FeeRule
from dossier.procedures import Level
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES
from tests.fakes.rules import shipped_bundle
from tests.fakes.signing import SigningOffice

CODE = "1.004873"


def test_a_later_version_neither_stops_the_counter_nor_names_todays_papers(tmp_path: Path) -> None:
    """Fee, reception, the dossier's screen and the result go by the version of the intake's own day."""
    office, form = SigningOffice(tmp_path), IntakeForm(CODE, CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
    try:
        desk, fee = office.desk, office.desk.intake.fee(form)
        procedures = shipped_bundle().procedures
        shipped = next(one for one in procedures if one.code == CODE)
        ended = replace(shipped, valid_until=date(2029, 12, 31))
        later = replace(
            shipped, valid_from=date(2030, 1, 1), receivers=(Level.PROVINCE,), name="Mới", results=(), fee=FeeRule()
        )
        others = tuple(one for one in procedures if one.code != CODE)
        body = encode_bundle(replace(shipped_bundle(), procedures=(*others, ended, later)))
        desk.machine.writer.run(lambda connection: keep(connection, bundle_version(body), body))
        assert desk.parts.rules().version == bundle_version(body)
        assert desk.intake.fee(form) == fee
        approved = office.approved()
        case = Cases(desk.parts, desk.acting, Forecasting(desk.parts)).look(office.people["suong"], approved.id)
        assert case is not None
        assert case.procedure == ended
        issued = office.seal(office.sign(approved.id).id)
        assert issued.result.symbol == "1/UBND-XN", "the later version has no results: its papers are notices"
    finally:
        office.close()
