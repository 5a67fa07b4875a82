"""How the screen stands in English, and with every procedure of the catalogue."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desk_client.views.kit.choices import Choice
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import CARD, Counter, drawn_paper, make_counter, make_kit


def halfway(counter: Counter, feeder: SimulatedFeeder) -> None:
    """The middle of an intake: a card, a form with one mistake, two scanned pages."""
    feeder.put("1.jpg", drawn_paper("QUYẾT ĐỊNH"))
    feeder.put("2.jpg", drawn_paper("TRANG HAI"))
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("1.004873")
    for field, value in (
        ("muc_dich", "ket_hon"),
        ("ket_hon_voi", "Trần Quốc Hưởng"),
        ("tinh_trang", "da_ly_hon"),
        ("so_ly_hon", "118/2017"),
    ):
        counter.model.type_field(field, value)
    counter.model.papers.choose("LH")
    counter.model.papers.scan()
    counter.settle()
    counter.screen.go_to("field.so_ly_hon")
    counter.model.leave("field.so_ly_hon")
    counter.settle()


def test_the_screen_in_english_has_names_and_no_letter_twice(qtbot: QtBot, tmp_path: Path) -> None:
    """In English too a screen reader hears each control, and Alt and a letter go to one field only."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    counter, feeder = make_counter(qtbot, make_kit(app, "en"), tmp_path)
    try:
        halfway(counter, feeder)
        parts = (counter.screen, counter.screen.foot)
        controls = [c for part in parts for kind in (QLineEdit, QPushButton, Choice) for c in part.findChildren(kind)]
        assert [control for control in controls if control.isVisible() and not control.accessibleName()] == []
        labels = [label for label in counter.screen.findChildren(QLabel) if label.buddy() is not None]
        words = [label.text() for label in labels if label.isVisible() and "&" in label.text()]
        letters = [text[text.index("&") + 1].lower() for text in words]
        assert sorted(letters) == sorted(set(letters))
        assert len(letters) > 8
        assert not [label for label in counter.screen.findChildren(QLabel) if "⟦" in label.text()]
    finally:
        counter.close()


def test_all_procedures_can_be_drawn(counter: Counter) -> None:
    """Every form of the catalogue makes its fields, each with a name, and says its gaps in words."""
    for code, procedure in counter.model.holder.procedures.items():
        counter.model.choose_procedure(code)
        counter.settle()
        form = procedure.form
        wanted = 0 if form is None or procedure.received_at else len(form.fields)
        assert len(counter.screen.form.rows) == wanted, code
        assert all(field.accessibleName() for field in counter.screen.form.inputs.values()), code
        for gap in counter.model.gaps():
            assert "⟦" not in counter.kit.speak(gap.message), gap
