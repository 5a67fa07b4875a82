"""Side-by-side measurements and their data makers."""
