"""What a person does at the desk, as use cases; no widget, no socket."""
