"""The quick look: who, what, until when, the way so far and the next step of one dossier, 288 px wide."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desk_client.services.cases import Case
from desk_client.services.letter import day_text
from desk_client.viewmodels.dossier_facts import fee_words
from desk_client.viewmodels.dossier_way import Mark, short_way
from desk_client.viewmodels.dossier_words import code_tail, full_moment, standing_message
from desk_client.views.kit.cards import Card, Line, ScrollBody
from desk_client.views.kit.facts import FactsList, Step, StepList, StepState
from desk_client.views.kit.labels import Label, StatusPill, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.listing.rows import STANDING_LOOK

WIDTH = 288
STEP_STATES = {
    Mark.DONE: StepState.DONE,
    Mark.NOTED: StepState.WARNING,
    Mark.NOW: StepState.NOW,
    Mark.NEXT: StepState.NEXT,
    Mark.BESIDE: StepState.NOTE,
}


class QuickLook(Card):
    """Shows one case; empty words where none is chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._look_kit = kit
        self.setAccessibleName(kit.say("look.name"))
        self._none = Label(kit.say("look.none"), Role.SMALL, Tone.QUIET, wrap=True)
        self._scroll = ScrollBody(kit)
        self._code = Label("", Role.CODE)
        self._whole = Label("", Role.CAP, Tone.QUIET)
        self._name = Label("", Role.H2, wrap=True)
        self._procedure = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self._pill = StatusPill(kit, Tone.PLAIN, "")
        self._facts = FactsList(kit, 82)
        self._way = StepList(kit)
        self._papers = StatusText(kit, Tone.PLAIN, "", "file")
        self._build()
        kit.look.changed.connect(self._fit)
        self._fit()
        self.show_case(None, date.min)

    def _build(self) -> None:
        kit = self._look_kit
        parts: tuple[QWidget, ...] = (
            self._code,
            self._whole,
            self._name,
            self._procedure,
            self._pill,
            self._facts,
            Line(kit),
            Label(kit.say("look.way"), Role.H3),
            self._way,
            Line(kit),
            self._papers,
        )
        for part in parts:
            self._scroll.add(part)
        self._scroll.column.addStretch(1)
        self.add(self._none)
        self.add(self._scroll, 1)
        self.body.addStretch(0)

    def show_case(self, case: Case | None, today: date) -> None:
        """Show a dossier as it stands on this day."""
        self._none.setVisible(case is None)
        self._scroll.setVisible(case is not None)
        if case is None:
            return
        kit, state = self._look_kit, case.state
        self._code.setText(code_tail(state.code) or kit.say("list.no_code"))
        self._whole.setText(state.code)
        self._whole.setVisible(bool(state.code))
        self._name.setText(state.applicant.name)
        self._procedure.setText(state.procedure if case.procedure is None else case.procedure.short_name)
        tone, icon = STANDING_LOOK[case.standing]
        self._pill.set_state(tone, kit.speak(standing_message(case.standing, case.days)), icon)
        self._facts.set_facts(facts_of(kit, case))
        steps = short_way(kit.speaker, case, today)
        self._way.set_steps(tuple(Step(STEP_STATES[step.mark], step.text, step.second) for step in steps))
        pages = sum(paper.file.pages for paper in case.papers if paper.file is not None)
        self._papers.set_state(Tone.PLAIN, kit.say("look.papers", papers=len(state.papers), pages=pages), "file")
        self._scroll.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        self.setFixedWidth(self._look_kit.look.scale.full(WIDTH))


def facts_of(kit: Kit, case: Case) -> tuple[tuple[str, str], ...]:
    """Who handed the dossier in and how the result goes out, without what is empty."""
    who = case.state.applicant
    due = case.state.clock.due
    pairs = (
        ("look.due", "" if due is None else full_moment(kit.speaker, due)),
        ("look.id_number", who.id_number),
        ("look.born", day_text(who.born)),
        ("look.address", who.address),
        ("look.phone", who.phone),
        ("look.delivery", kit.say(f"channel.{case.state.delivery.way.value}")),
        ("look.fee", fee_words(kit.speaker, case.state)),
    )
    return tuple((kit.say(name), value) for name, value in pairs if value)
