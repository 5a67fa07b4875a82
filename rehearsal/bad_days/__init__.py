"""Real programs on their worst days: killed at any moment, on failing and full disks; what was said stands."""
