"""The desk's own database: acts, shown dossiers, files, drafts, in one encrypted SQLite file."""
