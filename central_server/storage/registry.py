"""Keeps devices, people, grants, certificates, codes and rules; judges none of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from central_server.ports.storage import Later
from central_server.ports.values import (
    PORTAL_DEVICE,
    Addressee,
    AdministrationLine,
    Counts,
    Device,
    DeviceState,
    EnrolmentCode,
    Official,
)
from central_server.storage import schema
from central_server.storage.dialect import insert_new, insert_or_replace
from central_server.storage.ledger import device_of
from central_server.storage.query import Query
from dossier.identifiers import DeviceId, NumberSlice, OfficeId, PersonId
from dossier.roles import Grant, Role, SigningFor
from dossier.signers import Binding

_SLICES = msgspec.json.Decoder(tuple[NumberSlice, ...])
_CURRENT_RULES = "rules"

_META = Query("SELECT value FROM meta WHERE name = ?")
_DEVICE_ROWS = "SELECT id, office, public_key, state, last_seq, last_hash, desk_number, name FROM device WHERE id"
_DEVICE = Query(f"{_DEVICE_ROWS} = ?")
_DEVICES = Query(f"{_DEVICE_ROWS} {{among}}")
_SLICES_OF = Query(
    "SELECT device, agency, first, last, valid_from, valid_until FROM number_slice WHERE device {among}"
    " ORDER BY device, agency, first"
)
_CERTIFICATES = Query(
    "SELECT sha256, person, valid_until FROM certificate WHERE sha256 {among} OR person {among} ORDER BY sha256"
)
_NAMES = Query("SELECT id, name FROM person WHERE id {among}")
_RULES = Query("SELECT body FROM rules_version WHERE version = ?")
_GRANTS = (
    "SELECT person, office, role, valid_from, valid_until, on_behalf_of, seconded_from, away, basis, signing"
    " FROM role_grant WHERE"
)
_GRANTS_OF_OFFICE = Query(f"{_GRANTS} office = ? ORDER BY person, office, role, valid_from")
_GRANTS_OF_PEOPLE = Query(f"{_GRANTS} person {{among}} ORDER BY person, office, role, valid_from")
_IS_DESK = ~schema.device.c.id.startswith(PORTAL_DEVICE)


class SqlRegistry:
    """The registry of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def device(self, device: DeviceId) -> Device | None:
        rows = _DEVICE.rows(self._connection, device)
        return device_of(rows[0]) if rows else None

    def devices(self, ids: Sequence[DeviceId]) -> Mapping[DeviceId, Device]:
        return {DeviceId(row[0]): device_of(row) for row in _DEVICES.rows(self._connection, list(ids))}

    def devices_of(self, office: OfficeId) -> Sequence[Device]:
        query = select(schema.device).where(schema.device.c.office == office, _IS_DESK)
        return [device_of(row) for row in self._connection.execute(query.order_by(schema.device.c.desk_number))]

    def offices_with_desks(self) -> Sequence[OfficeId]:
        table = schema.device.c
        query = select(table.office).where(table.state == DeviceState.OK.value, _IS_DESK).distinct()
        return [OfficeId(office) for office in self._connection.execute(query).scalars()]

    def open_portal(self, device: Device, ms: int) -> None:
        self._connection.execute(insert_new(self._connection, schema.device), _device_row(device, ms))

    def slices_of(self, device: DeviceId) -> tuple[NumberSlice, ...]:
        return self.slices_of_all([device])().get(device, ())

    def slices_of_all(self, devices: Sequence[DeviceId]) -> Later[Mapping[DeviceId, tuple[NumberSlice, ...]]]:
        rows = _SLICES_OF.ask(self._connection, list(devices)) if devices else tuple

        def slices() -> Mapping[DeviceId, tuple[NumberSlice, ...]]:
            found: dict[DeviceId, tuple[NumberSlice, ...]] = {}
            for device, *rest in rows():
                found[device] = (*found.get(device, ()), _slice_of(rest))
            return found

        return slices

    def slices_for(self, agency: OfficeId) -> Sequence[NumberSlice]:
        table, codes = schema.number_slice, schema.enrolment_code
        rows = self._connection.execute(select(table).where(table.c.agency == agency))
        given = [_slice_of(row[1:]) for row in rows]
        bodies = self._connection.execute(select(codes.c.slices).where(codes.c.used_by.is_(None))).scalars()
        promised = [one for body in bodies for one in _SLICES.decode(body) if one.office == agency]
        return [*given, *promised]

    def add_device(self, device: Device, slices: Sequence[NumberSlice], enrolled_ms: int) -> None:
        self._connection.execute(insert(schema.device), _device_row(device, enrolled_ms))
        rows = [_slice_row(device.id, one) for one in slices]
        if rows:
            self._connection.execute(insert(schema.number_slice), rows)

    def add_code(self, code: EnrolmentCode) -> None:
        values = {
            "hash": code.hash,
            "office": code.office,
            "slices": msgspec.json.encode(code.slices).decode(),
            "expires_ms": code.expires_ms,
        }
        self._connection.execute(insert(schema.enrolment_code), values)

    def code(self, code_hash: str) -> EnrolmentCode | None:
        table = schema.enrolment_code
        row = self._connection.execute(select(table).where(table.c.hash == code_hash)).one_or_none()
        if row is None:
            return None
        used_by = None if row.used_by is None else DeviceId(row.used_by)
        return EnrolmentCode(row.hash, OfficeId(row.office), _SLICES.decode(row.slices), row.expires_ms, used_by)

    def use_code(self, code_hash: str, device: DeviceId, used_ms: int) -> bool:
        table = schema.enrolment_code
        where = (table.c.hash == code_hash, table.c.used_by.is_(None))
        done = self._connection.execute(update(table).where(*where).values(used_by=device, used_ms=used_ms))
        return done.rowcount == 1

    def add_official(self, official: Official) -> None:
        values = {
            "id": official.id,
            "name": official.name,
            "title": official.title,
            "login": official.login,
            "verifier": official.verifier,
            "until": official.until,
            "email": official.email,
        }
        self._connection.execute(insert_or_replace(self._connection, schema.person), values)

    def officials(self, ids: Sequence[PersonId]) -> Sequence[Official]:
        query = select(schema.person).where(schema.person.c.id.in_(ids)).order_by(schema.person.c.id)
        return [_official_of(row) for row in self._connection.execute(query)]

    def official_by_login(self, login: str) -> Official | None:
        row = self._connection.execute(select(schema.person).where(schema.person.c.login == login)).one_or_none()
        return None if row is None else _official_of(row)

    def add_grant(self, grant: Grant) -> None:
        values = {
            "person": grant.person,
            "office": grant.office,
            "role": grant.role.value,
            "valid_from": grant.valid_from,
            "valid_until": grant.valid_until,
            "on_behalf_of": grant.on_behalf_of or "",
            "seconded_from": grant.seconded_from or "",
            "away": grant.away,
            "basis": grant.basis,
            "signing": "" if grant.signing is None else grant.signing.value,
        }
        self._connection.execute(insert_or_replace(self._connection, schema.role_grant), values)

    def remove_grant(self, grant: Grant) -> None:
        table = schema.role_grant.c
        where = (
            table.person == grant.person,
            table.office == grant.office,
            table.role == grant.role.value,
            table.valid_from == grant.valid_from,
            table.on_behalf_of == (grant.on_behalf_of or ""),
            table.seconded_from == (grant.seconded_from or ""),
        )
        self._connection.execute(delete(schema.role_grant).where(*where))

    def end_grants(self, person: PersonId, office: OfficeId, last_day: date) -> int:
        table = schema.role_grant
        later = or_(table.c.valid_until.is_(None), table.c.valid_until > last_day)
        whose = or_(table.c.person == person, table.c.on_behalf_of == person)
        where = (whose, table.c.office == office, later)
        return self._connection.execute(update(table).where(*where).values(valid_until=last_day)).rowcount

    def grants_of(self, office: OfficeId) -> tuple[Grant, ...]:
        return tuple(_grant_of(row) for row in _GRANTS_OF_OFFICE.rows(self._connection, office))

    def grants_of_people(self, people: Sequence[PersonId]) -> Later[tuple[Grant, ...]]:
        rows = _GRANTS_OF_PEOPLE.ask(self._connection, list(people)) if people else tuple
        return lambda: tuple(_grant_of(row) for row in rows())

    def addressees(self, role: Role, day: date) -> Sequence[Addressee]:
        grant, person = schema.role_grant.c, schema.person.c
        query = (
            select(grant.office, person.id, person.email)
            .join_from(schema.role_grant, schema.person, person.id == grant.person)
            .where(grant.role == role.value, person.email != "", grant.valid_from <= day)
            .where(or_(grant.valid_until.is_(None), grant.valid_until >= day))
            .where(or_(person.until.is_(None), person.until >= day))
            .distinct()
            .order_by(grant.office, person.id)
        )
        rows = self._connection.execute(query)
        return [Addressee(OfficeId(office), PersonId(one), email) for office, one, email in rows]

    def note_administration(self, line: AdministrationLine) -> None:
        values = {
            "ms": line.ms,
            "office": line.office,
            "actor": line.actor,
            "act": line.act,
            "person": line.person,
            "detail": line.detail,
        }
        self._connection.execute(insert(schema.administration), values)

    def administration(self, office: OfficeId, most: int) -> Sequence[AdministrationLine]:
        table = schema.administration
        query = select(table).order_by(table.c.n.desc()).limit(most)
        rows = self._connection.execute(query.where(table.c.office == office) if office else query)
        return [_administration_of(row) for row in rows]

    def bind_certificate(self, binding: Binding) -> None:
        values = {"sha256": binding.sha256, "person": binding.owner, "valid_until": binding.until}
        self._connection.execute(insert_or_replace(self._connection, schema.certificate), values)

    def bindings(self, certificates: Sequence[str], owners: Sequence[str]) -> Later[tuple[Binding, ...]]:
        asked = certificates or owners
        rows = _CERTIFICATES.ask(self._connection, list(certificates), list(owners)) if asked else tuple
        return lambda: tuple(_binding_of(row) for row in rows())

    def names(self, people: Sequence[PersonId]) -> Later[Mapping[str, str]]:
        rows = _NAMES.ask(self._connection, list(people)) if people else tuple
        return lambda: dict(rows())

    def add_rules(self, version: str, body: bytes, loaded_ms: int) -> bool:
        values = {"version": version, "body": body, "loaded_ms": loaded_ms}
        self._connection.execute(insert_new(self._connection, schema.rules_version), values)
        if self.current_rules() == version:
            return False
        self.set_meta(_CURRENT_RULES, version)
        return True

    def rules(self, version: str) -> bytes | None:
        found = _RULES.rows(self._connection, version)
        return found[0][0] if found else None

    def current_rules(self) -> str:
        return self.meta(_CURRENT_RULES)

    def meta(self, name: str) -> str:
        rows = _META.rows(self._connection, name)
        return str(rows[0][0]) if rows else ""

    def set_meta(self, name: str, value: str) -> None:
        self._connection.execute(insert_or_replace(self._connection, schema.meta), {"name": name, "value": value})

    def counts(self) -> Counts:
        held = select(func.count()).select_from(schema.act).where(schema.act.c.verdict == "held")
        tables = (schema.device, schema.act, schema.dossier, schema.quarantine, schema.blob)
        devices, acts, dossiers, quarantined, files = (
            self._connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        )
        hands = select(func.count()).select_from(schema.device).where(~_IS_DESK)
        devices -= self._connection.execute(hands).scalar_one()
        return Counts(devices, acts, self._connection.execute(held).scalar_one(), dossiers, quarantined, files)


