"""Above both programs: the demo province and its day, played through real windows and real processes."""
