"""Papers at the counter: pages come as they are scanned, are turned, moved, deleted and brought back."""

from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.receive.counter import CARD, Counter, drawn_paper


def test_pages_are_scanned_into_the_chosen_paper(counter: Counter, feeder: SimulatedFeeder) -> None:
    """Two sheets in the feeder become two pages of the paper that is chosen, which is then complete."""
    feeder.put("1.jpg", drawn_paper("TỜ KHAI"))
    feeder.put("2.jpg", drawn_paper("TRANG HAI"))
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("1.004873")
    counter.settle()
    assert counter.model.papers.chosen == "TK"
    counter.screen.papers.scan.click()
    counter.settle()
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert (len(line.pages), line.ticked) == (2, True)
    assert feeder.waiting() == ()
