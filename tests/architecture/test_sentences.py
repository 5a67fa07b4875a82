"""What goes wrong is never only told: every sentence of a fault, refusal or warning says what a person does next."""

import re

import pytest

from desk_client.belongings import load_speaker

FAMILIES = (
    r"refusal\..*", r"task\.(noted|refused|claimed|held)\..*", r"fault\..*", r"signing\..*", r"sync\.fault\..*",
    r"sync\.(frozen|offline_since)", r"line\.broken", r"(disk|clock)\.(reserve|back|ahead|jumped)", r"scans\.unknown",
    r"login\.(wrong|locked|expired|no_role|broken)",
    r"enrol\.(ticket_.*|already|offline|cut|untrusted|broken|stopped\..*)",
    r"receive\.(file|scan|pdf)\..*", r"receive\.(draft\.left|failed|twin|twin_waiting)",
    r"print\.(failed|not_shown|not_made)", r"(returning\.)?print\.(state\.)?(cancelled|refused|stopped|no_printer)",
    r"token\.(trouble|reader|card)\.(?!present|unknown|not_used).*",
    r"token\.(driver|service)\.(missing|failed|stopped)",
    r"token\.(certificate|validity)\.(missing|not_yet|expired)", r"token\.service\.no_driver",
    r"token\.tries\.(low|last|none)", r"sign\.(pin_wrong|file\..*|gap\.(?!nothing).*)", r"kit\.pin\.wrong",
    r"devices\.(line\.(not_enrolled|never)|printer\.(none|missing|stopped|windows))",
    r"devices\.(scanner|reader)\.(windows|none|no_driver|driver_missing|absent|busy|jammed|cover_open|faulty|stopped)",
    r"devices\.(token\.none|clock\.(off|unasked)|disk\.(warning|fault)|keys\.file|sandbox\.(?!fine).*)",
    r"day\.calls\.(not_read|offline|no_centre)", r"trouble\.failed", r"card\..*", r"extension\..*",
    r"password\.(refused\..*|wrong\..*|offline|no_centre|left)",
    r"deputy\.(refused\..*|wrong\..*|offline|no_centre|password_missing)",
    r"list\.none_done(_plain)?", r"portal\.problem\.(code|secret)\..*", r"owner\.login\.problem\..*",
    r"filing\.trouble\..*", r"command\.wrong\..*",
    r"centre\.(fault|due|deputy|publish|calendar|verify)\.(?!kind|state\.|told|nothing|help).*",
)  # fmt: skip
"""Ids of what a person reads when something did not go as it should."""

INSTRUCTS = re.compile(
    r"(?:^|[.;:,(] |rồi |thì |hãy |cần |phải |chỉ )(?:hãy |cứ |tự |tạm |chỉ |để |không |đừng |nên |chưa )*(?:"
    r"kiểm tra|xem|chọn|báo|bấm|thử|ghi|nhập|quét|chờ|đợi|mở|đóng|cắm|rút|dọn|sửa|chạy|cài|đặt|liên hệ|gọi|xin|dùng|"
    r"chuyển|nhờ|trả|nhận|thu|làm|ký|in|lưu|bỏ|xóa|chia|chụp|tắt|bật|nối|kết nối|đăng ký|đăng nhập|chỉnh|hỏi|đổi|"
    r"rút gọn|trình|viết|để|máy tự|máy sẽ|quầy tự|chủ|lấy|xuất|gửi|đọc|đánh dấu|thêm|so|khởi động|cập nhật|dừng|thay|"
    r"hỏi lại|đối chiếu|thu hồi|nộp|khôi phục|tách|đưa)\b",
    re.IGNORECASE,
)


def silent(sentences: dict[str, str]) -> list[str]:
    """Ids whose sentence tells a trouble and nothing to do."""
    families = re.compile("|".join(f"(?:{family})" for family in FAMILIES))
    return [
        f"{name}: {said}" for name, said in sentences.items() if families.fullmatch(name) and not INSTRUCTS.search(said)
    ]


def spoken() -> dict[str, str]:
    """Every Vietnamese sentence."""
    speaker = load_speaker("vi")
    speaker.load_rest()
    return dict(speaker._tables)


def test_every_sentence_of_a_trouble_says_what_to_do() -> None:
    """All families, and each of them has sentences."""
    said = spoken()
    assert silent(said) == []
    for family in FAMILIES:
        assert any(re.fullmatch(family, name) for name in said), family


@pytest.mark.parametrize(
    "said",
    [
        "Tên đăng nhập hoặc mật khẩu chưa đúng, còn 4 lần thử",
        "Đã nhập sai 5 lần. Tài khoản này tạm khóa 5 phút.",
        "mất kết nối từ 08:02",
        "Hồ sơ đã phân công cho người khác.",
    ],
)
def test_a_sentence_that_only_tells_is_found(said: str) -> None:
    """What went wrong, and nothing else."""
    assert silent({"login.wrong": said}) == [f"login.wrong: {said}"]
    assert silent({"login.title": said}) == []
