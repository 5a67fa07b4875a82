"""The screen of who signs for whom."""
