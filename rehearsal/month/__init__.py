"""A month of a province: every dossier's life by real acts, decided as a desk does and accepted by the real centre."""
