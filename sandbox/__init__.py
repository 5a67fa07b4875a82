"""Runs a function that the caller names in a limited child process; parses nothing and knows no parser.

`sandbox.runner.Sandbox` is the door; `sandbox.outcome` and `sandbox.limits` hold the values that pass it.
"""
