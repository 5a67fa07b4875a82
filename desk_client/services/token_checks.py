"""Says how the tokens stand for the screen of devices: layers, names, and every certificate with whose it is."""

from collections.abc import Iterator, Sequence

from desk_client.services.checks import Area, Check, Level
from desk_client.services.tokens import TokenSeen, worth_telling
from dossier.messages import Message, message
from token_signing.devices.port import Finding, Health, HeldCertificate, Layer, LayerState

_HEALTH = {
    Health.OK: Level.FINE,
    Health.WARNING: Level.WARNING,
    Health.FAULT: Level.FAULT,
    Health.UNKNOWN: Level.WAITING,
}


_BELOW = (Layer.SERVICE, Layer.READER, Layer.DRIVER)
"""What stands once for all tokens of a driver."""
_OTHERS = {
    Finding.VALIDITY_NOW: "devices.token.other",
    Finding.VALIDITY_REVOKED: "devices.token.other_revoked",
}
"""What a further certificate is called by how it stands."""
_TOGETHER = (Layer.SERVICE, Layer.READER, Layer.CARD)
"""What every driver finds alike: red only where a setting asks for a token here."""


def token_checks(seen: Sequence[TokenSeen]) -> tuple[Check, ...]:
    """The layers of the tokens as they stood; those that a device does not have are left out.

    What lies under a driver, and the driver itself, stand once, before the first of its tokens.
    """
    told = worth_telling(seen)
    if not told:
        fact = message("devices.token.none")
        return (Check("token", Area.TOKEN, Level.WAITING, message("devices.name.token"), fact),)
    checks: list[Check] = []
    for place, one in enumerate(told):
        first = all(before.found.id != one.found.id for before in told[:place])
        checks += _token(one, first=first)
    return tuple(checks)


def _token(seen: TokenSeen, *, first: bool) -> Iterator[Check]:
    of = f"token:{seen.found.id}" if first else f"token:{seen.found.id}:{seen.state.name.serial}"
    for layer in seen.state.layers:
        below = layer.finding.layer in _BELOW
        if layer.finding.health is Health.NOT_USED or (below and not first):
            continue
        yield _layer_check(seen, layer, of)
        if layer.finding.layer is Layer.VALIDITY:
            for number, held in enumerate(seen.state.held[1:], 2):
                level = Level.FINE if held.validity is Finding.VALIDITY_NOW else Level.WAITING
                name = message(_OTHERS.get(held.validity, "devices.token.other_out"))
                yield Check(f"{of}:certificate_{number}", Area.TOKEN, level, name, _owner(seen, held))


def _layer_check(seen: TokenSeen, one: LayerState, of: str) -> Check:
    found, layer = seen.found, one.finding.layer
    level = _HEALTH[one.finding.health]
    if found.searched and layer in _TOGETHER and level is Level.FAULT:
        level = Level.WAITING
    return Check(f"{of}:{layer.value}", Area.TOKEN, level, _name(seen, layer), _fact(seen, one))


def _name(seen: TokenSeen, layer: Layer) -> Message:
    if layer is Layer.DRIVER and seen.found.vendor:
        return message("devices.token.driver_of", name=seen.found.vendor)
    if layer is Layer.CARD and seen.state.name.label:
        return message("devices.token.card_named", label=seen.state.name.label)
    return message(f"devices.token.layer.{layer.value}")


def _fact(seen: TokenSeen, one: LayerState) -> Message:
    layer, left = one.finding.layer, seen.state.tries_left
    if layer is Layer.CARD and seen.state.name.serial:
        return message("devices.token.serial", serial=seen.state.name.serial)
    if layer is Layer.CERTIFICATE and seen.state.held:
        return _owner(seen, seen.state.held[0])
    if layer is Layer.TRIES and left is not None and one.finding.health is not Health.FAULT:
        return message("devices.token.tries_last" if left == 1 else "devices.token.tries", tries=str(left))
    return message(one.finding.message)


def _owner(seen: TokenSeen, held: HeldCertificate) -> Message:
    """Whose certificate it is by its name, who issued it, its last day, and to whom it is bound here."""
    facts, bound = held.facts, seen.bound.get(held.facts.sha256, "")
    words = {"name": facts.common_name, "issuer": facts.issuer_name, "until": f"{facts.not_after:%d/%m/%Y}"}
    if bound:
        return message("devices.token.certificate_bound", **words, owner=bound)
    return message("devices.token.certificate", **words)
