"""Says lines of the tray and layers of a token in the words and tones of the screen; decides nothing."""

from datetime import datetime

from desk_client.services.listing import Standing
from desk_client.services.signing_tray import Before, TrayLine
from desk_client.services.token_choice import TokenSight
from desk_client.viewmodels.dossier_words import DAYS, standing_message
from desk_client.viewmodels.reading import Reading
from desk_client.viewmodels.signing_token import TokenWatch
from desk_client.views.kit.facts import Layer, LayerState, Step, StepState
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell
from desk_client.views.kit.tokens import Tone
from dossier.acts import ActKind
from dossier.events import Stage
from token_signing.devices.port import Finding, Health
from token_signing.devices.port import Layer as TokenLayer
from token_signing.kinds import SigningKind

DEVICES = "devices"
_LOW_TRIES = 3
"""From so many tries on the PIN line is amber."""
_BELOW = (TokenLayer.SERVICE, TokenLayer.READER, TokenLayer.CARD, TokenLayer.DRIVER)
_LOOKS = {
    Health.OK: LayerState.FINE,
    Health.WARNING: LayerState.WARNING,
    Health.FAULT: LayerState.FAULT,
    Health.UNKNOWN: LayerState.WAITING,
    Health.NOT_USED: LayerState.FINE,
}
_FACTS = {ActKind.NUMBER: StepState.TICK, ActKind.PROPOSE: StepState.TICK, ActKind.APPROVE: StepState.TICK}


def due_words(kit: Kit, line: TrayLine, now: datetime) -> str:
    """When a paper is due: "Hẹn hôm nay, 17:00", "Hẹn Thứ Ba, 19/03", "Trả ngay"."""
    due = line.state.clock.due
    if due is None:
        return kit.say("sign.due.at_once")
    if due.date() == now.date():
        return kit.say("sign.due.today", time=f"{due:%H:%M}")
    form = "%d/%m" if due.year == now.year else "%d/%m/%Y"
    return kit.say("sign.due.on", day=kit.say(f"day.{DAYS[due.weekday()]}"), date=due.strftime(form))


def state_cell(kit: Kit, line: TrayLine, reading: Reading, *, current: bool) -> Cell:
    """How a paper of the list stands for the person who signs."""
    if line.file is None:
        return Cell(kit.say("sign.state.no_file"), tone=Tone.WARNING, icon="warning")
    if reading.ticked(line.file):
        return Cell(kit.say("sign.state.ticked"), tone=Tone.WARNING, icon="ok")
    if reading.known(line.file):
        return Cell(kit.say("sign.state.seen"), tone=Tone.DONE, icon="ok")
    if current:
        return Cell(kit.say("sign.state.viewing"), tone=Tone.INFO, icon="eye")
    match line.standing:
        case Standing.LATE:
            return Cell(kit.say("sign.state.late", days=line.days), tone=Tone.ERROR, icon="late")
        case Standing.LATE_HOURS:
            return Cell(kit.speak(standing_message(line.standing, line.days, "cell")), tone=Tone.ERROR, icon="late")
        case Standing.HOURS_LEFT:
            return Cell(kit.speak(standing_message(line.standing, line.days, "cell")), tone=Tone.WARNING, icon="clock")
        case Standing.DUE_TODAY:
            return Cell(kit.say("sign.state.due"), tone=Tone.WARNING, icon="clock")
        case _:
            return Cell(kit.say("sign.state.unseen"), tone=Tone.QUIET)


def token_layers(kit: Kit, watch: TokenWatch, kind: SigningKind) -> tuple[Layer, ...]:
    """The token for a kind of signature layer by layer: device, certificate, right person, PIN tries."""
    say, sight = kit.say, watch.choice(kind).sight
    mend = (say("sign.token.devices"), DEVICES)
    if not watch.known:
        return (Layer(LayerState.WAITING, say("sign.token.device"), say("sign.token.looking")),)
    if watch.broken:
        return (Layer(LayerState.FAULT, say("sign.token.device"), say("token.trouble.broken"), *mend),)
    if sight is None:
        return (Layer(LayerState.FAULT, say("sign.token.device"), say("sign.gap.no_token"), *mend),)
    layers = (_device(kit, sight), _certificate(kit, sight), _person(kit, sight), _tries(kit, sight))
    return (_in_one(kit, sight, layers),) if kit.look.scale.compact else layers


def before_steps(kit: Kit, line: TrayLine, now: datetime) -> tuple[Step, ...]:
    """What to know before signing, newest first: number, proposal, opinions; at once also what is signed."""
    steps = [Step(*_before(kit, one, line, now)) for one in line.before]
    if line.state.stage is Stage.RECEIVED and line.file is not None:
        pages = kit.say("sign.before.scanned", pages=line.file.pages)
        steps.append(Step(StepState.NOTE, pages, kit.say("sign.before.at_once", code=line.state.code)))
    if not line.state.result.grant:
        steps.insert(0, Step(StepState.WARNING, kit.say("sign.before.refusal"), line.state.result.proposal))
    return tuple(steps)


