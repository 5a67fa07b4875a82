"""The centre's tables on SQLite or PostgreSQL, from one code; decides nothing."""
