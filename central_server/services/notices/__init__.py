"""Tells citizens what happens to their dossiers: which events, in which words, by which channel, with which proof."""
