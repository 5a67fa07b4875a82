"""Forgeries in the bytes: the right people's signatures over other bytes, in other files, cut, mended, added to."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from tests.forged.attempt import Case, Forgery, Kind, Step, Variant, codes
from tests.forged.kinds_people import issued_file, leader_file
from tests.forged.papers import DATE_WORDS, Carried, carried, closed, cms_of, numbered, prepared, sealed, signed
from tests.forged.ring import KEYS, Wrong, token
from tests.token_signing.attacks import ATTACKS, Attack, fields_of, opened
from tests.token_signing.odd_certificates import KeySession
from tests.token_signing.signing_papers import written
from token_signing.cms_container import enclose, to_be_signed
from token_signing.fields import DATE_FIELD, NUMBER_FIELD
from token_signing.kinds import SigningKind
from token_signing.values import Prepared

_DESK = codes("not_verified", "not_found", "content_changed")
_INVALID = codes("refused:signature_invalid", "noted:signature_invalid")
_DAY = codes("noted:day_impossible")
_HELD = codes("held:file_missing")
_CHANGED = codes("refused:content_changed", "noted:content_changed")
_BOTH = (Step.SIGN, Step.SEAL)
_OWNER = {Step.SIGN: "leader", Step.SEAL: "agency"}
_ENDS = ("isa_bare_objects", "isa_bare_trailer", "isa_whole_update", "object_stream")
_RANGES = tuple(name for name in ATTACKS if name.startswith(("range_", "usf_", "swa_")))
_FLIPS = ("flipped", "time_changed")
"""What looks for a text or a time of other papers than these."""
_OTHERS = tuple(name for name in ATTACKS if name not in (*_ENDS, *_RANGES, *_FLIPS))
_UNWRITABLE = ("form_removed", "signature_removed", "shadow_replace")
"""What leaves nothing to write a number into, or to put a seal beside."""


def good(case: Case, step: Step, key: str) -> Carried:
    """An honest signature of a step."""
    by = token(_OWNER[step], key)
    return leader_file(case, by) if step is Step.SIGN else issued_file(case, by)


def _each(make: Callable[[Case, Step, str], Forgery], *words: str) -> dict[str, Variant]:
    """One variant a step and a key."""
    return {
        ", ".join((*words, step.value, key)): lambda case, step=step, key=key: make(case, step, key)  # type: ignore[misc]
        for step in _BOTH
        for key in KEYS
    }


def _attacked(*names: str) -> dict[str, Variant]:
    """A finished file, attacked."""
    made: dict[str, Variant] = {}
    for name in names:
        made |= _each(lambda case, step, key, hurt=ATTACKS[name]: _hurt(case, step, key, hurt), name)  # type: ignore[misc]
    return made


def _hurt(case: Case, step: Step, key: str, hurt: Attack) -> Forgery:
    one = good(case, step, key)
    forged = hurt(one.pdf)
    assert forged != one.pdf
    return Forgery(step, one.over(forged))


def _over(digest: Callable[[Case], bytes]) -> Callable[[Case, Step, str], Forgery]:
    """A signature over another digest than the file's own."""

    def make(case: Case, step: Step, key: str) -> Forgery:
        by, made = _gap(case, step, key)
        return Forgery(step, closed(made, by, digest(case)))

    return make


def _transplanted(case: Case, step: Step, key: str) -> Forgery:
    """The CMS of the other dossier's signature in the gap of this one's."""
    by, made = _gap(case, step, key)
    other = signed(case.other_draft, by) if step is Step.SIGN else sealed(case.other_led.pdf, by)
    return Forgery(step, carried(made, by, cms_of(other)))


def _copied(case: Case, step: Step, key: str) -> Forgery:
    """The whole signed file of the other dossier."""
    if step is Step.SIGN:
        return Forgery(step, signed(case.other_draft, token("leader", key)), green=True)
    return Forgery(step, sealed(numbered(case.other_led.pdf, case.symbol), token("agency", key)), green=True)


def _swapped(sent: Callable[[Case, Carried], bytes]) -> Callable[[Case, Step, str], Forgery]:
    def make(case: Case, step: Step, key: str) -> Forgery:
        one = good(case, step, key)
        return Forgery(step, one, arrives=sent(case, one))

    return make


def _named(change: Callable[[Case, Carried], Carried]) -> Callable[[Case, Step, str], Forgery]:
    """A good file whose act says something else of its signature; the desk finds a file that is as the act says."""

    def make(case: Case, step: Step, key: str) -> Forgery:
        by, made = _gap(case, step, key)
        good = closed(made, by)
        told = change(case, good)
        cms, digest = cms_of(told), bytes.fromhex(told.digest)
        as_told = closed(made, by, digest) if told.cms == good.cms else carried(made, by, cms)
        return Forgery(step, told, planted=as_told.pdf)

    return make


