"""Builds every object of the centre from settings, keys and shipped data; decides nothing about dossiers."""
