"""Stands where a system has no printing service that the desk can speak to (Windows): papers are saved as PDF there."""

from collections.abc import Sequence

from desk_client.ports import JobState, Printer, PrintJob


class NoSpooler:
    """Implements `ports.Spooler`: it takes nothing, and never calls a paper printed."""

    def printers(self) -> Sequence[Printer]:
        """No queue."""
        return ()

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Nowhere to print."""
        del pdf, title, printer, paper, copies
        return JobState.NO_PRINTER

    def state(self, job: PrintJob) -> JobState:
        """There never was such a job."""
        del job
        return JobState.NO_PRINTER

    def cancel(self, job: PrintJob) -> JobState:
        """As above."""
        return self.state(job)
