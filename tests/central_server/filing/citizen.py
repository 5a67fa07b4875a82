"""A citizen with a browser that has no eyes and no script: reads the forms of the portal and posts them."""

import io
import re
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from PIL import Image, ImageDraw

from tests.central_server.centre_bench import World
from tests.fakes.people import OFFICE

CODE = "1.004873"
APPLICANT = {
    "o_name": "Lê Thị Bích Ngọc",
    "o_id_number": "060187004128",
    "o_born-d": "2",
    "o_born-m": "9",
    "o_born-y": "1987",
    "o_gender": "Nữ",
    "o_address": "12 Hải Thượng Lãn Ông, Phú Thủy",
    "o_phone": "0912 345 678",
    "o_email": "ngoc@example.com",
    "o_acting": "self",
}
FORM = {
    "o_ho_ten": "Lê Thị Bích Ngọc",
    "o_so_dinh_danh": "060187004128",
    "o_noi_cu_tru": "12 Hải Thượng Lãn Ông, Phú Thủy",
    "o_muc_dich": "vay_von",
    "o_tinh_trang": "chua_ket_hon",
    "o_cap_lai": "no",
    "o_so_ban": "1",
}


@cache
def photo(width: int = 1240, height: int = 1754, kind: str = "JPEG") -> bytes:
    """A photo of a sheet with a line on it."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).line((50, 50, width - 50, height - 50), fill="black", width=9)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@dataclass
class Citizen:
    """One browser: its cookies, and the last page."""

    world: World
    code: str = CODE
    browser: TestClient[Litestar] = field(init=False)
    page: str = ""
    reply: Response = field(init=False)

    def __post_init__(self) -> None:
        self.browser = TestClient(
            self.world.client.app, base_url="https://testserver.local", raise_server_exceptions=False
        )
        self.browser.headers["accept"] = "text/html"
        self.browser.follow_redirects = False

    @property
    def base(self) -> str:
        """The address of the filing."""
        return f"/nop/{self.code}"

    def get(self, step: str = "") -> str:
        """Open a page of the filing."""
        return self._took(self.browser.get(f"{self.base}/{step}" if step else self.base))

    def post(self, step: str, fields: dict[str, str], files: list[tuple[str, bytes]] | None = None) -> Response:
        """Post a page with the hidden words of the page that was last read."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.page))
        address = f"{self.base}/{step}" if step else self.base
        sent = None if files is None else [(name, ("tệp.bin", data)) for name, data in files]
        self._took(self.browser.post(address, data=hidden | fields, files=sent))
        return self.reply

    def begin(self, office: str = OFFICE) -> Response:
        """Choose the office."""
        self.get()
        return self.post("", {"noi": office})

    def fill(self, applicant: dict[str, str] = APPLICANT, form: dict[str, str] = FORM) -> None:
        """Everything but papers and sending."""
        self.begin()
        self.go("nguoi-nop", applicant)
        number = 1
        while self.reply.headers["location"].endswith(f"to-khai-{number}"):
            self.go(f"to-khai-{number}", form)
            number += 1
        self.get("giay-to")
        self.post("giay-to", {"viec": "tiep"}, [])
        self.go("nhan-ket-qua", {"o_way": "direct"})

    def go(self, step: str, fields: dict[str, str]) -> None:
        """Open a page, answer it, and be led on."""
        self.get(step)
        self.post(step, fields)
        assert self.reply.status_code == 303, (step, self.said())

    def send(self) -> Response:
        """Check, declare, send."""
        self.get("kiem-tra")
        return self.post("kiem-tra", {"cam_doan": "dong-y"})

    def filed(self) -> tuple[str, str]:
        """Request number and secret of the page after sending."""
        page = self.get("da-nop")
        request = re.search(r"DK-\d{6}-\d{6}", page)
        secret = re.search(r'<dd class="big code">(\w{4} \w{4})</dd>', page)
        assert request is not None
        assert secret is not None
        return request[0], secret[1]

    def said(self) -> list[str]:
        """What the last page says is wrong."""
        return [unescape(words) for words in re.findall(r'<li><a href="#[\w.-]+">([^<]+)</a>', self.page)]

    def _took(self, reply: Response) -> str:
        self.reply = reply
        if reply.headers.get("content-type", "").startswith("text/html"):
            self.page = reply.text
        return self.page
