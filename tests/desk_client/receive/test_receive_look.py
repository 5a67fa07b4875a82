"""How the screen stands: nothing cut, every control named, no letter twice, in all looks and sizes, both languages."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.choices import Choice, TextField
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
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


def cut(screen: QWidget) -> list[str]:
    """Labels and buttons that are narrower than their words, and scroll bodies wider than their view."""
    found = []
    for label in screen.findChildren(QLabel):
        words = label.text().replace("&", "")
        whole = label.fontMetrics().horizontalAdvance(words)
        if label.isVisible() and words and not label.wordWrap() and label.width() + 1 < whole and "…" not in words:
            found.append(f"label {words}")
    narrow = (b for b in screen.findChildren(QPushButton) if b.isVisible() and b.width() + 1 < b.sizeHint().width())
    found.extend(f"button {button.accessibleName()}" for button in narrow)
    for field in screen.findChildren(TextField):
        fixed = field.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
        whole = field.fontMetrics().horizontalAdvance(field.text()) + field.fontMetrics().averageCharWidth()
        if field.isVisible() and fixed and whole > field.width() - 2 * field.parentWidget().layout().spacing():
            found.append(f"field {field.text()}")
    for area in screen.findChildren(QScrollArea):
        inside = area.widget()
        upright = area.horizontalScrollBarPolicy().name == "ScrollBarAlwaysOff"
        if area.isVisible() and upright and inside.width() > area.viewport().width() + 1:
            found.append(f"body {inside.width()} in {area.viewport().width()}")
    return found


@pytest.mark.parametrize("palette", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
@pytest.mark.parametrize("percent", [100, 150])
def test_nothing_is_cut(
    counter: Counter, feeder: SimulatedFeeder, tmp_path: Path, palette: Palette, percent: int
) -> None:
    """At 1366x768 every word has its room; the picture is kept beside the test's files."""
    halfway(counter, feeder)
    counter.kit.look.wear(palette, Scale(percent))
    counter.window.resize(1366, 768)
    QApplication.processEvents()
    counter.settle()
    QApplication.processEvents()
    counter.window.grab().save(str(tmp_path / f"receive_{palette.name.value}_{percent}.png"))
    assert cut(counter.screen) == []
    assert counter.window.width() == 1366
    assert counter.window.height() == 768


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_control_has_a_name_and_no_letter_stands_twice(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    """A screen reader hears each control; Alt and a letter go to one field only."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    counter, feeder = make_counter(qtbot, make_kit(app, language), tmp_path)
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
