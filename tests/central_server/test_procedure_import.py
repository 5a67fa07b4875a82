"""Procedures of the national catalogue are read whole; what the source does not say is listed, never guessed."""

import json
from pathlib import Path

import pytest

from central_server.commands.run import run
from central_server.services.national_catalogue import Proposal, kept_proposals, read_catalogue
from central_server.services.national_instructions import state_address
from central_server.settings import Settings
from central_server.storage.engine import open_engine
from central_server.storage.store import SqlStore
from dossier.acts import Channel
from dossier.instructions import CaseSteps, FeeCode, FormNamed, Instructions

PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "tthc_detail_selected_2026.json"

FLAT = {
    "code": "1.004873",
    "name": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "level": "Cấp xã",
    "field": "Hộ tịch",
    "ministry": "Bộ Tư pháp",
    "decision": "163/QĐ-BTP",
    "subjects": "Công dân Việt Nam",
    "authority": "Ủy ban nhân dân cấp xã",
    "channels": [{"channel": "direct", "time": "3 Ngày làm việc", "fee": "15,000 Việt Nam Đồng", "note": ""}],
    "components": [{"name": "Tờ khai theo mẫu", "originals": 1, "copies": 0}],
    "results": [{"name": "Giấy xác nhận", "code": "KQ.G15.000041"}],
    "source": "",
}
NATIONAL = {
    "MATTHC": "1.000894",
    "TENTTHC": "Thủ tục đăng ký kết hôn",
    "MACOQUANCONGBO": "G15",
    "LINHVUCTHUCHIEN": [{"TENLINHVUC": "Hộ tịch"}],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [{"THOIGIANGIAIQUYET": "5", "DONVITINH": "Ngày làm việc", "MOTA": "", "PHILEPHI": []}],
        },
        {
            "KENH": 2,
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "3",
                    "DONVITINH": "Giờ làm việc",
                    "PHILEPHI": [{"MAPHILEPHI": "1", "SOTIEN": "2.000", "DONVI": "đồng"}],
                }
            ],
        },
    ],
    "TRINHTUTHUCHIEN": [
        {
            "TRUONGHOP": "Nộp trực tiếp",
            "TRINHTU": [
                {"TENTRINHTU": "Bước 1:  Nộp hồ sơ\n\n - tại xã"},
                {"TENTRINHTU": " "},
                {"TENTRINHTU": "Bước 2"},
            ],
        },
        {"TRUONGHOP": "Không ai nói gì", "TRINHTU": []},
    ],
    "YEUCAU": "Nam từ đủ 20 tuổi\nNữ từ đủ 18 tuổi",
    "THANHPHANHOSO": [
        {
            "TRUONGHOP": "Chung",
            "GIAYTO": [
                {"MAGIAYTO": "1", "TENGIAYTO": "Tờ khai", "TENMAUDON": "TK", "URL": "https://moj.gov.vn/tk.doc?id=1"},
                {"MAGIAYTO": "2", "TENGIAYTO": "Đơn", "TENMAUDON": "Mẫu 2", "URL": "javascript:alert(1)//x.gov.vn"},
                {"MAGIAYTO": "3", "TENGIAYTO": "Ảnh", "URL": "https://moj.gov.vn/a.jpg"},
            ],
        }
    ],
    "DOITUONGTHUCHIEN": [{"TENDOITUONG": "Công dân Việt Nam"}],
    "COQUANTHUCHIEN": [{"TENDONVI": "UBND cấp xã"}],
    "KETQUATHUCHIEN": [{"MAKETQUA": "KQ1", "TENKETQUA": "Giấy chứng nhận kết hôn"}],
    "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch"}],
}


def flat(**changes: object) -> dict[str, object]:
    """A row of the flat list with some fields changed."""
    return {**FLAT, **changes}


def channels(*times: str, fee: str = "Miễn phí") -> list[dict[str, str]]:
    """Ways of filing with these times."""
    ways = ("direct", "online", "post")
    return [{"channel": way, "time": time, "fee": fee, "note": ""} for way, time in zip(ways, times, strict=False)]


def read(*rows: object) -> tuple[Proposal, ...]:
    """All rows that are procedures."""
    found = read_catalogue(json.dumps(rows).encode())
    return (*found.loaded, *found.incomplete)


