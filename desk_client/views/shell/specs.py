"""Names every screen of the desk, so that the frame can offer one that was not made yet."""

from desk_client.views.shell.screen import ScreenSpec

RECEIVE = ScreenSpec("receive", "receive.title", "receive.entry", "receive.short", "receive", "F2")
LIST = ScreenSpec("list", "list.title", "list.entry", "list.short", "list", "F4")
RETURN = ScreenSpec("return", "returning.title", "returning.entry", "returning.short", "return", "F10")
DAY = ScreenSpec("day", "day.title", "day.entry", "day.short", "calendar", "Ctrl+Shift+S")
SIGN = ScreenSpec("sign", "sign.title", "sign.entry", "sign.short", "pen")
ISSUE = ScreenSpec("sign", "sign.issue.title", "sign.issue.entry", "sign.issue.short", "stamp")
"""The same screen as văn thư knows it."""
DEPUTIES = ScreenSpec("deputies", "deputy.screen", "deputy.entry", "deputy.short", "people", "Ctrl+Shift+U", 1)
ADMIN = ScreenSpec("admin", "admin.title", "admin.entry", "admin.short", "sliders", "Ctrl+Shift+A", 1)
DOSSIER = ScreenSpec("dossier", "dossier.title", "dossier.title", "dossier.short", "file")
OUTBOX = ScreenSpec("outbox", "outbox.screen", "outbox.entry", "outbox.short", "sync", "Ctrl+Shift+O", 1)
QUEUE = ScreenSpec("queue", "queue.title", "queue.entry", "queue.short", "send", "Ctrl+Shift+Q", 1)
DEVICES = ScreenSpec("devices", "devices.screen", "devices.entry", "devices.short", "token", "Ctrl+Shift+D", 1)
