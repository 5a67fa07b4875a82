"""Measures the desk: its start, its saves beside a sync, its reads, its papers, a clerk's keys."""
