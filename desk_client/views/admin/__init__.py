"""The screen of an office's IT administrator."""
