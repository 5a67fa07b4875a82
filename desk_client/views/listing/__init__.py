"""The list of dossiers ("Danh sách hồ sơ", F4): tabs, table, quick look, several at once."""
