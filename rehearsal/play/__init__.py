"""A clerk's morning played by real key events on the desk's real windows, in the desk's own process."""
