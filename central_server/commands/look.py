"""Commands that only look: a dossier, an act, the whole, the health of the parts, the settings."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime

import msgspec

from central_server.bootstrap.build import Centre, open_store
from central_server.bootstrap.keys import read_keys
from central_server.bootstrap.notices import build_notices
from central_server.bootstrap.trust import read_trust
from central_server.bootstrap.words import Words
from central_server.commands.administer import opened
from central_server.commands.faults import of_centre, of_settings
from central_server.commands.output import CommandFault, Console, Exit
from central_server.ports.faults import CentreFault
from central_server.ports.values import Counts, Record, StoredAct
from central_server.ports.world import ZONE
from central_server.settings import NOTICE_SETTINGS, SETTINGS, Settings, SettingsFault
from central_sync.protocol.codec import encode_state
from dossier.identifiers import ActId, DossierId, OfficeId, parse_code_any
from sandbox.limits import Limits
from sandbox.outcome import Failed
from sandbox.runner import Sandbox

_MOST_LINES = 1_000


class DossierSaid(msgspec.Struct):
    """A dossier of record with the offices that see it."""

    state: msgspec.Raw
    head: str
    offices: list[str]


class ActSaid(msgspec.Struct):
    """An act with its exact line and the answer to it."""

    device: str
    seq: int
    id: str
    dossier: str
    kind: str
    at: str
    rules: str
    verdict: str
    code: str
    rev: int | None
    hash: str
    line: str


class AccountActSaid(msgspec.Struct):
    """An administrator's act on an account: when, in which office, by whom (login), what, whose (login), what of it."""

    at: str
    office: str
    actor: str
    act: str
    person: str
    detail: str


class StatusSaid(msgspec.Struct):
    """Sizes of the whole."""

    devices: int
    acts: int
    held: int
    dossiers: int
    quarantined: int
    files: int
    rules: str
    epoch: str


class CheckSaid(msgspec.Struct):
    """One part and whether it is well; `why` is a stable code, `text` says what is wrong and what to do."""

    what: str
    ok: bool
    why: str = ""
    text: str = ""


class SettingSaid(msgspec.Struct):
    """A setting and its value."""

    name: str
    value: str


