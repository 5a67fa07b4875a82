"""The desks' door: HTTP in, services asked, HTTP out; decides nothing."""
