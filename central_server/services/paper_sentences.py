"""Tells a paper from an instruction in the national catalogue's list of papers; where it is not sure, it says so.

The source puts headings, notes and cases ("Trường hợp ủy quyền…", "Người tiếp nhận có trách nhiệm…") among the papers.
Only a short row that begins with the name of a kind of paper and says no condition is taken for a paper that everybody
brings; any other row is unclear, and a person decides (the list of kinds and the words of conditions are ours).
"""

import re

from dossier.text import nfc

_LONGEST = 240
"""Letters of a row that is still the name of one paper."""
_SHORT = 90
_MARK = re.compile(
    r"^(?:[-+*•.–]|\(?[0-9]{1,2}(?:\.[0-9]{1,2})?[).]|\(?[ivxa-hđ]{1,4}\)!?|[0-9]{1,2} (?:bộ|bản))\s*", re.IGNORECASE
)
"""What stands before a row of a list: a dash, "1)", "(ii)", "a)", "02 bộ"."""
_KINDS = re.compile(
    r"(?:tờ khai|tờ trình|đơn|giấy (?!tờ phải|tờ sau|tờ gửi)|bản (?:sao|chính|gốc|chụp|vẽ|kê|đồ|cam kết|khai|"
    r"thuyết minh|tóm tắt|án|tự|mô tả|quy định|photo)|văn bản|biên bản|hợp đồng|quyết định|báo cáo|danh sách|"
    r"phương án|điều lệ|hộ chiếu|sổ|phiếu|ảnh|trích (?:lục|đo)|mảnh trích|chứng từ|nghị quyết|cam kết|thẻ|hóa đơn|"
    r"chứng (?:chỉ|nhận)|đề án|thuyết minh|thông báo|lý lịch|sơ yếu|di chúc|bằng|hồ sơ thiết kế)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:trường hợp|nếu|đối với|một trong|trừ|khi|hoặc là|ngoài ra|không phải nộp|được quyền|có quyền|có trách nhiệm|"
    r"có thể nộp|xuất trình|lưu ý|sau đây|ủy quyền|đại diện|không bắt buộc)\b|Tên giấy tờ\s*Mẫu đơn|gồm\s*:|:$",
    re.IGNORECASE,
)
_TWO_SENTENCES = re.compile(r"[.;]\s+[^\W\d_a-zà-ỹđ]")


def is_clear_paper(row: str) -> bool:
    """Whether a row names one paper that everybody brings."""
    bare = bare_name(row)
    told = _CONDITION.search(bare) or _TWO_SENTENCES.search(bare)
    return len(bare) <= _LONGEST and _KINDS.match(bare) is not None and told is None


def bare_name(row: str) -> str:
    """The row without the mark of its list before it and the stop after it."""
    bare = nfc(row).strip()
    while found := _MARK.match(bare):
        bare = bare[found.end() :].lstrip()
    return bare.rstrip(" ;.,")


def short_name(row: str) -> str:
    """The beginning of an unclear row, for a list; the whole row is its note."""
    bare = bare_name(row) or row.strip()
    if len(bare) <= _SHORT:
        return bare
    return bare[:_SHORT].rsplit(" ", 1)[0].rstrip(" ;.,:") + "…"
