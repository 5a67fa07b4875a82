"""Asks by what the list is narrowed; with a name the filter is kept for the person who sits here."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desk_client.services.filters import BASES, DueWindow, ListFilter
from desk_client.store.tabs import Tab
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import CheckBox, Choice, TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from dossier.events import Stage

USE, DROP = "use", "drop"


class FilterDialog(Dialog):
    """One field for each thing that narrows; `filter` is what was chosen."""

    def __init__(
        self, kit: Kit, parent: QWidget | None, start: ListFilter, procedures: tuple[tuple[str, str], ...]
    ) -> None:
        say = kit.say
        super().__init__(kit, parent, say("filter.title"), start.name, width=560)
        self._start = start
        self.tab = Choice(kit, tuple((tab.value, say(f"list.tab.{tab.value}")) for tab in BASES))
        self.tab.choose(start.tab.value if start.tab in BASES else Tab.OPEN.value)
        self.procedure = Choice(kit, (("", say("filter.any_procedure")), *procedures))
        self.procedure.choose(start.procedure)
        stages = tuple((stage.value, say(f"stage.{stage.value}")) for stage in Stage)
        self.stage = Choice(kit, (("", say("filter.any_stage")), *stages))
        self.stage.choose(start.stage)
        self.due = Choice(kit, tuple((due.value, say(f"filter.due.{due.value}")) for due in DueWindow))
        self.due.choose(start.due.value)
        self.own = CheckBox(kit, say("filter.own"))
        self.own.setChecked(start.own)
        self.name = TextField(kit)
        self.name.setText(start.name)
        for name, field in (
            ("tab", self.tab),
            ("procedure", self.procedure),
            ("stage", self.stage),
            ("due", self.due),
        ):
            self.add(FieldRow(kit, say(f"filter.field.{name}"), field))
        self.add(self.own)
        self.add(FieldRow(kit, say("filter.field.name"), self.name, help_text=say("filter.name_help")))
        self.add_cancel()
        if start.id:
            self.add_act(DROP, say("filter.drop"), ButtonKind.DANGER)
        self.add_act(USE, say("filter.use"), ButtonKind.PRIMARY, key="Enter").set_icon("filter")
        self.tab.setFocus()

    def filter(self) -> ListFilter:
        """What was chosen; a filter whose name was taken away is a new one that is not kept."""
        name = self.name.text().strip()
        return replace(
            self._start,
            name=name,
            tab=Tab(self.tab.chosen_id()),
            procedure=self.procedure.chosen_id(),
            stage=self.stage.chosen_id(),
            due=DueWindow(self.due.chosen_id()),
            own=self.own.isChecked(),
            id=self._start.id if name or not self._start.id else "",
        )
