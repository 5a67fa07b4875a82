"""Tests of motcua."""
