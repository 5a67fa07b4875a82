"""Says dates, places, names and amounts as official papers say them; the wording of forms lies in `printing`."""

from datetime import date, datetime

from dossier.acts import Channel, PaperForm
from dossier.limits import Limit, LimitUnit
from dossier.numbers import date_words
from dossier.organisation import Unit
from dossier.reason_checks import last_reason
from dossier.rules import Rules
from dossier.state import Dossier

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
PAPER_FORMS = {
    PaperForm.ORIGINAL: "Bản chính",
    PaperForm.CERTIFIED: "Bản chứng thực",
    PaperForm.PHOTO: "Bản chụp",
    PaperForm.ELECTRONIC: "Bản điện tử",
}
DELIVERED_AT = {
    Channel.DIRECT: "Bộ phận Một cửa",
    Channel.POST: "địa chỉ trên, qua dịch vụ bưu chính công ích",
    Channel.ONLINE: "Cổng Dịch vụ công, bản điện tử",
}
"""Where the result is fetched, after the words of form 01: "Đăng ký nhận kết quả tại:"."""
_UNITS = {
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.CALENDAR_DAY: "ngày",
    LimitUnit.MONTH: "tháng",
    LimitUnit.HOUR: "giờ",
    LimitUnit.WORKING_HOUR: "giờ làm việc",
}


def place_and_date(unit: Unit, day: date) -> str:
    """ "Phú Thủy, ngày 14 tháng 3 năm 2019"."""
    return f"{unit.place_name}, {date_words(day)}"


def counter_name(unit: Unit) -> str:
    """ "Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy"; a unit that is a counter itself has its own name."""
    if _is_counter(unit):
        return unit.name
    return f"Bộ phận tiếp nhận và trả kết quả {office_name(unit)}"


def office_name(unit: Unit) -> str:
    """ "UBND phường Phú Thủy": short, with nothing else abbreviated."""
    return unit.name.replace("Ủy ban nhân dân", "UBND")


def counter_lines(unit: Unit) -> tuple[str, str]:
    """The two lines at the upper left of what the counter issues: whose it is, and its name."""
    return (unit.owner_line, unit.name) if _is_counter(unit) else (unit.name, unit.one_stop_name)


def _is_counter(unit: Unit) -> bool:
    """Whether the unit is the counter, as the provincial Centre is: its own name begins with that of its counter."""
    return unit.name.casefold().startswith(unit.one_stop_name.casefold())


def moment(at: datetime) -> str:
    """ "08 giờ 12 phút, ngày 14/3/2019"."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút, ngày {at.day}/{at.month}/{at.year}"


def due_moment(at: datetime | None) -> str:
    """ "17 giờ 00 phút, thứ Ba, ngày 19/3/2019", or "trả ngay"."""
    if at is None:
        return "Trả ngay trong buổi làm việc"
    return f"{at.hour:02d} giờ {at.minute:02d} phút, {WEEKDAYS[at.weekday()]}, ngày {at.day}/{at.month}/{at.year}"


def limit_text(limit: Limit | None) -> str:
    """ "3 ngày làm việc"."""
    if limit is None or limit.unit is LimitUnit.IMMEDIATE:
        return "giải quyết ngay"
    if limit.unit is LimitUnit.SAME_DAY:
        return "trong ngày làm việc"
    return f"{limit.amount} {_UNITS[limit.unit]}"


def reason_words(rules: Rules, state: Dossier) -> str:
    """The last reason given from the table with what was added to it, as one sentence; empty for none."""
    reason = state.way.reason
    if reason is None:
        return ""
    row = last_reason(state, rules)
    parts = ("" if row is None else row.text, reason.text.strip())
    return ": ".join(part for part in parts if part)


def day_text(iso: str) -> str:
    """A stored ISO day as dd/mm/yyyy; other text (a year only) as it is."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def look_up_address(portal: str, digits: str) -> str:
    """What the QR of a paper holds: the look-up page with the 20 digits, never the secret."""
    return f"{portal.rstrip('/')}/tra-cuu?ma={digits}"


def check_address(portal: str, digits: str, mark: str) -> str:
    """What the QR of a result holds: the page that tells which result was issued, with the 20 digits and its mark."""
    return f"{portal.rstrip('/')}/kiem-tra?ma={digits}&dau={mark}"
