"""An enrolled desk of one commune office on a real encrypted store, as the centre would have enrolled it."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher

from central_sync.protocol.bundle import encode_bundle
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import Account, EnrolReply
from desk_client.adapters.key_store import key_store_of
from desk_client.belongings import data_folder
from desk_client.bootstrap import Desk, Machine, open_desk, open_machine
from desk_client.services.session import Session
from desk_client.settings import Settings, decode
from desk_client.store import rulebook
from dossier.identifiers import NumberSlice
from tests.fakes.people import GRANTS, OFFICE, PEOPLE
from tests.fakes.rules import shipped_bundle, shipped_rules

PASSWORD = "diễn tập 2019"
CENTRE_SEED = b"c" * 32


@cache
def verifier() -> str:
    """The Argon2id verifier of PASSWORD, cheap enough for tests."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def enrolment(device: str = "dev-1", first: int = 1, last: int = 499, anchors: tuple[bytes, ...] = ()) -> EnrolReply:
    """What the centre tells a new desk of the office; `anchors` are trusted roots as DER."""
    return EnrolReply(
        device=device,
        office=OFFICE,
        desk_number=1,
        centre_key=KeySigner(CENTRE_SEED).public_hex,
        epoch="epoch-1",
        rules=shipped_rules().version,
        slices=(NumberSlice(OFFICE, first, last, date(2018, 1, 1), date(2030, 12, 31)),),
        accounts=tuple(Account(person, verifier()) for person in PEOPLE),
        grants=GRANTS,
        secret_salt=(b"s" * 32).hex(),
        trust_anchors=tuple(anchor.hex() for anchor in anchors),
        portal="http://127.0.0.1:8000",
    )


def settings_in(folder: Path, **changes: str) -> Settings:
    """Settings of a desk in a folder, on the rehearsal's clock standing at 14/03/2019 08:05 now."""
    import time

    plain = {
        "MOTCUA_DATA_DIR": str(folder),
        "MOTCUA_KEY_STORE": "file",
        "MOTCUA_PKCS11_MODULE": "none",
        "MOTCUA_CLOCK": f"rehearsal:2019-03-14T08:05:00@{time.time()}",
    }
    return decode("", plain | {f"MOTCUA_{name.upper()}": value for name, value in changes.items()})


@cache
def _new_store() -> tuple[bytes, bytes]:
    """A store that holds the shipped rules, made once in a process by the desk itself, and the key it opens with."""
    with TemporaryDirectory() as place:
        machine = open_machine(settings_in(Path(place)))
        version, body = shipped_rules().version, encode_bundle(shipped_bundle())
        machine.writer.run(lambda connection: rulebook.keep(connection, version, body))
        machine.writer.close()
        machine.engine.dispose()
        return (machine.folder / "desk.db").read_bytes(), machine.keys.get("store") or b""


def make_machine(folder: Path, reply: EnrolReply | None = None, **changes: str) -> Machine:
    """An enrolled machine that holds the shipped rules; one that is there goes on as it is."""
    settings = settings_in(folder, **changes)
    if not (data_folder(settings) / "desk.db").exists():
        store, key = _new_store()
        key_store_of(settings.key_store, data_folder(settings) / "keys").put("store", key)
        (data_folder(settings) / "desk.db").write_bytes(store)
    machine = open_machine(settings)
    machine.keep_enrolment(reply or enrolment())
    return machine


def make_office(folder: Path, reply: EnrolReply | None = None, **changes: str) -> Desk:
    """An enrolled desk, ready for work."""
    desk = open_desk(make_machine(folder, reply, **changes))
    assert desk is not None
    return desk


def sign_in(desk: Desk, login: str) -> Session:
    """The session of one of the four people."""
    session = desk.sessions.login(login, PASSWORD)
    assert isinstance(session, Session), session
    return session
