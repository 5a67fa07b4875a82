"""The house's rules as tests."""
