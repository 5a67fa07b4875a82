"""Data only: fonts, seeds, messages and looks; no logic lives here."""
