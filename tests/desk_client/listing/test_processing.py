"""Use cases of processing: many as one control slip, all or none; what a person may name; drawn when approved."""

from central_sync.protocol.codec import decode_act
from desk_client.services.processing import GroupRefusal, Handed
from desk_client.services.signing_pens import Numbered
from desk_client.store.tabs import Tab
from dossier.acts import Act, ActKind, Amend
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICER


def outbox(office: Office) -> list[Act]:
    """Every act of the desk, in order."""
    acts = (decode_act(stored.line) for stored in office.past.desk.machine.journal.outbox(0, 500))
    return [act for act in acts if isinstance(act, Act)]


def in_stage(office: Office, stage: Stage) -> list[str]:
    """Ids of the dossiers of the office in a stage, by due date."""
    lines = office.listing.page(office.past.crew["loc"], Tab.OPEN, None, 500).lines
    return [line.row.id for line in lines if line.row.stage is stage]


def test_several_dossiers_are_handed_over_as_one_control_slip(office: Office) -> None:
    """The acts share one group; each dossier is with the receiving unit."""
    ids = in_stage(office, Stage.RECEIVED)
    assert len(ids) >= 3
    before = len(outbox(office))
    done = office.processing.hand_over(office.past.crew["hoa"], ids)
    assert isinstance(done, Handed), done
    assert {state.stage for state in done.states} == {Stage.HANDED_OVER}
    acts = outbox(office)[before:]
    assert [act.kind for act in acts] == [ActKind.HAND_OVER] * len(ids)
    assert len({act.group for act in acts}) == 1
    assert acts[0].group
    assert done.receivers == ()


def test_one_dossier_that_does_not_fit_leaves_all_untouched(office: Office) -> None:
    """The refusal names the dossier; no act was written."""
    fitting, other = in_stage(office, Stage.RECEIVED)[0], in_stage(office, Stage.ASSIGNED)[0]
    before = len(outbox(office))
    refused = office.processing.hand_over(office.past.crew["hoa"], [fitting, other])
    assert isinstance(refused, GroupRefusal)
    state = office.past.desk.parts.queries.dossier(other)
    assert state is not None
    assert (refused.code, refused.refusal.code) == (state.code, RefusalCode.WRONG_STAGE)
    assert len(outbox(office)) == before
    assert in_stage(office, Stage.RECEIVED)[0] == fitting


def test_only_what_the_table_allows_fits(office: Office) -> None:
    """Of a mixed selection the clerk may hand over the received ones, the officer accept the handed over ones."""
    received, handed = in_stage(office, Stage.RECEIVED), in_stage(office, Stage.HANDED_OVER)
    mixed = [*received, *handed, *in_stage(office, Stage.LEADER_SIGNED)]
    clerk, officer = office.past.crew["hoa"], office.past.crew["loc"]
    assert office.processing.fitting(clerk, ActKind.HAND_OVER, mixed) == tuple(received)
    assert office.processing.fitting(officer, ActKind.ACCEPT, mixed) == tuple(handed)
    assert office.processing.fitting(officer, ActKind.HAND_OVER, mixed) == ()


def test_an_officer_may_name_himself_and_a_leader_any_officer(office: Office) -> None:
    """Who may be assigned depends on who assigns."""
    assert [person.id for person in office.processing.assignable(office.past.crew["loc"])] == [OFFICER.id]
    assert [person.id for person in office.processing.assignable(office.past.crew["minh"])] == [OFFICER.id]
    assert [p.id for p in office.processing.assignable(office.past.crew["hoa"])] == [office.past.crew["hoa"].person.id]


def test_the_number_that_is_shown_is_the_number_that_is_given(office: Office) -> None:
    """Telling it writes no act; who asks again or numbers later gets the same one, another dossier the next."""
    first, other = in_stage(office, Stage.LEADER_SIGNED)[:2]
    results, before = office.past.desk.results, len(outbox(office))
    shown = results.number_for(first)
    assert isinstance(shown, Numbered)
    assert len(outbox(office)) == before
    later = results.number_for(other)
    assert isinstance(later, Numbered)
    assert (later.number, results.number_for(first)) == (shown.number + 1, shown)
    for dossier, number in ((other, later), (first, shown)):
        numbered = results.number_on_paper(office.past.crew["suong"], dossier, office.past.scanned("Đã đóng dấu"))
        assert isinstance(numbered, Dossier)
        assert (numbered.result.symbol, numbered.result.day) == (number.symbol, number.day)


def test_a_draft_has_room_for_its_number_and_date_and_neither_of_them(office: Office) -> None:
    """ "Số: " stands there without a number, under the name of the office; the four fields are laid."""
    import io

    import pikepdf
    import pypdfium2  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

    state = office.past.desk.parts.queries.dossier(in_stage(office, Stage.APPROVED)[0])
    assert state is not None
    assert state.result.draft is not None
    pdf = office.past.desk.parts.shelf.read(state.result.draft.sha256)
    document = pypdfium2.PdfDocument(pdf)
    words = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert words.count("Số: ") == 1
    assert "UBND-XN" not in words
    assert "Phú Thủy, " in words
    assert " tháng 3 năm 2019" not in words.partition("XÁC NHẬN:")[0]
    assert words.count("PHƯỜNG PHÚ THỦY") == 1
    with pikepdf.open(io.BytesIO(pdf)) as laid:
        names = sorted(str(field["/T"]) for field in laid.Root.AcroForm.Fields)
    assert names == ["chu_ky_co_quan", "chu_ky_lanh_dao", "ngay_van_ban", "so_van_ban"]


def test_a_contact_is_corrected_only_against_what_was_shown(office: Office) -> None:
    """Somebody else's correction in between is a conflict that says what is there now."""
    clerk, dossier = office.past.crew["hoa"], in_stage(office, Stage.RECEIVED)[0]
    shown = office.past.desk.parts.queries.dossier(dossier)
    assert shown is not None
    first = office.processing.amend(clerk, dossier, Amend("phone", shown.applicant.phone, "0918 111 222"))
    assert isinstance(first, Dossier)
    assert first.applicant.phone == "0918 111 222"
    late = office.processing.amend(clerk, dossier, Amend("phone", shown.applicant.phone, "0909000000"))
    assert isinstance(late, Refusal)
    assert late.code is RefusalCode.FIELD_CONFLICT
    assert ("there", "0918 111 222") in late.params


def test_an_empty_note_is_no_note(office: Office) -> None:
    """Nothing is written."""
    clerk, dossier = office.past.crew["hoa"], in_stage(office, Stage.RECEIVED)[0]
    assert isinstance(office.processing.note(clerk, dossier, "  "), Refusal)
    assert isinstance(office.processing.note(clerk, dossier, "Người nộp hẹn bổ sung ảnh"), Dossier)
