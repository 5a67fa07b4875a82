"""What follows from an act, said before it is done: the limit stops, the new due date, what the citizen will read."""

from datetime import datetime, timedelta

from desk_client.services.course_fields import DAY_FORM, TIME_FORM, Answers, Scene
from dossier.acts import ActKind
from dossier.clock_ruling import due_after_supplement, request_stops
from dossier.deadlines import request_days_left
from dossier.messages import Message, message
from dossier.text import format_money

Notes = tuple[Message, ...]


def request_note(scene: Scene) -> Message | None:
    """How long papers may still be asked for; None where the procedure has a basis of its own or nothing counts."""
    accepted, procedure = (
        scene.state.clock.accepted_at,
        scene.rules.procedure(scene.state.procedure, scene.state.version_day),
    )
    if accepted is None or procedure is None or procedure.supplements.further_basis or scene.state.way.supplements:
        return None
    left = request_days_left(accepted, scene.today, scene.calendar)
    if left > 0:
        return message("course.note.request_days", days=str(left))
    return message("course.note.request_last" if left == 0 else "course.note.request_over")


def reminders(scene: Scene, acts: tuple[ActKind, ...]) -> Notes:
    """What is in the way: no paper to sign, papers that came online; last days: to ask for papers, and the last working
    day of a lawful extension.
    """
    request = request_note(scene) if ActKind.PROPOSE_SUPPLEMENT in acts else None
    found = () if request is None else (request,)
    if scene.state.way.supplied:
        found = (message("course.note.supplied", count=str(len(scene.state.way.supplied))), *found)
    if scene.state.lacks_draft:
        found = (message(f"course.note.no_draft{'' if ActKind.SEND_BACK in acts else '_ask'}"), *found)
    due, calendar = scene.state.clock.due, scene.calendar
    if due is None or not _may_be_extended(scene) or scene.today >= due.date():
        return found
    last = calendar.working_days_between(scene.today, due.date() - timedelta(days=1)) == 0
    return (*found, message("course.note.last_apology")) if last else found


def _may_be_extended(scene: Scene) -> bool:
    """Whether the workflow knows an extension where the dossier stands, and it had none yet; whoever looks."""
    workflow = scene.rules.workflow_of(scene.state.procedure, scene.state.version_day)
    known = workflow is not None and workflow.on(scene.today).step(ActKind.EXTEND, scene.state.stage) is not None
    return known and scene.state.way.extension is None


def supplement_proposed(_answers: Answers, scene: Scene) -> Notes:
    """Until when it has to be signed, and what it will do to the limit."""
    first = request_note(scene)
    if not request_stops(scene.state, scene.at, scene.rules):
        return (first or message(_RUNS),)
    stops = message("course.note.will_stop")
    return (stops,) if first is None else (first, stops)


def supplement_asked(_answers: Answers, scene: Scene) -> Notes:
    """Whether the limit stands still from today."""
    if request_stops(scene.state, scene.at, scene.rules):
        return (message("course.note.stops", date=f"{scene.at:{DAY_FORM}}"),)
    return (message(_RUNS),)


def supplement_received(answers: Answers, scene: Scene) -> Notes:
    """The new promise when all is there; else that the dossier goes on waiting."""
    if not answers.mark("complete"):
        return (message("course.note.still_waiting"),)
    return (_new_due(due_after_supplement(scene.state, scene.at, scene.rules)), message("course.note.receipt_printed"))


def extended(answers: Answers, scene: Scene) -> Notes:
    """The old date, the new one, and that it is the only time."""
    day, due = answers.may_be_day("new_day"), scene.state.clock.due
    if day is None or due is None:
        return ()
    calendar = scene.calendar
    rest = () if calendar.is_working(day) else (message("course.note.day_off", date=f"{day:{DAY_FORM}}"),)
    old = message("course.note.old_due", at=_moment(due))
    return (old, _new_due(calendar.end_of_day(day)), *rest, message("course.note.only_once"))


def apologised(_answers: Answers, _scene: Scene) -> Notes:
    """No date moves."""
    return (message("course.note.no_new_date"),)


def payment_asked(answers: Answers, _scene: Scene) -> Notes:
    """The sum; the limit runs on."""
    total = sum(charge.amount for charge in answers.charges())
    return (message("course.note.total", amount=format_money(total)), message(_RUNS))


def withdrawal_asked(_answers: Answers, scene: Scene) -> Notes:
    """Who decides; money that was taken."""
    return (message("course.note.leader_decides"), *_taken(scene))


def withdrawal_decided(answers: Answers, scene: Scene) -> Notes:
    """The end, with the money that was taken, or back to where it was."""
    if answers.text("grant") != "yes":
        return (message("course.note.goes_back"),)
    return (message("course.note.ends_withdrawn"), *_taken(scene))


def stopped(_answers: Answers, scene: Scene) -> Notes:
    """The last day that passed, and the end without a result, with the money that was taken."""
    last = scene.state.way.answer_by
    end = (message("course.note.ends_stopped"), *_taken(scene))
    return end if last is None else (message("course.note.answer_passed", date=f"{last:{DAY_FORM}}"), *end)


def _taken(scene: Scene) -> Notes:
    """Money that is left to be given back or kept, by the rules of its fee, when a dossier ends without a result."""
    paid = scene.state.money.paid
    return (message("course.note.paid_so_far", amount=format_money(paid)),) if paid else ()


def opinion_asked(answers: Answers, _scene: Scene) -> Notes:
    """The limit runs on; a part of the work must be done before the proposal."""
    if answers.text("order") in ("", "ask"):
        return (message(_RUNS),)
    return message(_RUNS), message("course.note.part_first")


def opinion_answered(answers: Answers, scene: Scene) -> Notes:
    """A late answer is told to the head of the one-stop unit (NĐ 61/2018 art. 19(5))."""
    chosen = answers.text("request")
    asked = next((one for one in scene.state.way.opinions if str(one.id) == chosen), None)
    if asked is None:
        return ()
    until = message("course.note.answer_by", date=f"{asked.deadline:{DAY_FORM}}")
    return (until, message("course.note.answer_late")) if asked.deadline < scene.today else (until,)


def forwarded(_answers: Answers, _scene: Scene) -> Notes:
    """The dossier leaves; the limit runs on."""
    return message("course.note.leaves"), message(_RUNS)


def posted(_answers: Answers, scene: Scene) -> Notes:
    """Where it goes."""
    return (message("course.note.post_to", name=scene.state.applicant.name, address=scene.state.applicant.address),)


def back_by_post(_answers: Answers, _scene: Scene) -> Notes:
    """The result waits at the counter again."""
    return (message("course.note.at_counter_again"),)


def delivered_online(_answers: Answers, _scene: Scene) -> Notes:
    """The owner can take it at the portal."""
    return (message("course.note.opened_online"),)


def receipt_cancelled(_answers: Answers, _scene: Scene) -> Notes:
    """The money counts as not taken."""
    return (message("course.note.money_owed_again"),)


def corrected(_answers: Answers, _scene: Scene) -> Notes:
    """The work begins again at the agency's cost."""
    return (message("course.note.made_again"),)


def lost(_answers: Answers, _scene: Scene) -> Notes:
    """What the agency owes the citizen now."""
    return (message("course.note.restore_owed"),)


def _new_due(at: datetime | None) -> Message:
    return message("course.note.no_due") if at is None else message("course.note.new_due", at=_moment(at))


def _moment(at: datetime) -> str:
    return f"{at:{TIME_FORM}}, {at:{DAY_FORM}}"


_RUNS = "course.note.runs_on"
