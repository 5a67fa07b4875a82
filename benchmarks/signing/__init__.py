"""Measures signing in batches, the check of signatures, and how soon a card is noticed."""