def _signed_twice(second: str, kind: SigningKind) -> Callable[[Case, Step, str], Forgery]:
    """Somebody puts a signature of his own behind the right one."""

    def make(case: Case, step: Step, key: str) -> Forgery:
        one = good(case, step, key)
        return Forgery(step, one.over(signed(one.pdf, token(second, key), kind).pdf), green=True)

    return make


def _two_before(case: Case, key: str) -> Forgery:
    """The agency sealed the draft, and only then the leader signed it."""
    first = sealed(case.draft, token("agency", key))
    return Forgery(Step.SIGN, signed(first.pdf, token("leader", key)), green=True)


def _seal_alone(case: Case, key: str) -> Forgery:
    """Number and seal on the draft of a paper that its leader signed elsewhere."""
    return Forgery(Step.SEAL, sealed(numbered(case.led_draft, case.symbol), token("agency", key)), green=True)


def _number_unsigned(case: Case, key: str) -> Forgery:
    """Number and seal on a draft that nobody signed, for the dossier that still waits for its leader."""
    return Forgery(Step.SIGN, sealed(numbered(case.draft, case.symbol), token("agency", key)), green=True)


def _with_changes(hurt: Attack) -> Callable[[Case, str], Forgery]:
    """Văn thư changes something of the leader's paper before he numbers and seals it."""

    def make(case: Case, key: str) -> Forgery:
        changed = numbered(hurt(case.led.pdf), case.symbol)
        return Forgery(Step.SEAL, sealed(changed, token("agency", key)))

    return make


def _issued_as(symbol: str, words: str = DATE_WORDS, /, **act: object) -> Callable[[Case, str], Forgery]:
    def make(case: Case, key: str) -> Forgery:
        paper = numbered(case.led.pdf, symbol or case.symbol, words)
        made = Forgery(Step.SEAL, sealed(paper, token("agency", key)), green=True)
        return replace(made, **act)  # type: ignore[arg-type]  # fields of a forgery

    return make


def _another_day(case: Case, key: str) -> Forgery:
    """The act gives a day before that of the file; at the desk the file itself bears it."""
    by = token("agency", key)
    found = sealed(numbered(case.led.pdf, case.symbol, "ngày 13 tháng 3 năm 2019"), by).pdf
    return Forgery(Step.SEAL, issued_file(case, by), day=date(2019, 3, 13), planted=found, green=True)


def _unnumbered(case: Case, key: str) -> Forgery:
    return Forgery(Step.SEAL, sealed(case.led.pdf, token("agency", key)), green=True)


def _prefilled(case: Case, key: str) -> Forgery:
    """Somebody wrote the number before the leader signed."""
    return Forgery(Step.SIGN, signed(numbered(case.draft, "99/UBND-XN"), token("leader", key)), green=True)


def _refilled(name: str, text: str) -> Callable[[Case, str], Forgery]:
    """Somebody writes another number, or day, behind the seal."""

    def make(case: Case, key: str) -> Forgery:
        one = issued_file(case, token("agency", key))
        writer = opened(one.pdf)
        field = fields_of(writer)[name]
        field[pdf_name("/V")] = pdf_string(text)
        writer.update_container(field)
        return Forgery(Step.SEAL, one.over(written(writer)))

    return make


def _keyed(make: Callable[[Case, str], Forgery], word: str) -> dict[str, Variant]:
    return {f"{word}, {key}": lambda case, key=key: make(case, key) for key in KEYS}  # type: ignore[misc]


def _on_paper(step: Step, pdf: Callable[[Case], bytes], word: str) -> dict[str, Variant]:
    def make(case: Case) -> Forgery:
        bare = Carried(pdf(case), "", "", "", "")
        return Forgery(step, bare, on_paper=True)

    return {f"{word}, {step.value}": make}


_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_R, _S = 2**200 + 7, 2**201 + 9


def _turned(step: Step) -> Variant:
    """A good EC signature with its two numbers exchanged."""

    def make(case: Case) -> Forgery:
        by, made = _gap(case, step, "ec")
        request = to_be_signed(made.digest, by.certificate_der, by.chain)
        signature = by.sign(request.attributes_der)
        assert isinstance(signature, bytes)
        r, s = decode_dss_signature(signature)
        return Forgery(step, carried(made, by, enclose(request, encode_dss_signature(s, r))))

    return make


