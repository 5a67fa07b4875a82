"""Lists the subjects of the bench in the order of the table."""

from benchmarks import built_desk, centre, portal
from benchmarks.subject import Subject

SUBJECTS: tuple[Subject, ...] = (built_desk.SUBJECT, *centre.SUBJECTS, *portal.SUBJECTS)
