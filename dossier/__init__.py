"""The core: what the law lets a dossier become. Pure values and functions; never touches disk, clock or chance."""
