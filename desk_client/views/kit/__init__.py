"""The visual kit: tokens, one stylesheet, and the widgets that every screen is built from."""