def _before(kit: Kit, one: Before, line: TrayLine, now: datetime) -> tuple[StepState, str, str]:
    moment = f"{one.at:%H:%M}" if one.at.date() == now.date() else f"{one.at:%d/%m/%Y}"
    when = kit.say("sign.before.today", time=moment) if one.at.date() == now.date() else moment
    who = kit.say("sign.before.who", who=one.who, when=when)
    match one.kind:
        case ActKind.NUMBER:
            return StepState.TICK, kit.say("sign.before.number", symbol=one.text), who
        case ActKind.SIGN | ActKind.SIGN_ON_PAPER:
            return StepState.TICK, kit.say(f"sign.before.{one.kind.value}"), who
        case ActKind.PROPOSE:
            grant = "grant" if line.state.result.grant else "refuse"
            words = f"“{one.text}” · {who}" if one.text else who
            return StepState.TICK, kit.say(f"sign.before.propose_{grant}", title=one.title or one.who), words
        case ActKind.APPROVE:
            return StepState.TICK, kit.say("sign.before.approve"), f"“{one.text}” · {who}" if one.text else who
        case ActKind.SEND_BACK:
            return StepState.WARNING, kit.say("sign.before.send_back"), f"“{one.text}” · {who}"
        case _:
            return StepState.NOTE, kit.say("sign.before.note"), f"“{one.text}” · {who}"


def _in_one(kit: Kit, sight: TokenSight, layers: tuple[Layer, ...]) -> Layer:
    """The first layer at fault, else all of it in one line: at large type there is no room for four."""
    wrong = next((layer for layer in layers if layer.state in (LayerState.FAULT, LayerState.WAITING)), None)
    facts = sight.state.certificate
    if wrong is not None or facts is None:
        return wrong or layers[0]
    warned = any(layer.state is LayerState.WARNING for layer in layers)
    parts = (facts.common_name, layers[-1].name, kit.say("sign.token.simulated") if sight.state.simulated else "")
    state = LayerState.WARNING if warned else LayerState.FINE
    return Layer(state, kit.say("sign.token.ready"), " · ".join(part for part in parts if part))


def _device(kit: Kit, sight: TokenSight) -> Layer:
    fault = next((sight.state.at(at) for at in _BELOW if sight.state.at(at).finding.health is Health.FAULT), None)
    if fault is not None:
        name = kit.say(f"devices.token.layer.{fault.finding.layer.value}")
        return Layer(LayerState.FAULT, name, kit.say(fault.finding.message), kit.say("sign.token.devices"), DEVICES)
    if not sight.present:
        return Layer(
            LayerState.WAITING, kit.say("sign.token.device"), kit.say(sight.state.at(TokenLayer.CARD).finding.message)
        )
    state = LayerState.WARNING if sight.state.simulated else LayerState.FINE
    fact = kit.say("sign.token.simulated") if sight.state.simulated else sight.state.name.label or kit.speak(sight.name)
    return Layer(state, kit.say("sign.token.plugged"), fact)


def _certificate(kit: Kit, sight: TokenSight) -> Layer:
    facts = sight.state.certificate
    found, validity = sight.state.at(TokenLayer.CERTIFICATE), sight.state.at(TokenLayer.VALIDITY)
    if facts is None:
        return Layer(_LOOKS[found.finding.health], kit.say("sign.token.certificate"), kit.say(found.finding.message))
    name, until = kit.say("sign.token.certificate"), f"{facts.not_after:%d/%m/%Y}"
    if validity.finding is Finding.VALIDITY_NOW:
        return Layer(LayerState.FINE, name, kit.say("sign.token.valid_until", name=facts.common_name, day=until))
    why = kit.say("sign.token.not_valid", name=facts.common_name, why=kit.say(validity.finding.message))
    return Layer(_LOOKS[validity.finding.health], name, why)


def _person(kit: Kit, sight: TokenSight) -> Layer:
    facts = sight.state.certificate
    if facts is None:
        return Layer(LayerState.WAITING, kit.say("sign.token.person"), kit.say("token.certificate.unknown"))
    if sight.own:
        return Layer(LayerState.FINE, kit.say("sign.token.right_person"), facts.title or facts.organisation)
    return Layer(LayerState.FAULT, kit.say("sign.token.wrong_person"), kit.say("signing.wrong_person"))


def _tries(kit: Kit, sight: TokenSight) -> Layer:
    finding, left = sight.state.at(TokenLayer.TRIES).finding, sight.state.tries_left
    if finding.health in (Health.UNKNOWN, Health.FAULT):
        return Layer(_LOOKS[finding.health], kit.say("devices.token.layer.tries"), kit.say(finding.message))
    name = kit.say(finding.message) if left is None else kit.say("sign.token.tries", tries=left)
    low = finding.health is Health.WARNING or (left is not None and left <= _LOW_TRIES)
    fact = kit.say("sign.token.pin_pad" if sight.state.pin_pad else "sign.token.pin_once")
    return Layer(LayerState.WARNING if low else LayerState.FINE, name, fact)
