"""Speaks Qt's own standard words (buttons, context menus) from the message tables instead of English."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTranslator

from desk_client.viewmodels.speaker import Speaker

IDS: Mapping[str, str] = {
    "OK": "qt.ok",
    "&OK": "qt.ok",
    "Cancel": "qt.cancel",
    "&Cancel": "qt.cancel",
    "Yes": "qt.yes",
    "&Yes": "qt.yes",
    "No": "qt.no",
    "&No": "qt.no",
    "Yes to &All": "qt.yes_to_all",
    "N&o to All": "qt.no_to_all",
    "Close": "qt.close",
    "&Close": "qt.close",
    "Save": "qt.save",
    "&Save": "qt.save",
    "Save All": "qt.save_all",
    "Open": "qt.open",
    "&Open": "qt.open",
    "Discard": "qt.discard",
    "Don't Save": "qt.discard",
    "Close without Saving": "qt.discard",
    "Apply": "qt.apply",
    "Reset": "qt.reset",
    "Restore Defaults": "qt.restore_defaults",
    "Help": "qt.help",
    "Abort": "qt.abort",
    "&Abort": "qt.abort",
    "Retry": "qt.retry",
    "&Retry": "qt.retry",
    "Ignore": "qt.ignore",
    "&Ignore": "qt.ignore",
    "&Undo": "qt.undo",
    "&Redo": "qt.redo",
    "Cu&t": "qt.cut",
    "&Copy": "qt.copy",
    "&Paste": "qt.paste",
    "Delete": "qt.delete",
    "&Delete": "qt.delete",
    "Select All": "qt.select_all",
    "Copy &Link Location": "qt.copy_link",
    "&Basic": "qt.input_basic",
    "Insert Unicode control character": "qt.insert_control",
    "Show Details...": "qt.show_details",
    "Hide Details...": "qt.hide_details",
    "&Step up": "qt.step_up",
    "Step &down": "qt.step_down",
    "Scroll here": "qt.scroll_here",
    "Top": "qt.scroll_top",
    "Bottom": "qt.scroll_bottom",
    "Left edge": "qt.scroll_left_edge",
    "Right edge": "qt.scroll_right_edge",
    "Page up": "qt.page_up",
    "Page down": "qt.page_down",
    "Scroll up": "qt.scroll_up",
    "Scroll down": "qt.scroll_down",
    "Minimize": "qt.minimize",
    "Maximize": "qt.maximize",
    "Restore": "qt.restore",
    "Directory": "qt.directory",
    "File name:": "qt.file_name",
    "File &name:": "qt.file_name",
    "Files of type:": "qt.files_of_type",
    "Look in:": "qt.look_in",
    "All Files (*)": "qt.all_files",
}


class QtTexts(QTranslator):
    """Gives Qt the words of the person's language; what it does not know stays with Qt."""

    def __init__(self, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Never be taken for a translator without words."""
        return False

    def translate(
        self,
        context: str,  # noqa: ARG002 - Qt's signature
        source_text: str,
        disambiguation: str | None = None,  # noqa: ARG002 - Qt's signature
        n: int = -1,  # noqa: ARG002 - Qt's signature
    ) -> str | None:
        """Give the words for one of Qt's own texts."""
        message_id = IDS.get(source_text)
        return self._speaker.say(message_id) if message_id else None
