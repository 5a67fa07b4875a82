"""Synchronisation and tasks for a human ("Đồng bộ, vướng mắc")."""
