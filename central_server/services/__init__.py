"""What the centre does: accepts acts, gives the feed, keeps files, answers citizens; no HTTP, no SQL."""
