"""What a job held is let go in the GUI thread: a widget destroyed in a thread of the pool ends the program."""

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desk_client.viewmodels.runner import Runner
from tests.fakes.last_hold import LastHold


class Dialog(LastHold):
    """Stands for a closed dialog that only its job still holds."""

    def write(self) -> object:
        """A job that gives nothing of the dialog."""
        return "written"

    def look(self) -> object:
        """A job that gives the dialog's own."""
        return self

    def fail(self) -> object:
        """A job whose fault has the dialog in its stack."""
        raise ValueError("look")


@pytest.mark.parametrize("job", [Dialog.write, Dialog.look, Dialog.fail])
def test_what_only_a_job_held_goes_in_the_gui_thread(qtbot: QtBot, job: Callable[[Dialog], object]) -> None:
    """Whether the job gives a value or fails; the pool's thread has let it go before the GUI thread hears of it."""
    runner, gone, heard = Runner(1), list[threading.Thread](), list[str]()
    dialog = Dialog(gone)
    runner.start(
        lambda held=dialog: job(held), lambda value: heard.append("value"), lambda fault: heard.append("fault")
    )
    del dialog
    assert runner.wait()
    assert gone == []
    qtbot.waitUntil(lambda: runner.idle)
    assert heard == ["fault" if job is Dialog.fail else "value"]
    assert gone == [threading.main_thread()]


def test_a_job_that_nobody_awaits_is_let_go_too(qtbot: QtBot) -> None:
    """The runner's own signal hears the fault."""
    runner, gone = Runner(1), list[threading.Thread]()
    runner.fault.connect(lambda fault: gone.append(threading.current_thread()))
    runner.start(Dialog(gone).fail, lambda value: None)
    qtbot.waitUntil(lambda: runner.idle)
    assert gone == [threading.main_thread()] * 2