def _raw(step: Step, key: str, gives: bytes, other: tuple[str, str] | None = None) -> Variant:
    """The right certificate over a signature that is none of its key's; the desk is shown the token."""

    def make(case: Case) -> Forgery:
        by, made = _gap(case, step, key)
        wrong = Wrong(by, gives, None if other is None else token(*other))
        return Forgery(step, closed(made, wrong), token=wrong)

    return make


def _gap(case: Case, step: Step, key: str) -> tuple[KeySession, Prepared]:
    """The right token, and the paper of a step prepared for it."""
    by, seal = token(_OWNER[step], key), step is Step.SEAL
    paper = numbered(case.led.pdf, case.symbol) if seal else case.draft
    return by, prepared(paper, by, SigningKind.AGENCY if seal else SigningKind.LEADER)


def _odd_curves() -> Iterator[tuple[str, Variant]]:
    numbers = {"r=s=0": (0, 0), "r=0": (0, _S), "s=0": (_R, 0), "r=s=n": (_ORDER, _ORDER), "made up": (_R, _S)}
    for step in _BOTH:
        for word, pair in numbers.items():
            yield f"{word}, {step.value}", _raw(step, "ec", encode_dss_signature(*pair))
        yield f"another curve's signature, {step.value}", _raw(step, "ec", b"", ("second", "p384"))
        yield f"exchanged, {step.value}", _turned(step)
        yield f"not DER, {step.value}", _raw(step, "ec", b"\x30\x06\x02\x01")


def _odd_rsa() -> Iterator[tuple[str, Variant]]:
    for step in _BOTH:
        for word, gives in (("zeros", bytes(256)), ("one", bytes(255) + b"\x01"), ("short", b"\x01" * 8)):
            yield f"{word}, {step.value}", _raw(step, "rsa", gives)
        yield f"a key made for it, {step.value}", _raw(step, "rsa", b"", (f"{_OWNER[step]}.namesake", "rsa"))
        yield f"a foreign key, {step.value}", _raw(step, "rsa", b"", (f"{_OWNER[step]}.foreign", "rsa"))
        yield f"cube root, {step.value}", _cube_root(step)
        yield f"1024 bits, {step.value}", _weak(step, "rsa1024")


def _weak(step: Step, key: str) -> Variant:
    """A certificate of the right name and root over a key that is too small; it was bound all the same."""
    who = _OWNER[step]
    return lambda case: Forgery(step, good_with(case, step, who, key), token=token(who, key))


def good_with(case: Case, step: Step, who: str, key: str) -> Carried:
    """A step signed with a token of the ring."""
    return leader_file(case, token(who, key)) if step is Step.SIGN else issued_file(case, token(who, key))


def _cube_root(step: Step) -> Variant:
    """PKCS#1 with rubbish behind the hash, for a key whose exponent is 3 (Bleichenbacher 2006)."""

    def make(case: Case) -> Forgery:
        by, made = _gap(case, step, "rsa3")
        block = b"\x00\x01\xff\x00" + bytes.fromhex("3031300d060960864801650304020105000420") + made.digest
        wanted = int.from_bytes(block.ljust(256, b"\xff"), "big")
        low, high = 0, 1 << 700
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**3 <= wanted else (low, middle - 1)
        wrong = Wrong(by, low.to_bytes(256, "big"))
        return Forgery(step, closed(made, wrong), token=wrong)

    return make


def _changes() -> dict[str, Variant]:
    made: dict[str, Variant] = {}
    for name in (*_OTHERS, *_ENDS[2:3]):
        if name not in _UNWRITABLE:
            made |= _keyed(_with_changes(ATTACKS[name]), name)
    return made


def _more_than_signed(hurt: Attack) -> Callable[[Case, str], Forgery]:
    """The rightful leader signs more than the draft that was approved; his act names that draft."""

    def make(case: Case, key: str) -> Forgery:
        return Forgery(Step.SIGN, signed(hurt(case.draft), token("leader", key)), green=True)

    return make


def _more_than_sealed(case: Case, key: str) -> Forgery:
    """Bytes between the leader's file and the number."""
    return Forgery(Step.SEAL, sealed(numbered(_behind(case.led.pdf), case.symbol), token("agency", key)), green=True)


def _behind(pdf: bytes) -> bytes:
    return pdf + b"\n% more\n"


def _more() -> dict[str, Variant]:
    made = _keyed(_more_than_sealed, "bytes before the seal") | _keyed(_more_than_signed(_behind), "bytes")
    for name in ("shadow_hide", "shadow_font", "annotation_note", "attached", "script", "title_changed"):
        made |= _keyed(_more_than_signed(ATTACKS[name]), name)
    return made


