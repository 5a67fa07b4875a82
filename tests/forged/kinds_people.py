"""Forgeries with the wrong certificate or the wrong person: everything is signed well, by somebody who must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.forged.attempt import Case, Forgery, Kind, Step, Variant, codes
from tests.forged.papers import MOMENT, Carried, numbered, sealed, signed
from tests.forged.ring import KEYS, token
from token_signing.devices.port import TokenSession
from token_signing.kinds import SigningKind

_DESK_OWNER = codes("wrong_person")
_DESK_TIME = codes("paper_not_sound", "not_verified")
_DESK_REVOKED = codes("revoked", "not_verified")
_CENTRE = codes("refused:signature_invalid", "noted:signature_invalid")
_NO_RIGHT = codes("refused:no_right", "claimed:no_right")


def leader_file(case: Case, by: TokenSession) -> Carried:
    """The draft signed where its leader signs."""
    return signed(case.draft, by)


def issued_file(case: Case, by: TokenSession) -> Carried:
    """The leader's file with number, date and seal."""
    return sealed(numbered(case.led.pdf, case.symbol), by)


def _made(step: Step, case: Case, by: TokenSession) -> Carried:
    return leader_file(case, by) if step is Step.SIGN else issued_file(case, by)


def by_token(who: str, key: str, step: Step, login: str = "") -> Variant:
    """The desk is given the token; the centre the file that it would have made."""
    return lambda case: Forgery(step, _made(step, case, token(who, key)), login, token(who, key))


def by_file(who: str, key: str, step: Step, said: str = "", *, green: bool = True) -> Variant:
    """The file lies on the desk's shelf; `said`: the act names the certificate of somebody else."""

    def make(case: Case) -> Forgery:
        made = _made(step, case, token(who, key))
        return Forgery(step, made.said_to_be(token(said, key)) if said else made, green=green)

    return make


def _both(who: str, step: Step) -> dict[str, Variant]:
    """With the token and as a file, by RSA and by EC."""
    return {
        f"{who}, {step.value}, {key}, {way}": make(who, key, step)
        for key in KEYS
        for way, make in (("token", by_token), ("file", by_file))
    }


def _strangers(*who: str, step: Step, said: str) -> dict[str, Variant]:
    """Somebody else's certificate: told as it is, and told to be the right one."""
    made: dict[str, Variant] = {}
    for one in who:
        made |= _both(one, step)
        made |= {f"{one}, {step.value}, {key}, said to be {said}": by_file(one, key, step, said) for key in KEYS}
    return made


def _spans(*words: str) -> dict[str, Variant]:
    """Certificates of the right owner that do not hold, for both steps."""
    made: dict[str, Variant] = {}
    for word in words:
        for owner, step in (("leader", Step.SIGN), ("agency", Step.SEAL)):
            who = f"{owner}.{word}"
            made |= {f"{who}, {key}, token": by_token(who, key, step) for key in KEYS}
            made |= {f"{who}, {key}, file": by_file(who, key, step, green=False) for key in KEYS}
    return made


def _copy(who: str, key: str, kind: SigningKind) -> Variant:
    """The draft with a signature that makes it a copy, an attachment or a clerk's paper, said to be the result."""
    return lambda case: Forgery(Step.SIGN, signed(case.draft, token(who, key), kind), green=True)


def _of_the_copy(who: str, key: str) -> Variant:
    """A certified copy of the other dossier's signed result, said to be this one's."""
    return lambda case: Forgery(Step.SIGN, signed(case.other_led.pdf, token(who, key), SigningKind.COPY), green=True)


def _early(step: Step, key: str) -> Variant:
    """The act says a moment at which the certificate did not hold yet, though it does by now."""
    who = "leader.tomorrow" if step is Step.SIGN else "agency.tomorrow"
    return lambda case: replace(by_file(who, key, step, green=False)(case), at=datetime(2019, 3, 14, 15, 59))


def _claimed_early(step: Step, key: str) -> Variant:
    """The signature claims a time at which its certificate was not issued yet."""
    before = MOMENT.replace(year=2017)

    def make(case: Case) -> Forgery:
        if step is Step.SIGN:
            return Forgery(step, signed(case.draft, token("leader", key), claimed=before))
        return Forgery(step, sealed(numbered(case.led.pdf, case.symbol), token("agency", key), before))

    return make