def _device_row(device: Device, enrolled_ms: int) -> dict[str, object]:
    return {
        "id": device.id,
        "office": device.office,
        "public_key": device.public_key,
        "state": device.state.value,
        "last_seq": device.last_seq,
        "last_hash": device.last_hash,
        "desk_number": device.desk_number,
        "name": device.name,
        "enrolled_ms": enrolled_ms,
    }


def _slice_of(row: Sequence[Any]) -> NumberSlice:
    agency, first, last, valid_from, valid_until = row
    return NumberSlice(OfficeId(agency), first, last, _day(valid_from), _day(valid_until))


def _slice_row(device: DeviceId, one: NumberSlice) -> dict[str, object]:
    return {
        "device": device,
        "agency": one.office,
        "first": one.first,
        "last": one.last,
        "valid_from": one.valid_from,
        "valid_until": one.valid_until,
    }


def _official_of(row: Row[*tuple[Any, ...]]) -> Official:
    return Official(PersonId(row.id), row.name, row.title, row.login, row.verifier, row.until, row.email)


def _administration_of(row: Row[*tuple[Any, ...]]) -> AdministrationLine:
    actor, person = PersonId(row.actor), PersonId(row.person)
    return AdministrationLine(row.ms, OfficeId(row.office), actor, row.act, person, row.detail)


def _grant_of(row: Sequence[Any]) -> Grant:
    person, office, role, valid_from, valid_until, lender, agency, away, basis, signing = row
    return Grant(
        person=PersonId(person),
        office=OfficeId(office),
        role=Role(role),
        valid_from=_day(valid_from),
        valid_until=None if valid_until is None else _day(valid_until),
        on_behalf_of=PersonId(lender) if lender else None,
        seconded_from=OfficeId(agency) if agency else None,
        away=bool(away),
        basis=basis,
        signing=SigningFor(signing) if signing else None,
    )


def _binding_of(row: Sequence[Any]) -> Binding:
    sha256, owner, until = row
    return Binding(sha256, owner, None if until is None else _day(until))


def _day(value: date | str) -> date:
    """A day as the driver gives it: SQLite knows no dates and keeps text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