def test_both_layouts_say_the_same_things() -> None:
    """The flat list and the portal's interface become the same kind of value."""
    one, other = read(FLAT, NATIONAL)
    assert (one.code, one.field, one.decision, one.gaps) == ("1.004873", "Hộ tịch", "163/QĐ-BTP", ())
    assert [(way.way, way.amount, way.unit, way.fee) for way in one.ways] == [("direct", 3, "working_day", 15000)]
    assert [(paper.name, paper.originals, paper.copies) for paper in one.papers] == [("Tờ khai theo mẫu", 1, 0)]
    assert [(way.way, way.amount, way.unit, way.fee) for way in other.ways] == [
        ("direct", 5, "working_day", None),
        ("online", 3, "working_hour", 2000),
    ]
    assert (other.field, other.authority, other.results[0].name) == (
        "Hộ tịch",
        "UBND cấp xã",
        "Giấy chứng nhận kết hôn",
    )
    assert other.legal_basis == ("60/2014/QH13 Luật Hộ tịch",)
    assert other.complete
    assert other.gaps == ("fee", "limit_differs", "papers_count")


def test_the_portal_s_layout_tells_how_it_is_done() -> None:
    """Steps in order by case with their lines, conditions, forms by paper, fee codes by way; the flat list has none."""
    one, other = read(FLAT, NATIONAL)
    assert one.instructions == Instructions()
    told = other.instructions
    assert told.steps == (CaseSteps("Nộp trực tiếp", ("Bước 1: Nộp hồ sơ\n- tại xã", "Bước 2")),)
    assert told.conditions == ("Nam từ đủ 20 tuổi\nNữ từ đủ 18 tuổi",)
    assert told.forms == (FormNamed("TK", "Tờ khai", "https://moj.gov.vn/tk.doc?id=1"), FormNamed("Mẫu 2", "Đơn"))
    assert told.fee_codes == (FeeCode(Channel.ONLINE, "1"),)
    for nothing in ("", None, "Không", []):
        assert read({**NATIONAL, "YEUCAU": nothing})[0].instructions.conditions == ()
    assert read({**NATIONAL, "YEUCAU": ["Một", {"TENYEUCAU": "Hai"}]})[0].instructions.conditions == ("Một", "Hai")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://dichvucong.binhthuan.gov.vn/mau/1.docx", True),
        ("https://moj.gov.vn", True),
        ("https://moj.gov.vn.example.com/a", False),
        ("https://gov.vn@example.com/a", False),
        ("https://moj.gov.vn:8443/a", False),
        ("https://example.com/.gov.vn", False),
        ("https://example.com#.gov.vn", False),
        ("https://moj.gov.vn\\@example.com/", False),
        ("https://moj.gov.vn/<script>", False),
        ("https://moj.gov.vn/a b", False),
        ("ftp://moj.gov.vn/a", False),
        ("//moj.gov.vn/a", False),
        ("https://[::1].gov.vn/", False),
        ("https://moj.gov.vn/" + "a" * 500, False),
        (None, False),
    ],
)
def test_only_a_plain_address_of_the_state_is_kept(address: str | None, shown: bool) -> None:
    """Anything else leaves the form with its name alone."""
    assert state_address(address) == (address if shown else "")


@pytest.mark.parametrize(
    ("times", "gap"),
    [
        (("3",), "limit.unit"),
        (("3 Ngày", "3"), "limit.unit"),
        (("Không có thông tin",), "limit.unclear"),
        (("",), "limit.unclear"),
        (("0 Ngày",), "limit.unclear"),
        (("1100,000",), "limit.unclear"),
        (("3 Ngày rưỡi",), "limit.unclear"),
        (("Trong ngày",), "limit.unclear"),
    ],
)
def test_a_limit_that_does_not_say_its_unit_is_no_limit(times: tuple[str, ...], gap: str) -> None:
    """A bare number or loose words load as incomplete, as written."""
    [one] = read(flat(channels=channels(*times)))
    assert not one.complete
    assert gap in one.gaps
    assert tuple(way.time for way in one.ways) == times
    assert one.ways[-1].amount is None


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("7 Ngày làm việc", "working_day"),
        ("7 Ngày", "calendar_day"),
        ("7 Giờ", "hour"),
        ("7 Giờ làm việc", "working_hour"),
        ("7 Tháng", "month"),
        ("7 ngày làm việc", "working_day"),
    ],
)
def test_units_are_those_of_the_catalogue(written: str, unit: str) -> None:
    """Number and unit of the source, nothing converted."""
    [one] = read(flat(channels=channels(written)))
    assert (one.ways[0].amount, one.ways[0].unit, one.gaps) == (7, unit, ())


@pytest.mark.parametrize(
    ("written", "fee"),
    [
        ("Miễn phí", 0),
        ("4,500,000 Việt Nam Đồng", 4_500_000),
        ("10 USD", None),
        ("", None),
        ("Không có thông tin", None),
    ],
)
def test_a_fee_is_a_sum_of_dong_or_unknown(written: str, fee: int | None) -> None:
    """Another currency or nothing is told, and keeps the limit usable."""
    [one] = read(flat(channels=channels("3 Ngày", fee=written)))
    assert one.ways[0].fee == fee
    assert one.complete
    assert one.gaps == (() if fee is not None else ("fee",))


