"""Turns plain frozen values into the bytes of a PDF, one layout a file; never reads a clock, a file or a store."""
