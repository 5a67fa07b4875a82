"""Builds filing online over the centre's own hand; decides nothing."""

import tomllib
from importlib.resources import files

from central_server.bootstrap.build import Centre
from central_server.bootstrap.keys import DerivedHandKeys, draft_key, read_keys
from central_server.bootstrap.papers import LARGEST_FILE, MOST_PAGES, PrintedForms
from central_server.portal.filing_desk import FilingDesk
from central_server.ports.faults import CentreFault
from central_server.ports.filing import PaperReader
from central_server.services.filing.draft import CitizenForms, parse_citizen_forms
from central_server.services.filing.drafts import DraftParts, Drafts
from central_server.services.filing.filing import Filing, FilingParts
from central_server.services.filing.turnstile import Turnstile
from central_server.services.own_acts import OwnActs, OwnParts
from central_server.services.owner import OwnerDesk, OwnerParts
from dossier.rows import CatalogueFault

_MEBIBYTE = 1024 * 1024
_FORMS = "citizen"


def build_own_acts(centre: Centre) -> OwnActs:
    """The centre's own hand."""
    keys = read_keys(centre.settings.data / "keys")
    return OwnActs(OwnParts(centre.store, centre.clock, centre.rulebook, DerivedHandKeys(keys.feed), centre.held))


def build_drafts(centre: Centre) -> Drafts:
    """Citizens' drafts."""
    keys = read_keys(centre.settings.data / "keys")
    return Drafts(DraftParts(centre.store, centre.clock, centre.chance, centre.shelf, draft_key(keys.portal)))


def build_filing(centre: Centre, reader: PaperReader) -> FilingDesk:
    """Filing online with its turnstile."""
    keys = read_keys(centre.settings.data / "keys")
    filing = Filing(
        FilingParts(
            storage=centre.store,
            clock=centre.clock,
            chance=centre.chance,
            rulebook=centre.rulebook,
            files=centre.shelf,
            drafts=build_drafts(centre),
            own=build_own_acts(centre),
            forms=load_citizen_forms(),
            reader=reader,
            drawer=PrintedForms(),
            alarm=centre.alarm,
            salt=keys.salt,
        )
    )
    owner = OwnerDesk(
        OwnerParts(centre.store, centre.clock, centre.rulebook, centre.shelf, build_own_acts(centre), reader)
    )
    turnstile = Turnstile(centre.store, centre.clock, centre.settings.secret_pause_minutes)
    return FilingDesk(filing, owner, turnstile, LARGEST_FILE // _MEBIBYTE, MOST_PAGES)


def load_citizen_forms() -> CitizenForms:
    """The shipped forms of every filing; raises CentreFault `province_faulty` naming the bad row."""
    text = (files("resources") / "filing" / f"{_FORMS}.toml").read_text(encoding="utf-8")
    try:
        return parse_citizen_forms(_FORMS, tomllib.loads(text))
    except CatalogueFault as fault:
        raise CentreFault("province_faulty", str(fault)) from fault
