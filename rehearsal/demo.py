"""The demonstration day: builds the province, opens centre and line, and lets a person work or plays the morning."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rehearsal.play.scene import Told
from rehearsal.play.shots import load_shots
from rehearsal.processes import ChildFault, Children
from rehearsal.province import DAY_START, World, clock_setting, ready_world, serve
from rehearsal.record import Counts, open_record
from rehearsal.summary import (
    SummaryFault,
    count_pages,
    counted,
    keep_papers,
    measured,
    portal_status,
    read_receipt,
    signer_of,
    write_index,
    write_summary,
)

_WORDS = {
    "dung_trung_tam": "Dựng trung tâm của tỉnh (lần đầu, vài phút) …",
    "dung_qua_khu": "Dựng 60 ngày làm việc đã qua của một phường …",
    "gui_ve_trung_tam": "Gửi tất cả về trung tâm …",
}
_PART_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rehearsal is played: its folder, its world, its processes, centre and line."""

    folder: Path
    world: World
    children: Children
    centre: str
    line: str
    clock: str


def say(words: str) -> None:
    """Tell the person at the terminal."""
    print(_WORDS.get(words, words), flush=True)


def demo(build: Path) -> int:
    """Run the demonstration in `build`; 0 when every step was checked."""
    started = time.monotonic()
    folder = build / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.json"), *folder.glob("*.pdf"), *folder.glob("screens/*.png")):
        old.unlink()
    shutil.rmtree(folder / "logs", ignore_errors=True)
    world = ready_world(build / "province", folder / "world", say)
    children = Children(folder / "logs")
    try:
        place = _open(folder, world, children)
        if has_display():
            return _work(place)
        return _play(place, started)
    except (ChildFault, SummaryFault) as fault:
        print(f"Diễn tập dừng: {fault}", file=sys.stderr)
        return 1
    finally:
        children.end_all()


def has_display() -> bool:
    """Whether a person can see windows here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(folder: Path, world: World, children: Children) -> Place:
    clock = clock_setting(DAY_START)
    port = serve(world, children, clock)
    line = int(children.start("line", ("rehearsal.proxy", str(port), str(world.control))))
    return Place(folder, world, children, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line}", clock)


def _work(place: Place) -> int:
    """A person works: desk and guide window, until they are closed."""
    say(f"Trung tâm và trang tra cứu: {place.centre}/tra-cuu")
    environment = place.world.desk_environment(place.clock, place.line)
    command = ("rehearsal.desk", str(place.world.root), place.centre)
    started = time.monotonic()
    process = place.children.spawn("desk", command, environment)
    if process.stdout is None or not process.stdout.readline():
        raise ChildFault("desk", place.folder / "logs" / "desk.log")
    say(f"Cửa sổ mở sau {time.monotonic() - started:.1f} giây. Đóng cửa sổ để kết thúc buổi diễn tập.")
    return process.wait()


def _play(place: Place, started: float) -> int:
    """No display: the morning is played through the same windows, and everything is checked."""
    with open_record(place.world.centre) as record:
        before = record.counts()
    say("Không có màn hình: tự diễn một buổi sáng qua chính các cửa sổ của chương trình …")
    _part(place, "first")
    _killed_part(place)
    _part(place, "second")
    values = _checked(place, before)
    write_index(place.folder, load_shots(place.folder))
    values["seconds"] = round(time.monotonic() - started, 1)
    write_summary(place.folder, values)
    say(f"Xong trong {values['seconds']} giây: {place.folder / 'summary.json'}, {place.folder / 'index.html'}")
    return 0


def _spawn(place: Place, part: str) -> subprocess.Popen[str]:
    environment = {**place.world.desk_environment(place.clock, place.line), "QT_QPA_PLATFORM": "offscreen"}
    command = ("rehearsal.play", part, str(place.world.root), str(place.folder))
    return place.children.spawn("desk", command, environment)


def _part(place: Place, part: str) -> None:
    process = _spawn(place, part)
    if process.wait(_PART_SECONDS) != 0:
        raise ChildFault(part, place.folder / "logs" / "desk.log")


def _killed_part(place: Place) -> None:
    """The desk is killed -9 in the middle, when it says that it is typing a draft."""
    process = _spawn(place, "cut")
    line = process.stdout.readline() if process.stdout is not None else ""
    if line.strip() != "kill":
        raise ChildFault("cut", place.folder / "logs" / "desk.log")
    place.children.kill(process)


def _checked(place: Place, before: Counts) -> dict[str, object]:
    told = Told.load(place.folder / "told.json")
    folder, world = place.folder, place.world
    anchors = tuple(path.read_bytes() for path in sorted((world.centre / "trust").glob("*.der")))
    with open_record(world.centre) as record:
        state = record.by_id(told.dossiers["main"])
        if state is None:
            raise SummaryFault("the centre does not know the dossier")
        kept = keep_papers(folder, record, state, (folder / "receipt.part").read_bytes())
        after = record.counts()
        values: dict[str, object] = {"dossier_code": state.code}
    code, digits = read_receipt(folder / kept.receipt)
    if code != state.code:
        raise SummaryFault(f"the receipt says {code}, the centre {state.code}")
    signed_at = state.result.signed_at or DAY_START
    values |= {"barcode": digits, "receipt_pdf": kept.receipt, "scan_pdf": kept.scan, "result_pdf": kept.result}
    values["signed_by"] = signer_of(folder / kept.result, anchors, signed_at - timedelta(hours=7))
    values["pages"] = count_pages(folder / kept.scan)
    values["screens"] = [shot.file for shot in load_shots(folder)]
    values |= measured(told) | counted(before, after)
    values["synced"] = told.all_sent
    values["portal_status"] = portal_status(place.centre, digits, (folder / "secret.part").read_text("utf-8"))
    return values


def main(arguments: list[str], tell: Callable[[str], None] = say) -> int:
    """`motcua-rehearsal demo [FOLDER]`."""
    if arguments[:1] != ["demo"]:
        tell("motcua-rehearsal demo [thư mục build]")
        return 2
    return demo(Path(arguments[1]) if len(arguments) > 1 else Path("build"))
