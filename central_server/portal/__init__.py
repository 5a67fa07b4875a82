"""The public portal: the pages a citizen opens; it asks a port for values and owns no database."""
