"""Ties a browser to its draft: the cookie that holds the token, and the mark that a form of ours carries."""

import hmac
from hashlib import sha256

from central_server.portal.replies import PortalRequest
from central_server.services.filing.drafts import DRAFT_DAYS

COOKIE = "nhap"
SECONDS = DRAFT_DAYS * 24 * 3600
_LONGEST = 80


def draft_token(request: PortalRequest) -> str:
    """The token this browser keeps for the procedure whose pages it asks for, "" when there is none."""
    return (request.cookies.get(COOKIE) or "")[:_LONGEST]


def draft_path(code: str) -> str:
    """Where the cookie of a procedure's draft is sent: its own pages and no other."""
    return f"/nop/{code}"


def form_mark(token: str, key: bytes) -> str:
    """The hidden word of every form of a draft; another site cannot know it."""
    return hmac.new(key, b"motcua draft form\0" + token.encode(), sha256).hexdigest()[:32]


def marked(typed: str, token: str, key: bytes) -> bool:
    """Whether a posted form is one that we drew for this draft."""
    return hmac.compare_digest(typed.encode(), form_mark(token, key).encode())


def from_elsewhere(request: PortalRequest) -> bool:
    """Whether the browser says that another site sent this form."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
