"""Lists the subjects of the bench in the order of the table."""

from benchmarks.subject import Subject

SUBJECTS: tuple[Subject, ...] = ()
