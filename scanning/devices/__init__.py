"""Scanners behind one port: SANE, a watched folder, and a simulator that says it is one."""
