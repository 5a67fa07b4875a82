"""What belongs to the program as a whole: closing, look, faults, scanned codes."""
