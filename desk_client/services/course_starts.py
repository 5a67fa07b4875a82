"""What stands in the fields of an act at first, and what can be chosen there, read from the dossier and the rules."""

from datetime import date

from desk_client.services.course_fields import DAY_FORM, TIME_FORM, Pick, Scene
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.messages import message
from dossier.papers import PaperRequirement
from dossier.rules import Rules
from dossier.state import Opinion
from dossier.text import format_money
from dossier.values import AskedPaper, PaperEntry, PaperForm, Reason

_ORDERS = 4
_MEANS = ("phone", "sms", "email", "zalo", "in_person")


def reasons(scene: Scene) -> tuple[Pick, ...]:
    """The rows of the table of reasons that are in force for this act; `second` is their clause."""
    return reasons_for(scene.rules, scene.kind, scene.today, scene.state.stage)


def reasons_for(
    rules: Rules, kind: ActKind, day: date, stage: Stage | None = None, *, again: bool = False
) -> tuple[Pick, ...]:
    """The rows of the table of reasons in force on a day for an act on a dossier in that stage, None for a new one.

    `again`: those for asking papers a second time before acceptance.
    """
    rows = (row for row in rules.bundle.reasons if row.is_for(kind, day) and row.suits(stage) and row.again is again)
    return tuple(Pick(row.code, row.text, second=row.basis, more=row.words) for row in rows)


def reason_proposed(scene: Scene) -> Reason | None:
    """The reason the officer gave."""
    return scene.state.way.reason


def answer_day(scene: Scene) -> str:
    """A deadline for an answer, by the province's practice."""
    return scene.working_day(scene.today, scene.rules.bundle.province.answer.days)


def day_proposed(scene: Scene) -> str:
    """The officer's deadline, moved on when it would leave no day."""
    day = scene.state.way.answer_by
    return answer_day(scene) if day is None or day <= scene.today else f"{day:{DAY_FORM}}"


def new_due_day(scene: Scene) -> str:
    """A new due day, so many working days after the current one."""
    due = scene.state.clock.due
    return scene.working_day(scene.today if due is None else due.date(), scene.rules.bundle.province.answer.days)


def this_moment(scene: Scene) -> str:
    """Now, as it is typed."""
    return f"{scene.at:{TIME_FORM}} {scene.at:{DAY_FORM}}"


def papers_to_ask(scene: Scene) -> tuple[AskedPaper, ...]:
    """The papers asked for so far with their reasons, then every other paper of the procedure without a count."""
    asked = scene.state.asked if scene.kind is ActKind.ASK_SUPPLEMENT else ()
    known = {paper.name for paper in asked}
    procedure = scene.rules.procedure(scene.state.procedure, scene.state.version_day)
    rows = () if procedure is None else procedure.papers
    return (*asked, *(AskedPaper(row.name, 0, 0, "") for row in rows if row.name not in known))


def papers_to_come(scene: Scene) -> tuple[PaperEntry, ...]:
    """Each asked paper still to come as its entry in the dossier; those sent online stand there with their pages."""
    supplied = {paper.name: paper for paper in scene.state.way.supplied}
    procedure = scene.rules.procedure(scene.state.procedure, scene.state.version_day)
    rows = () if procedure is None else procedure.papers
    taken = max((paper.slot for paper in (*scene.state.papers, *supplied.values())), default=len(rows))
    last, entries = max(taken, len(rows)), []
    for asked in (one for one in scene.state.asked if one.name not in scene.state.way.brought):
        if asked.name in supplied:
            entries.append(supplied.pop(asked.name))
            continue
        slot, row = _slot_of(scene, rows, asked.name)
        if not slot:
            last += 1
            slot = last
        counted = asked.originals + asked.certified + asked.copies
        code = "" if row is None else row.code
        entries.append(PaperEntry(slot, code, asked.name, _form_of(asked), counted or 1))
    return (*entries, *supplied.values())


