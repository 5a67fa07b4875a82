"""Parts of dialogs that ask for something: shared by the counter and the screen of one dossier."""
