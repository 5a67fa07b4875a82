"""The screen of one dossier: facts, papers, trail, and exactly the acts that are open to this person now."""