def _form_of(asked: AskedPaper) -> PaperForm:
    """As what an asked paper comes: the most that was asked for."""
    if not asked.originals and asked.certified:
        return PaperForm.CERTIFIED
    return PaperForm.PHOTO if asked.copies and not asked.originals else PaperForm.ORIGINAL


def all_to_come(scene: Scene) -> bool:
    """Whether the papers that are ticked at first are all that is awaited: where some came online, only those are."""
    way = scene.state.way
    return not way.supplied or all(way.has_come(asked.name) for asked in scene.state.asked)


def _slot_of(scene: Scene, rows: tuple[PaperRequirement, ...], name: str) -> tuple[int, PaperRequirement | None]:
    for place, row in enumerate(rows, 1):
        if row.name == name:
            return place, row
    return next((paper.slot for paper in scene.state.papers if paper.name == name), 0), None


def amount_asked(scene: Scene) -> str:
    """What the citizen was told to pay."""
    return str(sum(charge.amount for charge in scene.state.way.charges))


def yes_or_no(_scene: Scene) -> tuple[Pick, ...]:
    """Let the dossier go, or not."""
    return Pick("yes", message=message("course.pick.grant")), Pick("no", message=message("course.pick.deny"))


def other_offices(scene: Scene) -> tuple[Pick, ...]:
    """Every agency of the province that exists today but this one."""
    units = scene.rules.bundle.organisation.units
    return tuple(
        Pick(unit.code, unit.name, second=unit.code)
        for unit in units
        if unit.code != scene.office and unit.exists_on(scene.today)
    )


def ways_to_ask(_scene: Scene) -> tuple[Pick, ...]:
    """An opinion only, a part of the work at once, or a part in its turn when papers go from one to the next."""
    orders = [str(turn) for turn in range(1, _ORDERS + 1)]
    turns = (Pick(turn, message=message("course.pick.turn", turn=turn)) for turn in orders)
    ask = Pick("ask", message=message("course.pick.opinion"))
    return (ask, Pick("0", message=message("course.pick.at_once")), *turns)


def open_requests(scene: Scene) -> tuple[Pick, ...]:
    """The requests to this office that wait for an answer."""
    return tuple(
        Pick(str(one.id), one.question, second=f"{one.deadline:{DAY_FORM}}")
        for one in scene.state.way.opinions
        if one.office == scene.office and one.is_open
    )


def receipts_of_others(scene: Scene) -> tuple[Pick, ...]:
    """The receipts that stand and that somebody else gave."""
    return tuple(
        Pick(line.number, f"{line.number}, {format_money(line.amount)}")
        for line in scene.state.money.lines
        if line.cancelled_by is None and line.by != scene.actor
    )


def means(_scene: Scene) -> tuple[Pick, ...]:
    """Ways to reach a citizen."""
    return tuple(Pick(way, message=message(f"course.means.{way}")) for way in _MEANS)


def things_held(scene: Scene) -> tuple[Pick, ...]:
    """What of the dossier can be lost: a paper, the result, all of it."""
    names = tuple(dict.fromkeys(paper.name for paper in scene.state.papers if not paper.shown_only))
    known = tuple(Pick(name, name) for name in names)
    result = (Pick("Kết quả giải quyết", "Kết quả giải quyết"),) if scene.state.result.file is not None else ()
    return (*known, *result, Pick("Cả bộ hồ sơ giấy", "Cả bộ hồ sơ giấy"))


def things_lost(scene: Scene) -> tuple[Pick, ...]:
    """What is missing now."""
    return tuple(Pick(what, what) for what in dict.fromkeys(scene.state.way.lost))


def public_post(_scene: Scene) -> str:
    """The carrier of nearly every item."""
    return "Bưu chính công ích"


def late_requests(scene: Scene) -> tuple[Opinion, ...]:
    """Requests whose deadline has passed without an answer."""
    return tuple(one for one in scene.state.way.opinions if one.is_open and one.deadline < scene.today)
