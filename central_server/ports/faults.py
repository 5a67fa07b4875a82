"""Names what is the centre's own fault, with a stable code and whether a retry helps; never the user's mistake."""

DISK_FULL = "disk_full"
"""The one fault of a database or shelf whose remedy is not to wait: somebody must make room."""


class CentreFault(Exception):
    """The centre cannot serve as it stands; the remedy is message `centre.fault.<code>`, `detail` holds no content."""

    def __init__(self, code: str, detail: str = "", *, retry: bool = False) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.retry = retry
