"""Shows and takes each page of a filing: applicant, form, papers, delivery, check, done."""

from dataclasses import replace

from litestar import Response

from central_server.portal.draft_pass import COOKIE
from central_server.portal.field_views import typed_values, views_of
from central_server.portal.filing_scene import (
    APPLICANT,
    CHECK,
    DELIVERY,
    DONE,
    FORM,
    PAPERS,
    Problem,
    Scene,
    shape_of,
    show_step,
)
from central_server.portal.moments import moment_text
from central_server.portal.posted import Posted
from central_server.portal.qr import qr_path
from central_server.portal.replies import cookie, lead_to
from central_server.ports.filing import PaperTrouble
from central_server.services.filing.draft import Draft, Filed, answers, delivery_form, form_pages, paper_places
from central_server.services.filing.drafts import DraftGone
from central_server.services.filing.filing import DraftChanged, with_values
from central_server.services.filing.turnstile import Gate
from central_server.services.own_acts import NotTaken
from dossier.acts import FormValue
from dossier.forms import Form, FormField, check_form, spoken_value, tidy_values

_AGREED = "dong-y"
_PAPER = "p_"


def show_fields(scene: Scene, step: str, *, judged: bool = False) -> Response[str]:
    """A page of fields; `judged` says what is wrong with the answers."""
    form, fields = _fields(scene, step)
    draft = _draft(scene)
    values = {APPLICANT: draft.applicant, DELIVERY: draft.delivery}.get(step, scene.values())
    faults = check_form(form, values, scene.portal.now().date()) if judged else ()
    views = views_of(form, fields, values, faults, scene.reading)
    problems = tuple(Problem(view.first, view.error) for view in views if view.error)
    return show_step(scene, step, "filing_form.html", problems, views=views, form=form)


def take_fields(scene: Scene, step: str, posted: Posted) -> Response[str]:
    """Keep the answers, wrong ones too; go on when they are right."""
    form, fields = _fields(scene, step)
    typed = typed_values(fields, posted)

    def change(draft: Draft) -> Draft:
        if step == APPLICANT:
            return replace(draft, applicant=tidy_values(form, typed))
        if step == DELIVERY:
            return replace(draft, delivery=tidy_values(form, typed))
        return with_values(draft, scene.procedure, typed)

    after = replace(scene, draft=scene.desk.filing.change(scene.token, change))
    judged = show_fields(after, step, judged=True)
    return judged if judged.status_code != 200 else lead_to(after.after(step))


def _fields(scene: Scene, step: str) -> tuple[Form, tuple[FormField, ...]]:
    """The form and the fields of a page."""
    forms = scene.desk.filing.forms
    if step == APPLICANT:
        return forms.applicant, forms.applicant.fields
    if step == DELIVERY:
        delivery = delivery_form(forms, scene.procedure)
        return delivery, delivery.fields
    form = scene.procedure.form
    assert form is not None
    return form, form_pages(form, scene.values())[int(step.removeprefix(FORM)) - 1]


def show_papers(scene: Scene, problems: tuple[Problem, ...] = ()) -> Response[str]:
    """The papers with what was sent for each."""
    places = paper_places(scene.procedure, _draft(scene))
    return show_step(scene, PAPERS, "filing_papers.html", problems, places=places, paper_field=_paper_field)


def take_papers(scene: Scene, posted: Posted) -> Response[str]:
    """Read what was sent, or take a paper away; go on when the citizen wants to and nothing is missing."""
    filing, say = scene.desk.filing, scene.reading.say
    if posted.text("bo"):
        filing.drop_paper(scene.token, posted.text("bo"))
        return lead_to(f"{scene.base}/{PAPERS}")
    problems = []
    for place in paper_places(scene.procedure, _draft(scene)):
        files = posted.files.get(_paper_field(place.requirement.code), [])
        if not files:
            continue
        pause = scene.desk.turnstile.pause(Gate.PAPER, scene.client)
        if pause is not None:
            problems.append(_problem(place.requirement.code, say("filing.pause", moment=moment_text(pause, say))))
            break
        trouble = filing.add_paper(scene.token, place.requirement.code, files)
        if trouble is not None:
            problems.append(_problem(place.requirement.code, _trouble(scene, trouble)))
    after = replace(scene, draft=filing.draft(scene.token, scene.procedure.code))
    if not problems and posted.text("viec") == "tiep":
        missing = [one for one in paper_places(scene.procedure, _draft(after)) if one.needed and one.taken is None]
        problems = [
            _problem(one.requirement.code, say("filing.paper.missing", name=one.requirement.name)) for one in missing
        ]
        if not problems:
            return lead_to(after.after(PAPERS))
    return show_papers(after, tuple(problems)) if problems else lead_to(f"{scene.base}/{PAPERS}")


