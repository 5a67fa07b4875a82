"""Forged signatures by the hundred, each tried at a real desk and at a real centre; none may count."""
