"""Turns the portal's texts (templates and style sheet), given by value, into pages; reads no file itself."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from jinja2 import DictLoader, Environment, StrictUndefined

TEMPLATES = (
    "base.html",
    "catalogue.html",
    "check.html",
    "check_issued.html",
    "check_parts.html",
    "check_verdict.html",
    "failure.html",
    "filing_check.html",
    "filing_done.html",
    "filing_form.html",
    "filing_papers.html",
    "filing_parts.html",
    "filing_start.html",
    "form.html",
    "home.html",
    "left.html",
    "login_ask.html",
    "login_prove.html",
    "owner.html",
    "owner_supply.html",
    "owner_withdraw.html",
    "parts.html",
    "procedure.html",
    "public.html",
)
STYLE = "portal.css"


@dataclass(frozen=True, slots=True)
class PortalTemplates:
    """The parsed templates, the style sheet, and the short hash that names its version."""

    environment: Environment
    style: str
    style_version: str


def load_templates(read: Callable[[str], str]) -> PortalTemplates:
    """All templates, each read once by its file name (`read` gets names such as "home.html")."""
    style = read(STYLE)
    environment = Environment(
        loader=DictLoader({name: read(name) for name in TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return PortalTemplates(environment, style, sha256(style.encode()).hexdigest()[:10])
