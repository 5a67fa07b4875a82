"""A town in one process from one seed: desks, centre and a bad line, every act accounted for at the end."""
