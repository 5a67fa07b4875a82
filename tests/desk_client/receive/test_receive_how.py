"""At the counter: how the chosen procedure is carried out is one button away, where the catalogue tells it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desk_client.views.papers.instructions_dialog import InstructionsDialog
from desk_client.views.receive.procedure_part import ProcedurePart
from dossier.instructions import CaseSteps, FormNamed, Instructions
from tests.desk_client.receive.counter import Counter

CODE = "1.004873"
TOLD = Instructions(
    (CaseSteps("", ("Bước 1: Nộp hồ sơ", "Bước 2: Nhận kết quả")), CaseSteps("Nộp qua mạng", ("Bước 1: Đăng nhập",))),
    ("Từ đủ 18 tuổi",),
    (FormNamed("Mẫu 01", "Tờ khai", "https://moj.gov.vn/a.docx"),),
)


def test_how_it_is_done_is_shown_as_text(counter: Counter) -> None:
    """No button where nothing is told; steps by case, conditions and forms where something is, none of it a link."""
    part = counter.screen.findChild(ProcedurePart)
    assert isinstance(part, ProcedurePart)
    known = counter.model.holder.procedures
    known[CODE] = replace(known[CODE], instructions=TOLD)
    for code, told in (("1.000894", False), (CODE, True)):
        counter.model.choose_procedure(code)
        counter.settle()
        assert part.how.isVisible() is told
    part.how.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, InstructionsDialog)
    labels = dialog.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    seen = [label.text().replace("\u200b", "") for label in labels]
    order = ("Các bước thực hiện", "Bước 1: Nộp hồ sơ", "Bước 2: Nhận kết quả", "Nộp qua mạng", "Từ đủ 18 tuổi")
    assert [text for text in seen if text in order] == list(order)
    assert "Mẫu 01\nTờ khai\nhttps://moj.gov.vn/a.docx" in seen
    dialog.reject()
