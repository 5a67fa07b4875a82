"""Draws papers that look scanned, for rehearsals: type, pen, seal and paper grain, all from a seed."""
