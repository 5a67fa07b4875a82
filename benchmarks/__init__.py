"""Measures what the programs promise: `make bench` prints a table and writes `build/bench.json`."""
