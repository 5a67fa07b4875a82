"""Builds the citizens' pages from the province's profile and the shipped templates; decides nothing."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from central_server.bootstrap.blank_forms import BlankForms
from central_server.bootstrap.build import Centre
from central_server.bootstrap.checking import build_checking
from central_server.bootstrap.filing import build_filing, load_citizen_forms
from central_server.bootstrap.keys import login_key, read_keys
from central_server.bootstrap.words import load_words
from central_server.jobs.letters import LetterJob
from central_server.portal.replies import Portal, Speakers
from central_server.portal.settings import Bilingual, PortalSettings
from central_server.portal.templates import load_templates
from central_server.ports.checking import FileCheck
from central_server.ports.faults import CentreFault
from central_server.ports.filing import PaperReader
from central_server.ports.notices import Outgoing
from central_server.ports.world import ZONE
from central_server.services.catalogue import Catalogue, LifeEvents, parse_life_events
from central_server.services.filing.turnstile import Turnstile
from central_server.services.lookup import DossierLookUp, LookUpParts
from central_server.services.mail_login import CodeLetter, MailLogin, MailLoginParts
from dossier.rows import CatalogueFault
from dossier.rules import Rules

_WORDS = ("portal", "services", "filing", "owner", "forms", "checking")
_LIFE_EVENTS = "vietnam"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the portal may do beside looking up: file online (a reader of papers), send codes by e-mail, check files."""

    reader: PaperReader | None = None
    letters: LetterJob | None = None
    checks: FileCheck | None = None


def build_portal(centre: Centre, doors: Doors = Doors()) -> Portal:
    """The portal over the centre's dossiers, with the doors that are open in this province.

    Raises CentreFault `no_rules` before a province was loaded.
    """
    rules = centre.rulebook.current()
    if rules is None:
        raise CentreFault("no_rules")
    keys = read_keys(centre.settings.data / "keys")
    parts = LookUpParts(
        storage=centre.store,
        clock=centre.clock,
        rules=centre.rulebook,
        salt=keys.salt,
        say=load_words("vi", "centre", "due"),
        tries=centre.settings.secret_tries,
        pause_minutes=centre.settings.secret_pause_minutes,
    )
    return Portal(
        DossierLookUp(parts),
        Catalogue(centre.rulebook.current, load_life_events(), centre.clock.now),
        load_templates(_read),
        Speakers(load_words("vi", *_WORDS), load_words("en", *_WORDS)),
        _settings(centre, rules, keys.portal),
        lambda: _aware(centre.clock.now()),
        None if doors.reader is None else build_filing(centre, doors.reader),
        None if doors.letters is None else _login(centre, doors.letters),
        BlankForms(load_citizen_forms()).pdf,
        None if doors.checks is None else build_checking(centre, doors.checks),
    )


def _login(centre: Centre, letters: LetterJob) -> MailLogin:
    """Codes by e-mail."""
    say = load_words("vi", "centre")
    keys = read_keys(centre.settings.data / "keys")

    def written(letter: CodeLetter) -> Outgoing:
        until = f"{letter.until:%H:%M}"
        subject = say("centre.login.subject", code=letter.dossier_code)
        text = say("centre.login.text", code=letter.dossier_code, digits=letter.digits, until=until)
        return Outgoing(letter.key, letter.to, subject, text, "login", {})

    parts = MailLoginParts(
        storage=centre.store,
        clock=centre.clock,
        chance=centre.chance,
        turnstile=Turnstile(centre.store, centre.clock, centre.settings.secret_pause_minutes),
        key=login_key(keys.portal),
        post=lambda letter: letters.post(lambda: written(letter)),
    )
    return MailLogin(parts)


def _settings(centre: Centre, rules: Rules, pass_key: bytes) -> PortalSettings:
    """Banner and foot of the pages from the province's profile."""
    province = rules.bundle.province
    administrator = rules.unit(province.administrator)
    name = province.name if administrator is None else administrator.name
    return PortalSettings(
        agency=Bilingual(f"Ủy ban nhân dân {_lower(province.name)}", f"People's Committee, {province.name}"),
        responsible=Bilingual(name, name),
        address=Bilingual(province.name, province.name),
        phone=province.hotline,
        email=f"motcua@{province.portal_address.partition('.')[2]}",
        pass_key=pass_key,
        address_base=centre.settings.portal_address.rstrip("/") or f"https://{province.portal_address}",
        secure_cookies=not centre.settings.portal_address.startswith("http://"),
        training=bool(centre.settings.clock),
    )


def load_life_events() -> LifeEvents:
    """The shipped table of events of life; raises CentreFault `province_faulty` naming the bad row."""
    text = (files("resources") / "life_events" / f"{_LIFE_EVENTS}.toml").read_text(encoding="utf-8")
    try:
        return parse_life_events(_LIFE_EVENTS, tomllib.loads(text))
    except CatalogueFault as fault:
        raise CentreFault("province_faulty", str(fault)) from fault


def _read(name: str) -> str:
    return (files("resources") / "portal" / name).read_text(encoding="utf-8")


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=ZONE)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
