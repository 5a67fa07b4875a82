"""The contract as values and bytes: no socket, no clock, no database."""
