"""Writes the one stylesheet of the program; selects by dynamic property, never by bare QWidget."""

from string import Template

from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.tokens import Palette, Tone

_GROUNDS = Template("""
QWidget[kind="canvas"], QMainWindow, QDialog { background: $canvas; }
QWidget[kind="surface"] { background: $surface; }
QFrame[kind="card"] { background: $surface; border: ${edge}px solid $card_line; border-radius: 6px; }
QFrame[kind="header"] { background: $surface; border: 0; border-bottom: ${edge}px solid $line; }
QFrame[kind="tabs"] { background: $surface; border: 0; border-bottom: ${edge}px solid $line; }
QFrame[kind="foot"] { background: $surface; border: 0; border-top: ${edge}px solid $line; }
QFrame[kind="status"] { background: $sunken; border: 0; border-top: ${edge}px solid $line; }
QFrame[kind="nav"] { background: $nav; border: 0; }
QFrame[kind="line"] { background: $line; border: 0; }
QFrame[kind="navline"] { background: $nav_line; border: 0; }
QFrame[kind="side"] { background: $sunken; border: ${edge}px solid $line; border-radius: 4px; }
QFrame[kind="sunken"] { background: $sunken; border: 0; }
QFrame[kind="undo"] { background: $ink; border: 0; border-radius: 6px; }
QFrame[kind="undo"] QLabel { color: $surface; }
QFrame[kind="dialog"] { background: $surface; border: 0; }
QScrollArea[kind="body"], QScrollArea[kind="body"] > QWidget > QWidget[kind="scrolled"] {
  background: transparent; border: 0; }
QLabel { background: transparent; }
QToolTip { background: $ink; color: $surface; border: 0; padding: 4px; font-size: ${small}px; }
""")
_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QComboBox {
  background: $surface; color: $ink; border: ${edge}px solid $border; border-radius: 4px;
  padding: 0 ${pad}px; min-height: ${field}px; font-size: ${body}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit { padding: 4px 6px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $ink2; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: ${edge}px solid $focus; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] { border: ${edge2}px solid $red; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
  background: $disabled_fill; color: $disabled_ink; border-color: $line; border-style: $off_edge; }
QLineEdit:read-only { background: $sunken; }
QLineEdit[kind="header"] { padding-left: ${search}px; min-height: ${header_field}px; }
QLineEdit[kind="choice"] { padding-right: ${arrow}px; }
QComboBox::drop-down { border: 0; width: ${arrow}px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QComboBox QAbstractItemView, QListView[kind="popup"] {
  background: $surface; color: $ink; border: ${edge}px solid $border; outline: 0; font-size: ${body}px;
  selection-background-color: $accent_soft; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: ${item}px; padding: 0 6px; }
QCheckBox, QRadioButton { color: $ink; spacing: ${gap}px; font-size: ${body}px; background: transparent;
  padding: 3px 0; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled_ink; }
QCheckBox::indicator, QRadioButton::indicator { width: ${mark}px; height: ${mark}px; border: 0; image: none;
  background: transparent; }
""")
_LISTS = Template("""
QTableView, QListView { background: $surface; color: $ink; border: 0; outline: 0; font-size: ${small}px;
  selection-background-color: $accent_soft; selection-color: $ink; }
QHeaderView { background: $sunken; border: 0; }
QHeaderView::section { background: $sunken; color: $ink2; border: 0; border-bottom: ${edge}px solid $line;
  padding: 0 ${cell}px; font-size: ${cap}px; font-weight: 700; }
QTableView QTableCornerButton::section { background: $sunken; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 3px 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px 3px; }
QScrollBar::handle:vertical { background: $border; border-radius: 3px; min-height: 28px; }
QScrollBar::handle:horizontal { background: $border; border-radius: 3px; min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $surface; color: $ink; border: ${edge}px solid $border; padding: 4px; font-size: ${small}px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::item:disabled { color: $disabled_ink; }
QMenu::separator { height: 1px; background: $line; margin: 4px; }
""")


def stylesheet(palette: Palette, scale: Scale) -> str:
    """Give the whole stylesheet."""
    words = _words(palette, scale)
    return "".join(
        [
            _roles(palette, scale),
            _tones(palette),
            *(part.substitute(words) for part in (_GROUNDS, _FIELDS, _LISTS)),
        ]
    )


def _words(palette: Palette, scale: Scale) -> dict[str, str]:
    """Give every colour and length that the templates name."""
    colours = {name: str(getattr(palette, name)) for name in palette.__dataclass_fields__}
    lengths = {
        "edge2": 2 if palette.edge == 1 else 3,
        "pad": scale.space(9),
        "field": scale.full(33) - 2 * palette.edge,
        "header_field": scale.full(33) - 2 * palette.edge,
        "search": scale.full(34),
        "arrow": scale.full(28),
        "item": scale.full(30),
        "gap": scale.space(8),
        "mark": scale.full(18),
        "cell": scale.space(12),
        "body": scale.type_px(Role.BODY),
        "small": scale.type_px(Role.SMALL),
        "cap": scale.type_px(Role.CAP),
    }
    edge_of_card = palette.line if palette.edge == 1 else palette.border
    words = {"card_line": edge_of_card, "off_edge": "solid" if palette.edge == 1 else "dashed"}
    return colours | {name: str(value) for name, value in lengths.items()} | words


def _roles(palette: Palette, scale: Scale) -> str:
    """Set size, weight and colour of labels by their role."""
    soft = {Role.SMALL: palette.ink, Role.CAP: palette.ink2, Role.CAP_BOLD: palette.ink2, Role.KEY: palette.ink2}
    rules = [
        f'QLabel[role="{role.name.lower()}"] {{ font-size: {scale.type_px(role)}px;'
        f" font-weight: {700 if role.bold else 400}; color: {soft.get(role, palette.ink)}; }}\n"
        for role in Role
    ]
    return "".join(rules)


def _tones(palette: Palette) -> str:
    """Set the colour of labels and the ground of boxes by their tone."""
    rules = []
    for tone in Tone:
        rules.append(f'QLabel[tone="{tone.value}"] {{ color: {palette.tone_ink(tone)}; }}\n')
        rules.append(
            f'QFrame[box="{tone.value}"] {{ background: {palette.tone_soft(tone)};'
            f" border: {palette.edge}px solid {palette.tone_edge(tone)}; border-radius: 4px; }}\n"
        )
    rules.append(f'QLabel[tone="nav"] {{ color: {palette.nav_ink}; }}\n')
    rules.append(f'QLabel[tone="nav2"] {{ color: {palette.nav_ink2}; }}\n')
    return "".join(rules)
