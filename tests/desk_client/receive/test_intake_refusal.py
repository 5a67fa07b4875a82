"""Form 03 at the counter takes its reason from the table: chosen, said exactly, with its clause on paper."""

from PySide6.QtWidgets import QApplication

from desk_client.services.printing import PaperKind
from desk_client.store.day_reads import acts_of
from desk_client.views.receive.slips import RefusalDialog
from dossier.acts import RefuseIntake
from dossier.events import Stage
from tests.desk_client.receive.counter import CARD, Counter
from tests.printing.paper_reading import all_words


def test_a_refusal_is_a_row_of_the_table_with_its_clause_on_paper(counter: Counter) -> None:
    """The dialog stays until a reason is chosen and said exactly; the act keeps its code, form 03 says its clause."""
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("2.000815")
    counter.settle()
    counter.screen.open_refuse()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RefusalDialog)
    dialog.choose("give")
    assert dialog.part.row.error
    dialog.part.choice.choose("khong_thuoc_tham_quyen")
    assert "Điều 17 khoản 1 điểm b" in dialog.part.row._help.text()
    dialog.choose("give")
    assert dialog.isVisible()
    dialog.part.text.setPlainText("nộp tại Ủy ban nhân dân thành phố")
    dialog.choose("give")
    counter.settle()
    (state,) = counter.desk.parts.queries.by_stage((Stage.REFUSED,))
    words = "Việc này không thuộc thẩm quyền giải quyết của cơ quan: nộp tại Ủy ban nhân dân thành phố"
    assert state.reason == words
    (act,) = acts_of(counter.desk.parts.engine, state.id).values()
    assert isinstance(act.data, RefuseIntake)
    assert act.data.reason_code == "khong_thuoc_tham_quyen"
    paper = counter.model.printing.paper
    assert paper is not None
    assert paper.kind is PaperKind.REFUSAL
    said = all_words(paper.pdf)
    assert words in said
    assert "Điều 17 khoản 1 điểm b" in said
