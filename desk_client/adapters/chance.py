"""Chance from the operating system."""

import os


class SystemChance:
    """Unpredictable bytes for ids, secrets and nonces."""

    def bytes(self, count: int) -> bytes:
        return os.urandom(count)
