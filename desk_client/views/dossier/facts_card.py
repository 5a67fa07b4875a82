"""The left column: tasks first, then who, what is asked for, money and result; long values wrap, all can be copied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.services.cases import Case
from desk_client.viewmodels.dossier_facts import fact_groups
from desk_client.viewmodels.dossier_words import task_words
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.cards import Card, Line, ScrollBody
from desk_client.views.kit.facts import FactsList
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

NAME_WIDTH = 112
_LONG_NAMES = frozenset({"values", "asked", "course"})
"""Groups whose names are whole questions or papers: they stand over their values."""


class StackedFacts(QWidget):
    """A quiet name with its value under it; both wrap."""

    def __init__(self, kit: Kit, facts: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for name, value in facts:
            words = Label(value, Role.SMALL, wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAccessibleName(f"{name}: {value}")
            column.addWidget(Label(name, Role.CAP, Tone.QUIET, wrap=True))
            column.addWidget(words)
            column.addSpacing(kit.look.scale.space(4))


class FactsCard(Card):
    """Shows the facts of one case; `column` takes what stands under them on a compact screen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._words = kit
        self._scroll = ScrollBody(kit)
        self._inside: list[QWidget] = []
        self.column = self._scroll.column
        self.column.addStretch(1)
        self.add(self._scroll, 1)

    def show_case(self, case: Case | None) -> None:
        """Show these facts in place of the old ones."""
        for part in self._inside:
            self.column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._inside = [] if case is None else [*self._warnings(case), *self._groups(case)]
        for place, part in enumerate(self._inside):
            self.column.insertWidget(place, part)

    def _warnings(self, case: Case) -> list[QWidget]:
        kit = self._words
        found: list[QWidget] = []
        head = kit.say("dossier.tasks")
        found += [InfoBar(kit, Tone.WARNING, task_words(kit.speaker, task), head=head) for task in case.tasks]
        if case.attention:
            found.append(InfoBar(kit, Tone.WARNING, kit.say("dossier.trouble"), icon="warning"))
        if case.pending:
            words = kit.say("dossier.unsent", count=case.pending)
            found.append(InfoBar(kit, Tone.WARNING, words, icon="offline"))
        return found

    def _groups(self, case: Case) -> list[QWidget]:
        kit = self._words
        parts: list[QWidget] = []
        for place, group in enumerate(fact_groups(kit.speaker, case)):
            if place:
                parts.append(Line(kit))
            parts.append(Label(kit.say(f"dossier.{group.title}"), Role.H3))
            if group.title in _LONG_NAMES:
                parts.append(StackedFacts(kit, group.facts))
            else:
                facts = FactsList(kit, NAME_WIDTH)
                facts.set_facts(group.facts)
                parts.append(facts)
        return parts
