"""The sign screen: what waits, the page, the token, and the dialogs of signing."""
