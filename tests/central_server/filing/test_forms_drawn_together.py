"""Two citizens who file at the same moment each get a whole form: the faces are shared objects."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from central_server.bootstrap.papers import PrintedForms
from central_server.ports.filing import FilledForm

ROWS = (("Họ và tên", "Lê Thị Bích Ngọc"),) * 20
FORM = FilledForm("Tờ khai", "UBND phường Phú Thủy", "Cấp giấy xác nhận", (("Người nộp", ROWS),), "Tôi cam đoan.")


@pytest.fixture
def quick_turns() -> Iterator[None]:
    """Threads take turns so often that a shared reading position would be moved in between."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("quick_turns")
def test_forms_drawn_at_the_same_time_are_all_whole() -> None:
    """Forty drawings by four threads: every one the same bytes."""
    drawer = PrintedForms()
    alone = drawer.draw(FORM)
    with ThreadPoolExecutor(4) as pool:
        assert {one.pdf for one in pool.map(drawer.draw, [FORM] * 40)} == {alone.pdf}
