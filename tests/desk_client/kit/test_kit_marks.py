"""Looks at drawn pixels: stacked Vietnamese marks are whole in every role and control, at every size."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.choices import CheckBox, Choice, TextField
from desk_client.views.kit.labels import Label, StatusPill
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import STEPS, Role, Scale
from desk_client.views.kit.tokens import Tone

WORD = "Ế Ộ Ẩ Ỗ gy"
CONTROLS: dict[str, Callable[[Kit], QWidget]] = {
    "button": lambda kit: PrimaryButton(kit, WORD, key="F9"),
    "pill": lambda kit: StatusPill(kit, Tone.DONE, WORD),
    "check": lambda kit: CheckBox(kit, WORD),
    "choice": lambda kit: Choice(kit, (("1", WORD),)),
    **{f"label {role.name}": lambda _kit, role=role: Label(WORD, role) for role in Role},  # type: ignore[misc]
}


BORDERED = frozenset({"button", "pill", "choice"})


def ink_rows(widget: QWidget, height: int, border: int = 0) -> int:
    """Give in how many rows of pixels the words are drawn, inside the border, in the middle of the widget."""
    widget.resize(widget.sizeHint().width(), height)
    QApplication.processEvents()
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    left, right = image.width() // 4, image.width() * 3 // 4
    rows = 0
    for y in range(border, image.height() - border):
        colours = {image.pixel(x, y) for x in range(left, right)}
        rows += len(colours) > 1
    return rows


@pytest.mark.parametrize("percent", STEPS)
@pytest.mark.parametrize("name", CONTROLS)
def test_marks_are_whole(qtbot: QtBot, kit: Kit, name: str, percent: int) -> None:
    """A control of its own height shows as many rows of ink as one that is 8 px taller."""
    kit.look.wear(scale=Scale(percent))
    own, taller = CONTROLS[name](kit), CONTROLS[name](kit)
    for widget in (own, taller):
        qtbot.addWidget(widget)
        widget.show()
    natural = own.sizeHint().height()
    if name.startswith("label"):
        assert natural >= own.fontMetrics().height() + 2
    border = 3 if name in BORDERED else 0
    tall = ink_rows(taller, natural + 8, border)
    assert tall > 5
    assert ink_rows(own, natural, border) == tall


def test_a_label_without_room_is_seen_as_cut(qtbot: QtBot, kit: Kit) -> None:
    """The measure itself: a label 8 px too low has fewer rows of ink."""
    own, taller = Label(WORD), Label(WORD)
    for widget in (own, taller):
        qtbot.addWidget(widget)
        widget.show()
    natural = own.sizeHint().height()
    assert ink_rows(own, natural - 8) < ink_rows(taller, natural + 8)


def test_a_field_has_room_for_marks(qtbot: QtBot, kit: Kit) -> None:
    """A text field is at least as high as its line and 6 px more."""
    field = TextField(kit)
    qtbot.addWidget(field)
    field.show()
    assert field.height() >= field.fontMetrics().height() + 6
