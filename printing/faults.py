"""Names the fault of a paper that cannot be drawn; never used for a refusal of the law."""

from __future__ import annotations


class PrintFault(Exception):
    """A paper that cannot be drawn from the value given; drawing it again will not help."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.remedy = f"fault.{code}.remedy"
        self.retry_helps = False
