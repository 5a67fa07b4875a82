"""Worlds in a box for tests: real rules, invented people."""