def test_numbers_of_papers_that_cannot_be_are_told() -> None:
    """A source that writes 20261 originals has slipped; the paper stays, without the number."""
    [one] = read(flat(components=[{"name": "Tờ khai", "originals": 20261, "copies": 1}]))
    assert (one.papers[0].originals, one.papers[0].copies, one.gaps) == (None, 1, ("papers_count",))


@pytest.mark.parametrize(
    "row",
    [
        3,
        None,
        {},
        flat(code="x"),
        flat(name=""),
        flat(channels=None),
        flat(channels=[{"channel": "pigeon", "time": "3 Ngày", "fee": ""}]),
        flat(components=[{"originals": 1}]),
        {"MATTHC": "1.000894"},
        {**NATIONAL, "CACHTHUCTHUCHIEN": [{"KENH": "9"}]},
    ],
)
def test_a_row_that_is_no_procedure_fails_alone(row: object) -> None:
    """It is counted with its place; the others go on."""
    found = read_catalogue(json.dumps([FLAT, row, NATIONAL]).encode())
    assert [one.place for one in found.failed] == [2]
    assert [one.code for one in found.loaded] == ["1.004873", "1.000894"]


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"{PUBLIC.name} is not here: the public list is NOT CHECKED")
def test_every_public_procedure_loads() -> None:
    """The three counts add up to the file; about a third says no unit."""
    found = read_catalogue(PUBLIC.read_bytes())
    assert len(found.loaded) + len(found.incomplete) == len(json.loads(PUBLIC.read_bytes()))
    assert found.failed == ()
    assert 100 <= len(found.incomplete) <= 120


def test_the_dry_run_needs_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No settings, no database; what is lacking is listed, the last line counts."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setenv("MOTCUA_DATABASE", "nonsense://")
    file = tmp_path / "list.json"
    file.write_text(json.dumps([FLAT, flat(code="1.000656", channels=channels("3")), 7]), encoding="utf-8")
    assert run(["--data", str(tmp_path / "none"), "procedure", "import", str(file), "--dry-run", "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[0] == {"code": "1.000656", "name": FLAT["name"], "gaps": ["thiếu đơn vị tính"]}
    assert said[1]["row"] == 3
    assert said[-1] == {"loaded": 1, "incomplete": 1, "failed": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["list.json"]
    assert run(["procedure", "import", str(tmp_path / "nowhere.json"), "--dry-run"]) == 1
    assert "nowhere.json" in capsys.readouterr().err


def test_an_import_is_kept_and_the_newest_reading_counts(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On each database: imported twice, the second reading of a code stands; nothing of it is in force."""
    monkeypatch.setenv("MOTCUA_DATABASE", settings.database)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    file = tmp_path / "list.json"
    for rows in ([FLAT, flat(code="1.000656", channels=channels("3"))], [flat(name="Tên mới")]):
        file.write_text(json.dumps(rows), encoding="utf-8")
        assert run(["--data", str(settings.data), "procedure", "import", str(file), "--json"]) == 0
    assert run(["--data", str(settings.data), "procedure", "lint", "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[-2:] == [
        {"code": "1.000656", "name": FLAT["name"], "gaps": ["thiếu đơn vị tính"]},
        {"loaded": 1, "incomplete": 1, "failed": 0},
    ]
    engine = open_engine(settings.database_url)
    found = kept_proposals(SqlStore(engine))
    engine.dispose()
    assert [(one.code, one.name) for one in found] == [("1.000656", FLAT["name"]), ("1.004873", "Tên mới")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "không đọc được"),
        ("[" * 50_000, "không đọc được"),
        ("7", "không có danh sách"),
        ("[1]", "không phải một bảng"),
        ('[{"code":"1.000001","name":"Một thủ tục"}]', "thiếu hoặc không hiểu “channels”"),
        ('[{"MATTHC":"1.1","TENTTHC":"x"}]', "mã thủ tục “1.1” không đúng"),
        (json.dumps([FLAT | {"name": ""}]), "thiếu tên thủ tục"),
        (json.dumps([FLAT | {"components": 3}]), "sai kiểu dữ liệu"),
    ],
)
def test_what_is_no_procedure_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """In the language of the person who reads it, with what was found."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    file = tmp_path / "rows.json"
    file.write_text(text, encoding="utf-8")
    run(["procedure", "import", str(file), "--dry-run", "--json"])
    told = capsys.readouterr()
    assert said in told.out + told.err
