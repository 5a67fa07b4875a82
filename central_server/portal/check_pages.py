"""Answers `/kiem-tra`: which result a printed paper is, and what the signatures of a sent file are. Keeps nothing."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody, SkipValidation

from central_server.portal.check_desk import CheckDesk
from central_server.portal.draft_pass import from_elsewhere
from central_server.portal.entry import Problem, readable_code
from central_server.portal.moments import moment_text
from central_server.portal.posted import read_posted
from central_server.portal.replies import Page, Portal, PortalRequest, preferences_of, show
from central_server.ports.checking import CheckedFile, CheckTrouble, IssuedResult, Likeness
from central_server.services.filing.turnstile import Gate
from dossier.identifiers import parse_code_any
from token_signing.verdict import Kind, SignatureFinding, Verdict

_Portal = NamedDependency[SkipValidation[Portal]]
_Query = Annotated[str, QueryParameter(max_length=80)]

ADDRESS = "/kiem-tra"
_LARGEST_BODY = 12 * 1024 * 1024
"""One file of the largest size with the form round it; what is larger is refused before it is read."""
_FILE = "tep"
_SAME_PAPER, _REPLACED = "same_paper", "replaced"
_LOOKS = {
    Verdict.GREEN.value: ("green", "done"),
    Verdict.YELLOW.value: ("amber", "wait"),
    Verdict.RED.value: ("red", "stop"),
    Verdict.NONE.value: ("blue", "wait"),
    Verdict.UNVERIFIABLE.value: ("amber", "wait"),
    _SAME_PAPER: ("green", "done"),
    _REPLACED: ("amber", "wait"),
}
"""Colour and sign by whose sentences are said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Code and mark of a printed paper as typed or scanned, both "" without one."""

    code: str = ""
    mark: str = ""

    @property
    def given(self) -> bool:
        """Whether anything was typed."""
        return bool(self.code or self.mark)


@get(ADDRESS, sync_to_thread=True)
def check_form(request: PortalRequest, portal: _Portal, ma: _Query = "", dau: _Query = "") -> Response[str]:
    """The two ways of checking; the QR of a printed result leads here with its code and mark."""
    asked = Asked(readable_code(ma), dau.strip())
    if not asked.given:
        return _form(portal, request, asked)
    problem = _shape_problem(asked) or _pause(portal, request, Gate.MARK, "ma")
    if problem is not None:
        return _form(portal, request, asked, problem)
    issued = _desk(portal).checking.issued(asked.code, asked.mark)
    if issued is None:
        unknown = Problem("ma", "checking.problem.unknown", (("phone", portal.settings.phone),))
        return _form(portal, request, asked, unknown, 404)
    return _issued(portal, request, asked, issued)


@post(ADDRESS, status_code=200, sync_to_thread=True, request_max_body_size=_LARGEST_BODY)
def check_file(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """The verdict on a sent file, judged in the sandbox while the citizen waits; the file goes with the request."""
    posted = read_posted(request.headers.get("content-type", ""), body)
    asked = Asked(readable_code(posted.text("ma")), posted.text("dau").strip()[:80])
    if from_elsewhere(request):  # another site must not spend the tries of whoever visits it
        return _form(portal, request, Asked())
    paused = _pause(portal, request, Gate.CHECK, _FILE)
    if paused is not None:
        return _form(portal, request, asked, paused, 429)
    checked = _desk(portal).checking.check(next(iter(posted.files.get(_FILE, [])), b""), asked.code, asked.mark)
    if isinstance(checked, CheckTrouble):
        problem = Problem(_FILE, f"checking.trouble.{checked.value}", (("most", str(_desk(portal).largest_mib)),))
        return _form(portal, request, asked, problem, 503 if checked is CheckTrouble.BUSY else 422)
    return _verdict(portal, request, asked, checked)


def _desk(portal: Portal) -> CheckDesk:
    assert portal.checking is not None  # the router has these pages only then
    return portal.checking


def _shape_problem(asked: Asked) -> Problem | None:
    if parse_code_any(asked.code) is None:
        return Problem("ma", "checking.problem.code")
    return None if asked.mark else Problem("dau", "checking.problem.mark")


def _pause(portal: Portal, request: PortalRequest, gate: Gate, field: str) -> Problem | None:
    until = _desk(portal).turnstile.pause(gate, request.client.host if request.client else "")
    if until is None:
        return None
    say = portal.speakers.of(preferences_of(request).language)
    return Problem(field, "checking.problem.pause", (("moment", moment_text(until, say)),))


def _form(
    portal: Portal, request: PortalRequest, asked: Asked, problem: Problem | None = None, status: int = 422
) -> Response[str]:
    problems = () if problem is None else (problem,)
    page = Page(
        "check.html", "checking.title", ADDRESS, "check", status if problems else 200, bool(problems), private=False
    )
    most = str(_desk(portal).largest_mib)
    return show(portal, request, page, asked=asked, problems=problems, most=most)


def _issued(portal: Portal, request: PortalRequest, asked: Asked, issued: IssuedResult) -> Response[str]:
    here = f"{ADDRESS}?ma={asked.code}&dau={asked.mark}"
    page = Page("check_issued.html", "checking.issued.title", here, "check")
    return show(portal, request, page, asked=asked, issued=issued, most=str(_desk(portal).largest_mib))


def _verdict(portal: Portal, request: PortalRequest, asked: Asked, checked: CheckedFile) -> Response[str]:
    found = checked.found
    words = _words(checked)
    colour, icon = _LOOKS[words]
    whys = [_why(reason.name) for reason in found.reasons if reason.verdict is found.verdict][:1]
    signers = [one for one in found.signatures if one.kind is Kind.SIGNATURE and one.signer_name]
    return show(
        portal,
        request,
        Page("check_verdict.html", "checking.verdict.title", ADDRESS, "check"),
        asked=asked,
        checked=checked,
        words=words,
        likeness=checked.likeness.value,
        colour=colour,
        icon=icon,
        whys=whys,
        signers=signers,
        stamped=found.stamped_at if found.verdict is Verdict.GREEN else None,
        sound=_is_sound,
    )


def _words(checked: CheckedFile) -> str:
    """Whose sentences are said: those of the verdict, unless what the file is to the record says more."""
    if checked.likeness is Likeness.REPLACED:
        return _REPLACED
    unsigned = checked.found.verdict is Verdict.NONE and checked.likeness is Likeness.SAME
    return _SAME_PAPER if unsigned else checked.found.verdict.value


def _why(name: str) -> str:
    return f"checking.why.{name.lower()}"


def _is_sound(one: SignatureFinding) -> bool:
    """Whether the name may stand as that of the signer: nobody vouches for it otherwise."""
    return one.verdict is Verdict.GREEN


CHECK_PAGES = (check_form, check_file)
