"""The column of token and facts; at large type the list stands at its top and has the height, the rest follows."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desk_client.views.kit.cards import WHOLE, ScrollBody
from desk_client.views.kit.outfit import Kit

_PEEK = 44
"""What shows of the next card below the list in px at 100 %: its head, so that one sees there is more."""
_LEAST = 160


class SideColumn(ScrollBody):
    """Cards one under the other; `lead` stands first and is as high as the column but for the head of the next."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._scale_of = kit.look
        self._lead: QWidget | None = None

    def take_lead(self, lead: QWidget) -> None:
        """Put a widget at the top."""
        self._lead = lead
        lead.setProperty(WHOLE, True)  # noqa: FBT003 - Qt's signature
        self.column.insertWidget(0, lead)
        self._fit_lead()

    def give_lead(self) -> None:
        """Let it stand elsewhere again."""
        if self._lead is not None:
            self.column.removeWidget(self._lead)
            self._lead.setMinimumHeight(0)
        self._lead = None

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need room for a few lines of the list, where it stands here."""
        hint = super().minimumSizeHint()
        return hint if self._lead is None else QSize(hint.width(), self._scale_of.scale.full(_LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the lead the new height."""
        super().resizeEvent(event)
        self._fit_lead()

    def _fit_lead(self) -> None:
        if self._lead is not None:
            scale = self._scale_of.scale
            self._lead.setMinimumHeight(max(scale.full(_LEAST - _PEEK), self.viewport().height() - scale.full(_PEEK)))
