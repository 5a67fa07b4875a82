"""Says days, standings, refusals and trail lines of dossiers in message values and words; decides nothing."""

from datetime import date, datetime

from desk_client.ports import DeskFault
from desk_client.services.cases import BESIDE, TrailEntry
from desk_client.services.listing import IN_MINUTES, Standing
from desk_client.store.tasks import KeptTask
from desk_client.viewmodels.speaker import Speaker
from dossier.acts import ActKind
from dossier.forecast import Forecast
from dossier.messages import Message, message
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import CITIZEN
from dossier.state import Dossier
from dossier.text import format_money

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ELSEWHERE = frozenset({ActKind.REGISTER, ActKind.SUPPLY, ActKind.COMPLETE_RESULT})
_OF_CENTRE = frozenset({ActKind.RECOUNT, ActKind.COMPLETE_RESULT})
_WORDS_INSIDE = frozenset(
    {
        ActKind.NUMBER,
        ActKind.ATTACH_PAPER,
        ActKind.COMPLETE_RESULT,
        ActKind.COPY_DOCUMENT,
        ActKind.ATTACH_ANNEX,
        ActKind.REGISTER,
        ActKind.ASK_PAYMENT,
        ActKind.CONFIRM_PAYMENT,
        ActKind.POST_RESULT,
        ActKind.CONFIRM_DELIVERY,
    }
)
"""Acts whose words stand inside their sentence of the story."""
_DAY_HOURS = 8
"""Office hours that make a day of the forecast's words."""
_TAIL = 11
"""Characters of a code's last part: yymmdd-nnnn."""


def code_tail(code: str) -> str:
    """The part of a code that differs within an office, such as 190312-0007."""
    return code[-_TAIL:]


def short_day(speaker: Speaker, day: date, today: date) -> str:
    """ "Hôm nay", or a day as lists show it: T6 15/03 (with the year when it is another one)."""
    if day == today:
        return speaker.say("common.today")
    form = "%d/%m" if day.year == today.year else "%d/%m/%Y"
    return f"{speaker.say(f'day_short.{DAYS[day.weekday()]}')} {day.strftime(form)}"


def short_moment(speaker: Speaker, at: datetime, today: date) -> str:
    """A moment of the trail: T3 12/03 09:21."""
    return f"{short_day(speaker, at.date(), today)} {at:%H:%M}"


def full_moment(speaker: Speaker, at: datetime) -> str:
    """A moment in full: 17:00 T6, 15/03/2019."""
    return f"{at:%H:%M} {speaker.say(f'day_short.{DAYS[at.weekday()]}')}, {at:%d/%m/%Y}"


def risk_words(speaker: Speaker, forecast: Forecast) -> str:
    """Why a dossier may be late: what past ones took from this step on, and until when that would be."""
    hours = forecast.minutes / 60
    unit, amount = ("hours", hours) if hours < _DAY_HOURS else ("days", hours / _DAY_HOURS)
    return speaker.say(
        "forecast.reason",
        count=forecast.count,
        stage=speaker.say(f"stage.{forecast.stage.value}"),
        time=speaker.say(f"forecast.{unit}", amount=f"{amount:.1f}".removesuffix(".0").replace(".", ",")),
        at=full_moment(speaker, forecast.at),
    )


def standing_message(standing: Standing, days: int, place: str = "standing") -> Message:
    """How a dossier stands, as a sentence of a few words: days, or hours and minutes ("1 giờ 05 phút").

    Where there is room for a day only (`place` "cell"), hours and minutes are said shorter.
    """
    if standing not in IN_MINUTES:
        return message(f"list.standing.{standing.value}", days=str(days))
    hours, minutes = divmod(days, 60)
    if not hours:
        return message(f"list.{place}.{standing.value}_short", minutes=str(minutes))
    return message(f"list.{place}.{standing.value}", hours=str(hours), minutes=f"{minutes:02d}")


def refusal_message(refusal: Refusal) -> Message:
    """Why an act is not allowed, with amounts written as money; an extension says which of its rules it breaks."""
    if refusal.code is RefusalCode.EXTENSION_UNLAWFUL:
        return Message(f"extension.{dict(refusal.params)['fault']}")
    params = tuple((name, _amount(value) if name == "left" else value) for name, value in refusal.params)
    return Message(f"refusal.{refusal.code.value}", params)


def task_words(speaker: Speaker, task: KeptTask) -> str:
    """What waits for a human, with amounts written as money; a reason that a newer centre gave is told by its code."""
    params = tuple((name, _amount(value) if name == "left" else value) for name, value in task.params)
    said = Message(f"task.{task.origin}.{task.code}", params)
    return speaker.speak(said if speaker.knows(said.id) else message(f"task.{task.origin}.other", code=task.code))


def fault_message(fault: Exception) -> Message:
    """What a person can do about a fault."""
    return Message(fault.remedy) if isinstance(fault, DeskFault) else message("fault.unexpected")


def scan_fault_message(fault: Exception, pages: int) -> Message:
    """What a person can do about a scan that the desk itself ended, of which so many pages are kept."""
    if not isinstance(fault, DeskFault):
        return message("receive.scan.failed", pages=str(pages))
    return message("receive.scan.unkept", pages=str(pages)) if fault.retry else Message(fault.remedy)


def trail_message(entry: TrailEntry) -> Message:
    """What was done, with its own words where the act carries some that belong into the line."""
    line = entry.line
    if line.kind is ActKind.NUMBER and line.text:
        return message("dossier.trail.number", symbol=line.text)
    if line.kind is ActKind.ATTACH_PAPER and line.text:
        return message("dossier.trail.attach_signed", paper=line.text)
    if line.kind in _ELSEWHERE or line.kind in BESIDE:
        return message(f"dossier.trail.{line.kind.value}", words=line.text)
    return message(f"act.{line.kind.value}")


def proof_message(state: Dossier) -> Message | None:
    """What proves an issued, digitally signed result for years; None for any other."""
    result = state.result
    if result.file is None or result.on_paper or state.clock.finished_at is None:
        return None
    if result.kept is None:
        return message("dossier.fact.proof_none")
    return message(f"dossier.fact.proof_{result.kept.proof.name.lower()}", day=f"{result.kept.stamped_at:%d/%m/%Y}")


def trail_person(speaker: Speaker, entry: TrailEntry) -> str:
    """Who did it, and for whom where the right was another person's; the centre's own hand is no official."""
    if entry.line.actor == CITIZEN:
        by = "centre" if entry.line.kind in _OF_CENTRE else "citizen"
        return speaker.say(f"dossier.way.by_{by}")
    if not entry.whose:
        return entry.who
    how = "dossier.way.instead" if entry.away else "dossier.way.delegated"
    return speaker.say(how, who=entry.who, whose=entry.whose)


def trail_words(entry: TrailEntry) -> str:
    """What a person wrote with the act (an opinion, a reason, a remark), or nothing."""
    return "" if entry.line.kind in _WORDS_INSIDE else entry.line.text


def _amount(value: str) -> str:
    return format_money(int(value)) if value.isdigit() else value