def _first_half(case: Case, one: Carried) -> bytes:
    return one.pdf[: len(one.pdf) // 2]


KINDS = (
    Kind("signature over other bytes", _DESK, _INVALID,
         _each(_over(lambda _case: bytes(32)), "zero digest")
         | _each(_over(lambda case: bytes.fromhex(case.other_led.digest)), "digest of another paper")
         | _each(_over(lambda case: bytes.fromhex(case.led.digest)), "digest of the leader's file")
         | _each(_transplanted, "CMS of another paper")),
    Kind("copied from another dossier", _DESK, _INVALID, _each(_copied, "whole file")),
    Kind("file swapped after the act", codes("file_damaged", "not_found"), _HELD,
         _each(_swapped(lambda case, _one: case.other_led.pdf), "another file")
         | _each(_swapped(lambda _case, one: one.pdf[:5_000] + b"X" + one.pdf[5_001:]), "a changed one")
         | _each(_swapped(_first_half), "half of it")),
    Kind("act of one revision, file of another", _DESK, _INVALID,
         _each(_named(lambda case, one: replace(one, digest=case.other_led.digest)), "digest of another paper")
         | _each(_named(lambda case, one: replace(one, cms=case.other_led.cms)), "CMS of another paper")
         | _each(_named(lambda case, one: replace(one, digest=case.led.digest, cms=case.led.cms)), "leader's of before")
         | _each(_named(lambda _case, one: replace(one, cms=base64.b64encode(b"0").decode())), "no CMS at all")),
    Kind("a second signature behind the right one", _DESK | codes("wrong_person"), _INVALID,
         _each(_signed_twice("clerk", SigningKind.CLERK), "a clerk's")
         | _each(_signed_twice("agency", SigningKind.COPY), "the agency's copy mark")
         | _each(_signed_twice("leader.foreign", SigningKind.CLERK), "a stranger's")
         | _keyed(lambda case, key: _signed_twice("agency", SigningKind.AGENCY)(case, Step.SIGN, key), "a seal")
         | _keyed(lambda case, key: _signed_twice("clerk", SigningKind.AGENCY)(case, Step.SIGN, key), "his seal")),
    Kind("the seal before the leader", _DESK | codes("wrong_person"), _INVALID,
         _keyed(_two_before, "sealed, then signed") | _keyed(_seal_alone, "sealed without him")
         | _keyed(_number_unsigned, "sealed, said to be signed")),
    Kind("văn thư changes more than number and date", _DESK, _INVALID, _changes()),
    Kind("more in the file than the paper and the signature", _DESK, _INVALID, _more()),
    Kind("another number or day than the act's", _DESK | codes("not_verified"), _INVALID | _DAY,
         _keyed(_issued_as("77/UBND-XN"), "other number in the file")
         | _keyed(_issued_as("", "ngày 01 tháng 02 năm 2019"), "other day in the file")
         | _keyed(_issued_as("1/QĐ-UBND"), "other symbol in the file")
         | _keyed(_unnumbered, "nothing in the file") | _keyed(_prefilled, "written before the leader signed")
         | _keyed(_refilled(NUMBER_FIELD, "77/UBND-XN"), "number exchanged behind the seal")
         | _keyed(_refilled(DATE_FIELD, "ngày 01 tháng 02 năm 2019"), "day exchanged behind the seal")
         | _keyed(_another_day, "other day in the act")
         | _keyed(_issued_as("77/UBND-XN", symbol="77/UBND-XN"), "number of another paper")),
    Kind("signed on paper, said of a digital file", codes("content_changed"), _CHANGED,
         _on_paper(Step.SIGN, lambda case: case.draft, "the draft itself")
         | _on_paper(Step.SEAL, lambda case: case.led.pdf, "the leader's file itself")
         | _on_paper(Step.SEAL, lambda case: case.led_draft, "the draft itself")),
    Kind("ECDSA that proves nothing", _DESK | codes("token_broken"), _INVALID, dict(_odd_curves())),
    Kind("RSA that proves nothing", _DESK | codes("token_broken", "paper_not_sound"), _INVALID, dict(_odd_rsa())),
    Kind("bytes behind the end", _DESK, _INVALID, _attacked(*_ENDS)),
    Kind("a hole in the signed range", _DESK, _INVALID, _attacked(*_RANGES)),
    Kind("changed after the last signature", _DESK, _INVALID, _attacked(*_OTHERS)),
)  # fmt: skip
