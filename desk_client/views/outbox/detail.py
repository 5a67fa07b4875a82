"""One task in full: what happened, that nothing is lost, both sides in two equal boxes, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services.outbox import OpenTask
from desk_client.viewmodels.dossier_words import task_words
from desk_client.views.kit.buttons import ButtonKind, GhostButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import ScrollBody, SideBox
from desk_client.views.kit.choices import TextArea
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.facts import empty_layout
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.outbox.words import kept_words, task_sides, task_title


class NoteDialog(Dialog):
    """Asks what was done about a task; an empty note is not taken."""

    def __init__(self, kit: Kit, parent: QWidget | None, title: str) -> None:
        super().__init__(kit, parent, kit.say("outbox.close_head"), title, width=520)
        self.field = TextArea(kit, lines=4)
        self._row = FieldRow(kit, kit.say("outbox.note"), self.field)
        self.add(self._row)
        self.add_cancel()
        self.add_act("done", kit.say("outbox.close"), ButtonKind.PRIMARY, key="Ctrl+Enter")
        self.field.setFocus()

    @property
    def note(self) -> str:
        """The words without spaces around them."""
        return self.field.toPlainText().strip()

    def ready(self, act_id: str) -> bool:
        """Stay open while there is no note."""
        if act_id == "done" and not self.note:
            self._row.set_error(self._kit.say("outbox.note_missing"))
            self.field.setFocus()
            return False
        return True


class TaskDetail(QWidget):
    """`open_asked` carries a dossier, `closing` the task and its note, `left` asks for the list."""

    open_asked = Signal(str)
    closing = Signal(str, str)
    left = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._task: OpenTask | None = None
        self.title = Label("", Role.H2, wrap=True)
        self._what = Label("", Role.SMALL, wrap=True)
        self._safe = Label("", Role.SMALL, wrap=True)
        self._sides = QHBoxLayout()
        self._kept = StatusText(kit, Tone.PLAIN, "", "file")
        self.back = GhostButton(kit, kit.say("outbox.to_list"), icon="arrow_left", small=True)
        self.open = SecondaryButton(kit, kit.say("outbox.open"), icon="open")
        self.again = SecondaryButton(kit, kit.say("outbox.again"), icon="undo")
        self.done = PrimaryButton(kit, kit.say("outbox.close_it"), key="Ctrl+Enter", icon="check")
        self._lay_out()
        self.back.clicked.connect(self.left)
        self.open.clicked.connect(self._open)
        self.again.clicked.connect(self._open)
        self.done.clicked.connect(self._close)

    def show_task(self, task: OpenTask) -> None:
        """Show this task."""
        kit, self._task = self._kit, task
        self.title.setText(task_title(kit, task))
        self._what.setText(task_words(kit.speaker, task.task))
        self._safe.setText(kit.say(f"outbox.safe.{task.task.origin}"))
        sides = task_sides(kit, task)
        empty_layout(self._sides)
        for head, lines in ((sides.here_head, sides.here), (sides.there_head, sides.there)):
            box = SideBox(kit, head)
            for line in lines:
                box.add_line(line)
            box.body.addStretch(1)
            box.setAccessibleName(f"{head}: {'. '.join(lines)}")
            self._sides.addWidget(box, 1)
        self._kept.set_state(Tone.PLAIN, kept_words(kit, task), "file")
        self.open.setVisible(task.state is not None and task.task.origin != "refused")
        self.again.setVisible(task.state is not None and task.task.origin == "refused")

    def set_alone(self, alone: bool) -> None:
        """Show the way back to the list where the list is not beside it."""
        self.back.setVisible(alone)

    def _lay_out(self) -> None:
        space = self._kit.look.scale.space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(16), space(12), space(16), space(12))
        scroll = ScrollBody(self._kit)
        for widget in (self.back, self.title, self._what, self._safe):
            scroll.add(widget)
        self._sides.setSpacing(space(12))
        scroll.column.addLayout(self._sides)
        scroll.add(self._kept)
        scroll.column.addStretch(1)
        column.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(space(8))
        row.addWidget(self.open)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)

    def _open(self) -> None:
        if self._task is not None:
            self.open_asked.emit(self._task.task.dossier)

    def _close(self) -> None:
        task = self._task
        if task is None:
            return
        dialog = NoteDialog(self._kit, self, self.title.text())
        if dialog.ask() == "done":
            self.closing.emit(task.task.id, dialog.note)
        dialog.deleteLater()