def show(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Show one thing."""
    with opened(settings) as centre:
        match arguments.what:
            case "dossier":
                _show_dossier(centre, arguments.key, console)
            case "act":
                _show_act(centre, arguments.key, console)
            case "accounts":
                _show_accounts(centre, arguments.key, console)
            case _:
                _show_status(centre, console)


def _show_dossier(centre: Centre, key: str, console: Console) -> None:
    record = _record(centre, key)
    if record is None:
        raise CommandFault("centre.fault.not_found", Exit.FAILURE, detail=key)
    state = record.state
    said = DossierSaid(msgspec.Raw(encode_state(state)), record.head.hex(), sorted(record.offices))
    due = state.clock.due
    console.tell(
        said,
        "centre.said.dossier",
        code=state.code or state.id,
        stage=state.stage.value,
        name=state.applicant.name,
        procedure=state.procedure,
        custody=state.custody,
        due="" if due is None else f"{due:%H:%M %d/%m/%Y}",
        rev=str(state.rev),
    )


def _record(centre: Centre, key: str) -> Record | None:
    code = parse_code_any(key)
    if code is not None:
        return centre.store.read(lambda unit: unit.search.by_code(str(code)))
    return centre.store.read(lambda unit: unit.search.by_id(DossierId(key)))


def _show_act(centre: Centre, key: str, console: Console) -> None:
    act = centre.store.read(lambda unit: unit.ledger.act(ActId(key)))
    if act is None:
        raise CommandFault("centre.fault.not_found", Exit.FAILURE, detail=key)
    said = _act_said(act)
    words = {name: str(getattr(said, name)) for name in ("id", "kind", "verdict", "code", "device", "seq", "at")}
    console.tell(said, "centre.said.act", **words)


def _act_said(act: StoredAct) -> ActSaid:
    return ActSaid(
        device=act.device,
        seq=act.seq,
        id=act.id,
        dossier=act.dossier,
        kind=act.kind,
        at=act.at,
        rules=act.rules,
        verdict=act.answer.verdict.value,
        code=act.answer.code,
        rev=act.answer.rev,
        hash=act.hash.hex(),
        line=act.line.decode(errors="replace"),
    )


def _show_accounts(centre: Centre, office: str, console: Console) -> None:
    """What administrators of offices did to accounts, newest first."""
    lines = centre.store.read(lambda unit: unit.registry.administration(OfficeId(office), _MOST_LINES))
    people = sorted({person for line in lines for person in (line.actor, line.person)})
    logins = centre.store.read(lambda unit: {one.id: one.login for one in unit.registry.officials(people)})
    for line in lines:
        at = f"{datetime.fromtimestamp(line.ms / 1000, ZONE):%H:%M %d/%m/%Y}"
        actor, person = logins.get(line.actor, line.actor), logins.get(line.person, line.person)
        said = AccountActSaid(at, line.office, actor, line.act, person, line.detail)
        console.tell(said, "centre.said.account_act", **msgspec.to_builtins(said))


def _show_status(centre: Centre, console: Console) -> None:
    counts: Counts = centre.store.read(lambda unit: unit.registry.counts())
    rules = centre.store.read(lambda unit: unit.registry.current_rules())
    epoch = centre.store.read(lambda unit: unit.registry.meta("epoch"))
    said = StatusSaid(
        counts.devices,
        counts.acts,
        counts.held,
        counts.dossiers,
        counts.quarantined,
        counts.files,
        rules,
        epoch,
    )
    names = ("devices", "acts", "held", "dossiers", "quarantined", "files")
    console.tell(said, "centre.said.status", **{name: str(getattr(said, name)) for name in names})


def doctor(_: Namespace, settings: Settings, console: Console) -> None:
    """Check every part by itself; a broken one makes the command fail."""
    words = console.words
    parts = (("keys", _keys), ("database", _database), ("anchors", _anchors), ("sandbox", _sandbox))
    checks = [_checked(what, look, settings, words) for what, look in parts]
    stands = all(check.ok for check in checks)
    checks.append(_checked("notices", _notices if stands else _wait, settings, words))
    for check in checks:
        how = "bad" if not check.ok else "note" if check.text else "ok"
        console.tell(check, f"centre.said.{how}", what=words(f"centre.check.{check.what}"), why=check.text)
    if not all(check.ok for check in checks):
        raise CommandFault("centre.fault.doctor", Exit.FAILURE)


def _checked(what: str, look: Callable[[Settings], str], settings: Settings, words: Words) -> CheckSaid:
    """One part: well, well with a note (the look gives its code), or what it raised."""
    try:
        note = look(settings)
    except SettingsFault as fault:
        return CheckSaid(what, ok=False, why=fault.name, text=of_settings(fault, words).spoken(words))
    except CentreFault as fault:
        return CheckSaid(what, ok=False, why=fault.code, text=of_centre(fault).spoken(words))
    return CheckSaid(what, ok=True, why=note, text=words(f"centre.note.{note}") if note else "")


def _keys(settings: Settings) -> str:
    read_keys(settings.data / "keys")
    return ""


def _database(settings: Settings) -> str:
    store = open_store(settings)
    rules = store.read(lambda unit: unit.registry.current_rules())
    store.close()
    if not rules:
        raise CentreFault("no_rules")
    return ""


def _anchors(settings: Settings) -> str:
    read_trust(settings.anchors_folder)
    return ""


def _sandbox(_: Settings) -> str:
    with Sandbox(Limits()) as sandbox:
        isolation = sandbox.isolation()
    if isinstance(isolation, Failed):
        raise CentreFault("sandbox", isolation.code.value)
    return "" if isolation.network_cut else "network_not_cut"


def _notices(settings: Settings) -> str:
    """Whether every channel that is wanted is set up; asks no peer."""
    with opened(settings) as centre:
        build_notices(centre).close()
    return ""


def _wait(_: Settings) -> str:
    """What stands on the parts before it is looked at when they are well."""
    raise CentreFault("parts_before")


def settings(_: Namespace, current: Settings, console: Console) -> None:
    """List the settings."""
    for row in (*SETTINGS, *NOTICE_SETTINGS):
        value = str(getattr(current if row in SETTINGS else current.notices, row.name))
        said = SettingSaid(row.name, value)
        console.tell(said, "centre.said.setting", name=row.name, set_to=value, text=console.words(row.text))
