"""The columns that tabs ask for: the same from a state that is saved and for a file of the version before."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import text

from desk_client.store.migrate import migrate
from desk_client.store.standing import COLUMNS as OF_OPEN_ONES
from desk_client.store.version import SCHEMA
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.identifiers import ActId, DossierId
from dossier.limits import Extension
from dossier.state import Course, Money, Opinion, Result
from dossier.values import PaperEntry, PaperForm
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office
from tests.desk_client.listing.test_rare_tabs import lying, moved
from tests.fakes.people import OFFICE, OFFICER, OTHER_OFFICE

COLUMNS = ("own_draft", *OF_OPEN_ONES)
_ROWS = text(f"SELECT id, {', '.join(COLUMNS)} FROM dossier ORDER BY n")
_WEEK_OLD = datetime(2019, 3, 7, 9, 30)


def _some_of_each(office: Office) -> None:
    begun = replace(base_state(office), custody=OFFICE)
    one = Opinion(ActId("q"), OFFICE, "?", date(2019, 3, 20), OFFICER.id, _WEEK_OLD)
    asked = Course(
        opinions=(
            one,
            replace(one, id=ActId("r"), office=OTHER_OFFICE, deadline=date(2019, 3, 18)),
            replace(one, id=ActId("s"), deadline=date(2019, 3, 11), answered_at=_WEEK_OLD),
        )
    )
    paper = PaperEntry(9, "", "Giấy xác nhận", PaperForm.ORIGINAL, 1)
    states = (
        replace(begun, stage=Stage.ASSIGNED, course=asked, money=Money(owed=8_000)),
        replace(begun, stage=Stage.RECEIVED, clock=replace(begun.clock, hand_over_by=_WEEK_OLD), papers=(paper,)),
        replace(begun, stage=Stage.RECEIVED, code="", papers=(paper,), money=Money(owed=8_000)),
        replace(begun, stage=Stage.ASSIGNED, papers=(replace(paper, shown_only=True),)),
        moved(begun, _WEEK_OLD),
        replace(begun, course=Course(extension=Extension(date(2019, 3, 12), date(2019, 3, 25)))),
        lying(begun, Stage.APPROVED, ActKind.APPROVE, _WEEK_OLD),
        lying(begun, Stage.SIGNED, ActKind.SIGN_ON_PAPER, _WEEK_OLD),
        replace(begun, stage=Stage.RETURNED, result=Result(proposed_by=OFFICER.id, signed_by=OFFICER.id)),
        lying(replace(begun, course=asked), Stage.RETURNED, ActKind.SIGN, _WEEK_OLD),
    )
    for number, state in enumerate(states):
        put(office, replace(state, id=DossierId(f"d{number}")))


def test_a_file_of_the_version_before_gets_them_from_its_states(office: Office) -> None:
    """Every open dossier has the columns that saving its state gives; a closed one has none."""
    _some_of_each(office)
    machine = office.past.desk.machine
    with machine.engine.connect() as connection:
        saved = connection.execute(_ROWS).all()
    for place in range(1, 1 + len(COLUMNS)):
        assert len({row[place] for row in saved}) > 1, COLUMNS[place - 1]
    with machine.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for index in ("dossier_open", "dossier_own_draft"):
            connection.execute(text(f"DROP INDEX {index}"))
        for column in COLUMNS:
            connection.execute(text(f"ALTER TABLE dossier DROP COLUMN {column}"))
        state = "json_extract(CAST(state AS TEXT), '$.assignee')"
        connection.execute(text(f"ALTER TABLE dossier ADD COLUMN assignee TEXT GENERATED ALWAYS AS ({state}) VIRTUAL"))
        connection.execute(text("CREATE INDEX dossier_assignee ON dossier(assignee, due, n) WHERE open = 1"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'r009'"))
        connection.execute(text("PRAGMA user_version = 9"))
    migrate(machine.engine, SCHEMA)
    with machine.engine.connect() as connection:
        assert connection.execute(_ROWS).all() == saved
        closed = connection.execute(text("SELECT assignee FROM dossier WHERE open = 0")).scalars()
        assert set(closed) == {""}
