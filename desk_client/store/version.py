"""The number of the store's newest schema, known without the store's engine."""

SCHEMA = 12
"""PRAGMA user_version of the newest schema; migrations run only when a file is behind it."""
