"""Says how a due date or a fee was counted: line by line, each with the article it rests on."""

from PySide6.QtWidgets import QWidget

from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.cards import Line
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.facts import Step, StepList, StepState
from desk_client.views.kit.outfit import Kit
from dossier.fees import FeeDue
from dossier.limits import Due, Explanation
from dossier.text import format_money

_HAND_OVER = "due.hand_over"
_STATES = {
    "due.day_zero": StepState.DONE,
    "due.hour_zero": StepState.DONE,
    "due.accepted": StepState.DONE,
    "due.rolled": StepState.PAUSED,
    "due.due": StepState.DUE,
    "due.due_minute": StepState.DUE,
    "due.holidays_unknown": StepState.WARNING,
    _HAND_OVER: StepState.NOTE,
}


def due_reckoning(kit: Kit, parent: QWidget, due: Due) -> Dialog:
    """The window of a due date; the hand-over deadline stands apart, since it moves no due date."""
    dialog = Dialog(kit, parent, kit.say("receive.reckon.due"), width=460)
    apart = tuple(step for step in due.steps if step.message.id == _HAND_OVER)
    dialog.add(_steps(kit, tuple(step for step in due.steps if step not in apart)))
    if apart:
        dialog.add(Line(kit))
        dialog.add(_steps(kit, apart))
    return _closed(kit, dialog)


def fee_reckoning(kit: Kit, parent: QWidget, fee: FeeDue) -> Dialog:
    """The window of a fee."""
    dialog = Dialog(kit, parent, kit.say("receive.reckon.fee"), width=460)
    steps = StepList(kit)
    lines = [Step(StepState.TICK, f"{kit.speak(line.message)}", line.basis) for line in fee.lines]
    total = kit.say("receive.reckon.total", amount=format_money(fee.total))
    steps.set_steps((*lines, Step(StepState.SUM, total)))
    dialog.add(steps)
    return _closed(kit, dialog)


def _steps(kit: Kit, explained: tuple[Explanation, ...]) -> StepList:
    steps = StepList(kit)
    steps.set_steps(
        tuple(
            Step(_STATES.get(line.message.id, StepState.TICK), kit.speak(line.message), line.basis)
            for line in explained
        )
    )
    return steps


def _closed(kit: Kit, dialog: Dialog) -> Dialog:
    dialog.body.addStretch(1)
    dialog.add_act("close", kit.say("kit.close"), ButtonKind.PRIMARY, key="Esc").setFocus()
    return dialog
