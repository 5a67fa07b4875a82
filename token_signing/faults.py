"""Faults of preparing a paper for signature, each with a stable code; never a fault of a token."""

from __future__ import annotations

from enum import Enum, unique


@unique
class PaperFaultCode(Enum):
    """Why a paper cannot be prepared for signature."""

    UNREADABLE = "paper_unreadable"
    BOX_TOO_SMALL = "stamp_box_too_small"
    CMS_TOO_LARGE = "cms_too_large"
    NOT_KEPT = "paper_not_kept"
    NOT_SOUND = "paper_not_sound"
    NAME_TAKEN = "name_taken"
    PICTURE_UNREADABLE = "picture_unreadable"
    PICTURE_UNFIT = "picture_unfit"


class PaperFault(Exception):
    """A PDF or a place for the stamp that cannot be signed; trying again does not help."""

    retry_helps = False

    def __init__(self, code: PaperFaultCode, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail

    @property
    def remedy(self) -> str:
        """Message id of what the person can do."""
        return f"signing.remedy.{self.code.value}"
