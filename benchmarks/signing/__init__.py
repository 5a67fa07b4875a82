"""Measures signing in batches and the check of signatures."""
