"""Work of the centre that nobody asked for just now: each job a thread of its own beside the doors."""