def _trouble(scene: Scene, trouble: PaperTrouble) -> str:
    return scene.reading.say(f"filing.trouble.{trouble.value}", **scene.desk.counted(trouble))


def _paper_field(code: str) -> str:
    return _PAPER + code


def _problem(code: str, sentence: str) -> Problem:
    return Problem(_paper_field(code), sentence)


def show_check(scene: Scene, problems: tuple[Problem, ...] = ()) -> Response[str]:
    """Everything once more, each part with its way back; the declaration; the button that sends."""
    draft, filing = _draft(scene), scene.desk.filing
    unready = filing.unready(draft, scene.procedure)
    reading = scene.reading
    forms = filing.forms
    return show_step(
        scene,
        CHECK,
        "filing_check.html",
        problems,
        unready=unready,
        unit=filing.unit(draft.office),
        applicant=_rows(scene, forms.applicant, draft.applicant),
        form_parts=_form_parts(scene),
        places=[place for place in paper_places(scene.procedure, draft) if place.taken is not None],
        delivery=_rows(scene, forms.delivery, draft.delivery),
        shape=shape_of(draft),
        declaration=forms.declaration,
        declaration_en=forms.declaration_en,
        english=reading.language.value == "en",
    )


def _rows(scene: Scene, form: Form, values: tuple[FormValue, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(_row(scene, field, value) for field, value in answers(form, values) if value)


def _row(scene: Scene, field: FormField, value: str) -> tuple[str, str]:
    return scene.reading.label(field.label, field.label_en), _spoken(scene, field, value)


def _spoken(scene: Scene, field: FormField, value: str) -> str:
    reading = scene.reading
    if value in ("yes", "no") and not field.choices:
        return reading.say(f"filing.{value}")
    choice = next((one for one in field.choices if one.code == value), None)
    return spoken_value(field, value) if choice is None else reading.label(choice.label, choice.label_en)


def _form_parts(scene: Scene) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Rows of the procedure's form by the page on which they are mended."""
    form, draft = scene.procedure.form, _draft(scene)
    if form is None:
        return ()
    asked = answers(form, draft.values)
    parts = []
    for number, fields in enumerate(form_pages(form, scene.values()), 1):
        ids = {field.id for field in fields}
        rows = [(field, value) for field, value in asked if field.id in ids and value]
        parts.append((f"{FORM}{number}", tuple(_row(scene, field, value) for field, value in rows)))
    return tuple(parts)


def take_check(scene: Scene, posted: Posted) -> Response[str]:
    """Send it, once; what stands in the way is said on the same page."""
    draft, say = _draft(scene), scene.reading.say
    if posted.text("cam_doan") != _AGREED:
        return show_check(scene, (Problem("cam_doan", say("filing.declare.missing")),))
    if posted.text("ban") != shape_of(draft):
        return show_check(scene, (Problem("main", say("filing.changed")),))
    pause = scene.desk.turnstile.pause(Gate.SEND, scene.client)
    if pause is not None:
        return show_check(scene, (Problem("main", say("filing.pause", moment=moment_text(pause, say))),))
    try:
        filed = scene.desk.filing.send(scene.token, draft)
    except DraftChanged:
        return show_check(scene, (Problem("main", say("filing.changed")),))
    except NotTaken:
        sentence = say("filing.not_taken", phone=scene.portal.settings.phone)
        return show_check(scene, (Problem("main", sentence),))
    if not isinstance(filed, Filed):
        return show_check(scene, (Problem("main", say("filing.unready")),))
    return lead_to(f"{scene.base}/{DONE}")


def show_done(scene: Scene) -> Response[str]:
    """The request number and the secret, to be kept or printed."""
    draft = _draft(scene)
    assert draft.filed is not None
    settings = scene.portal.settings
    address = f"{settings.address_base}/tra-cuu?ma={draft.filed.request}"
    side, path = qr_path(address)
    return show_step(
        scene,
        DONE,
        "filing_done.html",
        filed=draft.filed,
        secret=f"{draft.secret[:4]} {draft.secret[4:]}",
        unit=scene.desk.filing.unit(draft.filed.office),
        side=side,
        path=path,
        address=settings.address_base.partition("://")[2],
    )


def throw_away(scene: Scene) -> Response[str]:
    """Take the draft, or what is left of a filed one, out of this browser."""
    scene.desk.filing.drop(scene.token)
    reply = lead_to(f"/thu-tuc/{scene.procedure.code}")
    reply.headers["Clear-Site-Data"] = '"cache"'
    reply.set_cookie(cookie(scene.portal, COOKIE, "", 0, scene.base))
    return reply


def _draft(scene: Scene) -> Draft:
    if scene.draft is None:
        raise DraftGone
    return scene.draft
