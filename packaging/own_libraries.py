"""Run first in the built program: what it starts (CUPS' commands, a browser) loads the machine's libraries, not ours.

The loader read the variable when the program began, so nothing of ours is lost with it.
"""

import os

kept = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if kept is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = kept
