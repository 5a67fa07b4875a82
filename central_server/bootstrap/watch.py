"""Builds the watchdog over what lies in the offices; decides nothing."""

from central_server.bootstrap.build import Centre
from central_server.bootstrap.words import load_words
from central_server.services.notices.watch import Watch, WatchParts


def build_watch(centre: Centre) -> Watch:
    """The watchdog; its letters are in Vietnamese."""
    return Watch(WatchParts(centre.store, centre.clock, centre.rulebook.current, load_words("vi", "centre")))
