"""The papers that a dossier has, as a dialog of several screens."""