def _claimed_impossibly(step: Step, key: str) -> Variant:
    """The leader claims tomorrow; the agency claims to have sealed before the leader signed."""

    def make(case: Case) -> Forgery:
        if step is Step.SIGN:
            late = signed(case.draft, token("leader", key), claimed=MOMENT + timedelta(days=1))
            return Forgery(step, late, green=True)
        made = sealed(numbered(case.led.pdf, case.symbol), token("agency", key), MOMENT - timedelta(days=1))
        return Forgery(step, made, green=True)

    return make


def _by(login: str, who: str, step: Step) -> dict[str, Variant]:
    return {f"{login} with the token of {who}, {key}": by_token(who, key, step, login) for key in KEYS}


KINDS = (
    Kind("a clerk's certificate on a result", _DESK_OWNER, _CENTRE,
         _strangers("clerk", "intake", "records", step=Step.SIGN, said="leader")),
    Kind("a person's certificate as the agency's seal", _DESK_OWNER, _CENTRE,
         _strangers("leader", "clerk", "records", step=Step.SEAL, said="agency")),
    Kind("expired at signing", _DESK_TIME, _CENTRE, _spans("expired", "expired_yesterday")),
    Kind("not valid yet", _DESK_TIME, _CENTRE, _spans("future", "tomorrow")),
    Kind("revoked", _DESK_REVOKED, _CENTRE, _spans("revoked", "revoked_today")),
    Kind("unknown root", _DESK_TIME, _CENTRE, _spans("foreign", "self")),
    Kind("same name, other key", _DESK_OWNER, _CENTRE,
         _strangers("leader.namesake", step=Step.SIGN, said="leader")
         | _strangers("agency.namesake", step=Step.SEAL, said="agency")),
    Kind("who left the office", codes("no_role"), _NO_RIGHT,
         _by("lan", "left", Step.SIGN) | _by("chi", "agency", Step.SEAL)),
    Kind("delegation ended or not begun", codes("no_right"), _NO_RIGHT,
         _by("phuc", "past_deputy", Step.SIGN) | _by("sau", "next_deputy", Step.SIGN)),
    Kind("another office's leader or seal", _DESK_OWNER, _CENTRE,
         _strangers("other_leader", step=Step.SIGN, said="leader")
         | _strangers("other_agency", step=Step.SEAL, said="agency")),
    Kind("a person of another office", codes("wrong"), _NO_RIGHT,
         _by("x-anh", "other_leader", Step.SIGN) | _by("x-bao", "other_agency", Step.SEAL)),
    Kind("a clerk signs, a leader seals", codes("no_right"), _NO_RIGHT,
         _by("loc", "clerk", Step.SIGN) | _by("suong", "records", Step.SIGN) | _by("minh", "agency", Step.SEAL)),
    Kind("act of one person, certificate of another", _DESK_OWNER, _CENTRE,
         _strangers("second", step=Step.SIGN, said="leader") | _by("an", "leader", Step.SIGN)),
    Kind("a certified copy as the result", codes("not_found", "not_verified", "wrong_person"), _CENTRE,
         {f"{kind.value} of {who}, {key}": _copy(who, key, kind)
          for key in KEYS for who in ("agency", "clerk")
          for kind in (SigningKind.COPY, SigningKind.ATTACHMENT, SigningKind.CLERK)}
         | {f"copy of another result by {who}, {key}": _of_the_copy(who, key)
            for key in KEYS for who in ("agency", "leader")}),
    Kind("time before the certificate", codes("not_verified"), _CENTRE,
         {f"act, {step.value}, {key}": _early(step, key) for step in Step for key in KEYS}
         | {f"claimed, {step.value}, {key}": _claimed_early(step, key) for step in Step for key in KEYS}),
    Kind("a time that cannot be", codes("not_verified"), _CENTRE,
         {f"claimed, {step.value}, {key}": _claimed_impossibly(step, key) for step in Step for key in KEYS}),
)  # fmt: skip
