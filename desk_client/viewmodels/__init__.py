"""What screens know and do, without widgets (QtCore only)."""
