"""Holds what every page of a filing is made of: procedure, draft, the way of pages; draws one page of it."""

from dataclasses import dataclass
from hashlib import sha256

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException

from central_server.portal.draft_pass import draft_path, draft_token, form_mark
from central_server.portal.field_views import Reading, condition_style
from central_server.portal.filing_desk import FilingDesk
from central_server.portal.replies import Page, Portal, PortalRequest, lead_to, preferences_of, show
from central_server.services.filing.draft import Draft, form_pages, prefilled
from dossier.acts import Channel, FormValue
from dossier.procedures import Procedure

APPLICANT = "nguoi-nop"
FORM = "to-khai-"
PAPERS = "giay-to"
DELIVERY = "nhan-ket-qua"
CHECK = "kiem-tra"
DONE = "da-nop"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend on the page: the control it concerns, and the sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One browser at one procedure; `draft` is None before it began one."""

    portal: Portal
    request: PortalRequest
    desk: FilingDesk
    procedure: Procedure
    token: str
    draft: Draft | None

    @property
    def reading(self) -> Reading:
        """Words and language of this reader."""
        language = preferences_of(self.request).language
        return Reading(self.portal.speakers.of(language), language)

    @property
    def base(self) -> str:
        """The address under which all pages of the filing lie."""
        return draft_path(self.procedure.code)

    @property
    def client(self) -> str:
        """The address that asks."""
        return self.request.client.host if self.request.client else ""

    @property
    def needs_visit(self) -> bool:
        """Whether the catalogue wants the citizen at the counter before the dossier is accepted."""
        return not self.procedure.takes(Channel.ONLINE)

    def values(self) -> tuple[FormValue, ...]:
        """Answers of the procedure's form, with what the applicant's page already says."""
        if self.draft is None or self.procedure.form is None:
            return ()
        return prefilled(self.procedure.form, self.draft.values, self.draft.applicant)

    def steps(self) -> tuple[str, ...]:
        """The pages of this draft in their order, the last one to check and send."""
        count = len(form_pages(self.procedure.form, self.values()))
        forms = tuple(f"{FORM}{number}" for number in range(1, count + 1))
        return (APPLICANT, *forms, PAPERS, DELIVERY, CHECK)

    def after(self, step: str) -> str:
        """The address of the page after this one."""
        steps = self.steps()
        place = steps.index(step) if step in steps else 0
        return f"{self.base}/{steps[min(place + 1, len(steps) - 1)]}"


def scene_of(portal: Portal, request: PortalRequest, code: str) -> Scene:
    """The scene of a request; raises NotFoundException where nothing is filed online."""
    desk = portal.filing
    procedure = None if desk is None else desk.filing.procedure(code)
    if desk is None or procedure is None:
        raise NotFoundException
    token = draft_token(request)
    draft = desk.filing.draft(token, code) if token else None
    return Scene(portal, request, desk, procedure, token, draft)


def shape_of(draft: Draft) -> str:
    """A short word for the draft as it stands: what was shown is what is sent."""
    return sha256(msgspec.json.encode(draft)).hexdigest()[:24]


def show_step(
    scene: Scene, step: str, template: str, problems: tuple[Problem, ...] = (), **values: object
) -> Response[str]:
    """One page of the filing."""
    steps = scene.steps()
    place = steps.index(step) + 1 if step in steps else 0
    title = scene.reading.say("filing.title", procedure=scene.procedure.short_name)
    page = Page(
        template,
        "",
        f"{scene.base}/{step}" if step else scene.base,
        "services",
        status=422 if problems else 200,
        failed=bool(problems),
        title=title,
    )
    return show(
        scene.portal,
        scene.request,
        page,
        scene=scene,
        procedure=scene.procedure,
        draft=scene.draft,
        problems=problems,
        place=place,
        count=len(steps),
        step=step,
        back=f"{scene.base}/{steps[place - 2]}" if place > 1 else scene.base,
        mark=form_mark(scene.token, scene.portal.settings.pass_key),
        condition_style=style_version(scene),
        **values,
    )


def style_of(scene_desk: FilingDesk, procedure: Procedure) -> str:
    """The conditions of the procedure's form and of the citizen's own."""
    forms = (scene_desk.filing.forms.applicant, procedure.form)
    return "\n".join(style for style in map(condition_style, forms) if style)


def style_version(scene: Scene) -> str:
    """The short hash that names the conditions' style sheet."""
    return sha256(style_of(scene.desk, scene.procedure).encode()).hexdigest()[:10]


def to_start(scene: Scene) -> Response[str]:
    """Where a browser without a draft begins."""
    return lead_to(scene.base)
