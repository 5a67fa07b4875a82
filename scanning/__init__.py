"""Paper at the counter: pages from a device or a file, put in order and made into one PDF for each paper."""
