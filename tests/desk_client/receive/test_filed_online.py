"""A dossier filed on the portal at the counter: all of it stands in the screen, F9 gives the code, the secret stays."""

from dataclasses import replace

from PySide6.QtCore import Qt
from sqlalchemy import Connection

from desk_client.store import rows
from desk_client.viewmodels.receive_sheet import taken_up
from dossier.acts import Channel, FormValue, PaperEntry, PaperForm
from dossier.events import Stage
from dossier.state import Course, Delivery, Dossier
from tests.desk_client.receive.counter import Counter
from tests.desk_client.receive.test_receive_visit import received, test_missing_papers_are_asked_for_once_and_in_full
from tests.fakes.people import DRAFT

VALUES = (
    FormValue("ho_ten", "Lê Thị Bích Ngọc"),
    FormValue("so_dinh_danh", "060187004128"),
    FormValue("noi_cu_tru", "45 Thủ Khoa Huân"),
    FormValue("muc_dich", "vay_von"),
    FormValue("tinh_trang", "chua_ket_hon"),
    FormValue("cap_lai", "no"),
    FormValue("so_ban", "1"),
)


def filed(counter: Counter) -> Dossier:
    """A dossier of the portal as the centre would have sent it."""
    test_missing_papers_are_asked_for_once_and_in_full(counter)
    [asked] = received(counter)
    procedure = counter.desk.parts.rules().procedure(asked.procedure, asked.version_day)
    assert procedure is not None
    papers = tuple(
        PaperEntry(slot, row.code, row.name, PaperForm.ELECTRONIC, 1, row.present_only, DRAFT)
        for slot, row in enumerate(procedure.papers, 1)
    )
    state = replace(
        asked,
        stage=Stage.REGISTERED,
        asked=(),
        values=VALUES,
        papers=papers,
        delivery=Delivery(Channel.POST),
        secret_key="k" * 64,
        course=Course(request="TT-000123"),
    )

    def work(connection: Connection) -> None:
        rows.save(connection, rows.Held(state, state, 0), asked)

    counter.desk.machine.writer.run(work)
    return state


def test_it_stands_filled_in_and_f9_receives_it(counter: Counter) -> None:
    """Values, papers with their files, channel and way of return; the citizen's own secret is kept."""
    state = filed(counter)
    counter.model.take_up(state)
    counter.settle()
    sheet = counter.model.sheet
    assert (sheet.channel, sheet.delivery) == (Channel.ONLINE, Channel.POST)
    assert all(line.ticked and line.file == DRAFT for line in sheet.papers)
    counter.key(Qt.Key.Key_F9)
    counter.settle()
    [after] = received(counter)
    assert (after.id, after.stage, after.channel) == (state.id, Stage.RECEIVED, Channel.ONLINE)
    assert after.code
    assert (after.secret_key, after.delivery.way) == (state.secret_key, Channel.POST)
    assert counter.desk.intake.secret_of(after.id) == ""
    assert [(paper.form, paper.file) for paper in after.papers] == [(PaperForm.ELECTRONIC, DRAFT)] * len(after.papers)
    assert [value for value in after.values if value.field == "muc_dich"] == [FormValue("muc_dich", "vay_von")]


def test_what_was_only_sent_ahead_counts_by_the_counters_limit(counter: Counter) -> None:
    """A procedure without a limit for filing online would be received without any due date."""
    rules, state = counter.desk.parts.rules(), filed(counter)
    ahead = rules.procedure("1.005040", state.version_day)
    assert ahead is not None
    assert not ahead.takes(Channel.ONLINE)
    sheet = taken_up(replace(state, procedure=ahead.code), ahead)
    assert sheet.channel is Channel.DIRECT
    assert rules.due_of(ahead.code, sheet.channel, counter.desk.parts.clock.now()) is not None
