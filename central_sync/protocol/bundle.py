"""Turns a bundle of rules into bytes whose SHA-256 is its version, and back; decides nothing."""

import hashlib
from dataclasses import replace
from functools import lru_cache

import msgspec

from central_sync.protocol.codec import WireFault
from dossier.rules import Rules, RulesBundle

_ENCODE = msgspec.json.Encoder(order="deterministic")
_DECODE = msgspec.json.Decoder(RulesBundle)


def encode_bundle(bundle: RulesBundle) -> bytes:
    """The bundle as canonical JSON: equal bundles give equal bytes."""
    # A calendar keeps year tables it has already worked out; a fresh copy has none, so they never reach the hash.
    return _ENCODE.encode(replace(bundle, calendar=replace(bundle.calendar)))


def bundle_version(body: bytes) -> str:
    """The version of a bundle's bytes: SHA-256 in hex."""
    return hashlib.sha256(body).hexdigest()


@lru_cache(maxsize=4)
def decode_bundle(body: bytes) -> Rules:
    """The rules of a bundle's bytes, the newest few decoded once a process; raises WireFault `rules_malformed`."""
    try:
        bundle = _DECODE.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise WireFault("rules_malformed", str(fault)) from fault
    return Rules.of(bundle_version(body), bundle)
