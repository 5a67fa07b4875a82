"""Lists the subjects of the bench in the order of the table."""

from benchmarks import built_desk, centre, portal, simulator
from benchmarks.desk import drawing, feeding, playing, reading, saving, starting
from benchmarks.signing import batches, plugging
from benchmarks.subject import Subject

SUBJECTS: tuple[Subject, ...] = (
    starting.SUBJECT,
    saving.SUBJECT,
    reading.SUBJECT,
    playing.SUBJECT,
    drawing.SUBJECT,
    feeding.SUBJECT,
    *centre.SUBJECTS,
    *portal.SUBJECTS,
    batches.SUBJECT,
    plugging.SUBJECT,
    simulator.SUBJECT,
    built_desk.SUBJECT,
)
