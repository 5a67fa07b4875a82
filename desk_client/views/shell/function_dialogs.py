"""Shows the keys that work now (F1) and finds what can be done by its name (Ctrl+K); loaded when first asked for."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QListView, QWidget

from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.flow import Columns
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import RAIL_FROM, Role
from desk_client.views.kit.search import Option, OptionModel, OptionPainter, matching
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell.functions import Function, KeyGroup

REPORT = "report"


class KeyHelp(Dialog):
    """Shows the keys of this screen beside those of every screen; the arrows scroll where there is not room for all."""

    def __init__(self, kit: Kit, parent: QWidget | None, groups: tuple[KeyGroup, ...]) -> None:
        super().__init__(kit, parent, kit.say("shell.help.title"), width=880)
        columns = tuple((self._column(group), 1) for group in groups if group.lines)
        self.add(Columns(kit, columns, stack_from=RAIL_FROM))
        self.add_act(REPORT, kit.say("shell.key.report"))
        self.add_act("close", kit.say("kit.close"), ButtonKind.PRIMARY, key="Esc").setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll by Up, Down, PgUp and PgDn."""
        if not self.scroll_by_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _column(self, group: KeyGroup) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._kit.look.scale.space(16))
        grid.setVerticalSpacing(self._kit.look.scale.space(3))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(group.head, Role.H3), 0, 0, 1, 2)
        for line, (key, words) in enumerate(group.lines, 1):
            grid.addWidget(Label(key, Role.SMALL_BOLD), line, 0)
            grid.addWidget(Label(words, Role.SMALL, wrap=True), line, 1)
        grid.setRowStretch(len(group.lines) + 1, 1)
        return table


class FinderField(TextField):
    """The field of the finder: Up and Down move the list under it."""

    def __init__(self, kit: Kit, listing: QListView) -> None:
        super().__init__(kit, hint=kit.say("shell.finder.hint"), name=kit.say("shell.finder.title"))
        self._list = listing

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move the choice, leave the rest to the field."""
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        model = self._list.model()
        if by and model.rowCount():
            row = (self._list.currentIndex().row() + by) % model.rowCount()
            self._list.setCurrentIndex(model.index(row, 0))
        elif not by:
            super().keyPressEvent(event)


class FunctionFinder(Dialog):
    """Finds a function by typing its name without marks; Enter runs it after the window has closed."""

    def __init__(self, kit: Kit, parent: QWidget | None, functions: tuple[Function, ...]) -> None:
        super().__init__(kit, parent, kit.say("shell.finder.title"), width=520)
        self._functions = functions
        self._options = tuple(Option(str(n), entry.text, entry.key) for n, entry in enumerate(functions))
        self._list = QListView()
        self._list.setProperty("kind", "popup")
        self._list.setAccessibleName(kit.say("shell.finder.title"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMinimumHeight(kit.look.scale.space(320))
        self.field = FinderField(kit, self._list)
        self._found = OptionModel(self)
        self._list.setModel(self._found)
        self._list.setItemDelegate(OptionPainter(kit, self._found, self._list))
        self._nothing = Label(kit.say("shell.finder.none"), Role.SMALL, Tone.QUIET)
        self.field.textEdited.connect(self._filter)
        self.field.returnPressed.connect(lambda: self.choose("run"))
        self._list.clicked.connect(lambda _index: self.choose("run"))
        self.add(self.field)
        self.add(self._list, 1)
        self.add(self._nothing)
        self._filter("")
        self.field.setFocus()

    def _filter(self, typed: str) -> None:
        self._found.set_options(matching(self._options, typed, self._kit.fold))
        any_found = self._found.rowCount() > 0
        self._nothing.setVisible(not any_found)
        self._list.setCurrentIndex(self._found.index(0, 0) if any_found else QModelIndex())

    def ready(self, act_id: str) -> bool:
        """Stay open while nothing matches."""
        return act_id != "run" or self._list.currentIndex().isValid()

    def function(self) -> Function | None:
        """Give the chosen function."""
        index = self._list.currentIndex()
        return self._functions[int(self._found.option(index.row()).id)] if index.isValid() else None


def find_and_run(kit: Kit, parent: QWidget, functions: tuple[Function, ...]) -> None:
    """Ask for a function and run it."""
    finder = FunctionFinder(kit, parent, functions)
    function = finder.function() if finder.ask() == "run" else None
    finder.deleteLater()
    if function is not None:
        function.run()
