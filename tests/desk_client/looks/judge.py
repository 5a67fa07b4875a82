"""What must hold of any sight in any look: named, reachable, in order, uncut, without clashing letters, readable."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetrics, QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from desk_client.views.kit.buttons import Button, LinkButton, PrimaryButton
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.pages import PageView
from desk_client.views.shell.sidebar import NavButton
from tests.desk_client.kit.contrast import contrast, luminance

Finding = str
ROOM = (1366, 768)
"""A common counter screen; a dialog also needs its title bar."""
_USED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
_R = QAccessible.Role
_ROLES = frozenset(
    {
        _R.PushButton,
        _R.ButtonMenu,
        _R.ButtonDropDown,
        _R.Link,
        _R.CheckBox,
        _R.RadioButton,
        _R.EditableText,
        _R.ComboBox,
        _R.Table,
        _R.Tree,
        _R.List,
        _R.PageTabList,
        _R.ScrollBar,
        _R.Pane,
        _R.Graphic,
        _R.Grouping,
    }
)
"""Roles that tell a person with a screen reader what can be done."""
_VAGUE = frozenset({_R.NoRole, _R.Client, _R.Window, _R.Dialog, _R.StaticText})


def judge(root: QWidget) -> list[Finding]:
    """Everything that is wrong with a sight, in words; nothing for a good one."""
    checks: tuple[Callable[[QWidget], Iterator[Finding]], ...] = (
        nameless,
        twice_named,
        unreachable,
        out_of_order,
        cut_words,
        cut_beginnings,
        ragged_fields,
        strayed_focus,
        too_large,
        below_the_fold,
        clashing_letters,
        bare_ids,
        pale_words,
    )
    return [f"{check.__name__}: {found}" for check in checks for found in check(root)]


def seen(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """The widgets of a kind that can be seen; a dialog over a window is another sight.

    What was drawn once behind the login may call itself visible in a frame that is not.
    """
    for widget in root.findChildren(kind):
        if widget.isVisible() and widget.isVisibleTo(root) and widget.window() is root.window():
            yield widget


def _usable(root: QWidget) -> Iterator[QWidget]:
    """What a person can use by Tab or by pointer."""
    for widget in seen(root):
        if isinstance(widget, QHeaderView):  # the heads of columns are spoken with the cells and cannot be pressed
            continue
        if widget.isEnabled() and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, _USED)):
            yield widget


def _told(widget: QWidget) -> str:
    return f"{type(widget).__name__} «{QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)}»"


def _tree(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """An accessible and all under it; rows of tables are spoken by the model and not walked."""
    yield interface
    if interface.role() in {_R.Table, _R.List, _R.Tree}:
        return
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None and child.isValid():
            yield from _tree(child)


def nameless(root: QWidget) -> Iterator[Finding]:
    """In the accessibility tree each interactive widget has a name and a role that says what it is."""
    tree = QAccessible.queryAccessibleInterface(root)
    heard = {id(one.object()) for one in _tree(tree)}
    for widget in _usable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            yield f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        elif interface.role() in _VAGUE:
            yield f"{_told(widget)} is a {interface.role().name}"
        if id(widget) not in heard and not isinstance(widget.parent(), QComboBox | QAbstractItemView):
            yield f"{_told(widget)} is not in the tree"


def twice_named(root: QWidget) -> Iterator[Finding]:
    """Two buttons of a sight never sound the same: a listener could not tell them apart."""
    names = Counter(
        f"{widget.accessibleName() or widget.text()}" for widget in _usable(root) if isinstance(widget, QAbstractButton)
    )
    yield from (name for name, count in names.items() if count > 1)


def unreachable(root: QWidget) -> Iterator[Finding]:
    """Tab alone reaches all that can be used."""
    chain = _chain(root)
    for widget in _usable(root):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget not in chain:
            yield _told(widget)
        elif isinstance(widget, QAbstractButton) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            yield f"{_told(widget)} takes no focus"


def _chain(root: QWidget) -> list[QWidget]:
    """Everything that Tab reaches, in its order."""
    first = root.window()
    found, step = [], first.nextInFocusChain()
    while step is not None and step is not first:
        usable = step.isVisible() and step.isEnabled() and step.focusPolicy() & Qt.FocusPolicy.TabFocus
        if usable and step.focusProxy() is None and root.isAncestorOf(step):
            found.append(step)
        step = step.nextInFocusChain()
    return found


def out_of_order(root: QWidget) -> Iterator[Finding]:
    """Tab goes down and to the right among the things that stand in one group."""
    chain = _chain(root)
    for before, after in pairwise(chain):
        if before.parentWidget() is not after.parentWidget():
            continue
        one, other = _place(before, root), _place(after, root)
        above = other.bottom() <= one.top()
        same_line = other.top() < one.bottom() and one.top() < other.bottom()
        if above or (same_line and other.right() <= one.left()):
            yield f"{_told(before)} then {_told(after)}"


def _place(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def cut_words(root: QWidget) -> Iterator[Finding]:
    """Labels, buttons and fields have room for their words, and nothing is wider than the view that shows it."""
    yield from (f"{entry.entry.text} under its count" for entry in seen(root, NavButton) if not entry.words_fit())
    yield from _cut_labels(root)
    for button in seen(root, Button):
        needs = QFontMetrics(button._words_font()).horizontalAdvance(button.words)
        if button.width() < needs or button.height() < button.sizeHint().height():
            yield f"{button.words} {button.width()}x{button.height()}"
    for field in (*seen(root, QLineEdit), *seen(root, QComboBox)):
        if field.height() < field.fontMetrics().height() + 6:
            yield f"{_told(field)} {field.height()} high"
    for area in seen(root, QScrollArea):
        inside = area.widget()
        if not isinstance(area, PageView) and inside is not None and inside.width() > area.viewport().width():
            yield f"{type(area).__name__} {inside.width()} > {area.viewport().width()}"
    yield from _overlaps(root)


def _cut_labels(root: QWidget) -> Iterator[Finding]:
    for label in seen(root, QLabel):
        metrics = label.fontMetrics()
        needs = metrics.horizontalAdvance(label.text().replace("&", ""))
        short = not label.wordWrap() and not isinstance(label, ElidedLabel) and label.width() < needs
        low = label.height() < (label.heightForWidth(label.width()) if label.wordWrap() else metrics.height())
        if label.text() and (short or low):
            yield f"{label.text()[:60]} {label.width()}x{label.height()}"


def _overlaps(root: QWidget) -> Iterator[Finding]:
    """Things in use lie beside each other, never one on the other."""
    usable = tuple(_usable(root))
    used = [widget for widget in usable if not isinstance(widget, QAbstractScrollArea)]
    lists = [widget for widget in usable if isinstance(widget, QAbstractItemView)]
    shown = [(widget, _shown_part(widget, root)) for widget in (*used, *lists)]
    for place, (one, its) in enumerate(shown):
        for other, others in shown[place + 1 :]:
            family = one.isAncestorOf(other) or other.isAncestorOf(one)
            if not family and its.intersects(others):
                yield f"{_told(one)} over {_told(other)}"


def _shown_part(widget: QWidget, root: QWidget) -> QRect:
    """The part of a widget that is not scrolled away."""
    shown = _place(widget, root).adjusted(2, 2, -2, -2)
    step = widget.parentWidget()
    while step is not None and step is not root:
        shown = shown.intersected(_place(step, root))
        step = step.parentWidget()
    return shown


def cut_beginnings(root: QWidget) -> Iterator[Finding]:
    """A field in which nobody types shows the beginning of its text, not the end."""
    for field in seen(root, QLineEdit):
        long = field.fontMetrics().horizontalAdvance(field.text()) > field.width() - 24
        if long and not field.hasFocus() and field.cursorPosition() > 0:
            yield f"{_told(field)} shows the end of «{field.text()[:40]}»"


def ragged_fields(root: QWidget) -> Iterator[Finding]:
    """The fields of one form begin on one line: no long label pushes its own field to the right."""
    rows: dict[tuple[int, int], dict[int, str]] = {}
    for row in seen(root, FieldRow):
        if not row._above:
            edges = rows.setdefault((id(row.parentWidget()), row.x()), {})
            edges.setdefault(_place(row._fields, root).left(), row.label.text())
    for edges in rows.values():
        if len(edges) > 1:
            yield f"{edges}"


def strayed_focus(root: QWidget) -> Iterator[Finding]:
    """The keyboard is where the work is: not on the side bar, not on a ground that only holds other things."""
    target = root.window().focusWidget()
    if target is None or not root.isAncestorOf(target):
        return
    if isinstance(target, NavButton):
        yield f"{_told(target)} of the side bar"
    elif type(target).__module__.endswith(".screen"):
        yield f"{type(target).__name__} as a whole"


def too_large(root: QWidget) -> Iterator[Finding]:
    """A dialog fits over the window with its title bar; the window keeps its size."""
    width, height = ROOM
    if isinstance(root, QDialog):
        height -= 40
    if root.width() > width or root.height() > height:
        yield f"{root.width()}x{root.height()}"


def below_the_fold(root: QWidget) -> Iterator[Finding]:
    """What is done next is in view whole, not scrolled away; only at the largest type may the screen scroll."""
    for button in seen(root, PrimaryButton):
        if not button._kit.look.scale.stacked and _shown_part(button, root) != _place(button, root).adjusted(
            2, 2, -2, -2
        ):
            yield _told(button)


def clashing_letters(root: QWidget) -> Iterator[Finding]:
    """No letter stands for two things at once."""
    letters: Counter[str] = Counter()
    for widget in seen(root):
        if (isinstance(widget, QLabel) and widget.buddy() is not None) or (
            isinstance(widget, QAbstractButton) and not isinstance(widget, LinkButton)
        ):
            letters[QKeySequence.mnemonic(widget.text()).toString()] += 1
    yield from (letter for letter, count in letters.items() if letter and count > 1)


def bare_ids(root: QWidget) -> Iterator[Finding]:
    """No message id is shown in place of words."""
    texts = [label.text() for label in seen(root, QLabel)]
    texts += [button.text() for button in seen(root, QAbstractButton)]
    yield from (text for text in texts if "⟦" in text or re.search(r"\{\w+\}", text))


def pale_words(root: QWidget) -> Iterator[Finding]:
    """The words of every label stand out from their ground by 4.5 at least, as drawn."""
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ring = root.findChild(QWidget, "focus-ring")
    covered = QRect() if ring is None or not ring.isVisible() else ring.geometry()
    for label in seen(root, QLabel):
        place = _shown_part(label, root)
        whole = place == _place(label, root).adjusted(2, 2, -2, -2)
        if label.text().strip() and label.isEnabled() and whole and not covered.intersects(place):
            ratio = _contrast_in(picture, place)
            if ratio < 4.5:
                yield f"{label.text()[:40]} {ratio:.1f}"


def _contrast_in(picture: QImage, place: QRect) -> float:
    """The contrast of the commonest colour of a place with the one that differs most from it."""
    part = picture.copy(place)
    counted: Counter[int] = Counter()
    for pixel, count in Counter(memoryview(part.constBits()).cast("I").tolist()).items():
        counted[pixel & 0xFFFFFF] += count
    ground = f"#{counted.most_common(1)[0][0]:06X}"
    # the farther from the ground's lightness, the greater the contrast: only the darkest or the lightest can be it
    ends = min(counted, key=_lightness), max(counted, key=_lightness)
    return max(contrast(ground, f"#{colour:06X}") for colour in ends)


@cache
def _lightness(colour: int) -> float:
    """The luminance of a colour as a picture holds it; the same ones come back in every sight."""
    return luminance(f"#{colour:06X}")
