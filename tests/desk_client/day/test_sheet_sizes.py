"""The printer gets each paper on the sheet it was drawn for; a desk without A5 draws its forms on A4."""

from pathlib import Path

import pytest

from desk_client.ports import Printer
from desk_client.services.papers import Papers
from desk_client.services.printing import PaperKind, PrintedPaper, Printing
from desk_client.settings import SettingsFault, decode
from printing.values import PaperSize
from tests.desk_client.listing.past import Past
from tests.desk_client.returning.window_seat import KeptSpooler
from tests.fakes.office import make_office
from tests.printing.paper_reading import page_sizes

A4 = (595, 842)


class AnySpooler(KeptSpooler):
    """A printer with the papers it is given."""

    papers: tuple[str, ...] = ("A4",)

    def printers(self) -> tuple[Printer, ...]:
        """The one queue."""
        return (Printer(self.names[0], True, True, self.papers),)


@pytest.mark.parametrize(
    ("size", "papers", "given"),
    [
        ("A4", ("A4",), "A4"),
        ("A4", ("A4", "A5"), "A4"),
        ("A5", ("A4", "A5"), "A5"),
        ("A6", ("A4", "A6"), "A6"),
        ("A5", ("A5",), "A5"),
    ],
)
def test_a_paper_is_printed_on_its_own_sheet(past: Past, size: str, papers: tuple[str, ...], given: str) -> None:
    """What was drawn for A4, A5 or A6 goes to that tray as it is."""
    spooler = AnySpooler()
    spooler.papers = papers
    desk = past.desk
    printing = Printing(desk.parts, desk.papers, desk.intake, desk.acting, spooler)
    printing.submit(PrintedPaper(PaperKind.REGISTER, "x", (), b"%PDF", size=size))
    assert spooler.jobs == [(b"%PDF", given)]


def test_forms_are_drawn_for_the_sheet_in_the_settings(tmp_path: Path) -> None:
    """form_paper = A4 makes form 01 an A4 page; the program knows no third sheet."""
    desk = make_office(tmp_path, form_paper="A4")
    assert desk.papers().size.value == "A4"
    with pytest.raises(SettingsFault):
        decode('form_paper = "A3"', {})
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()


def test_form_01_is_printed_on_the_sheet_of_the_desk(past: Past) -> None:
    """A4 in the settings: the page is A4 and the job says so; in the default it is A5."""
    for size, sheet in (("A5", (420, 595)), ("A4", A4)):
        desk = past.desk
        papers = Papers(desk.parts, desk.fonts, PaperSize(size))
        printing = Printing(desk.parts, lambda papers=papers: papers, desk.intake, desk.acting, desk.spooler)
        made = printing.reprint_of(past.crew["hoa"], past.receive().id)
        assert isinstance(made, PrintedPaper)
        assert made.size == size
        assert tuple(round(side) for side in page_sizes(made.pdf)[0]) == sheet
