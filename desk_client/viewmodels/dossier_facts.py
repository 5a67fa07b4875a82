"""Says the facts of a dossier as (name, value) pairs in groups, without what is empty; decides nothing."""

from dataclasses import dataclass

from desk_client.services.cases import Case
from desk_client.services.letter import day_text
from desk_client.viewmodels.dossier_words import proof_message
from desk_client.viewmodels.speaker import Speaker
from dossier.forms import holds, spoken_value, value_of
from dossier.roles import Role
from dossier.state import Dossier
from dossier.text import format_money

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A head and its facts; `title` is the end of its message id `dossier.<title>`."""

    title: str
    facts: Pairs


def fact_groups(speaker: Speaker, case: Case) -> tuple[FactGroup, ...]:
    """Applicant, what was asked for, money and delivery, result; a group without facts is left out."""
    groups = (
        FactGroup("applicant", _filled(speaker, _applicant(case.state))),
        FactGroup("asked", _asked(speaker, case.state)),
        FactGroup("course", _course(speaker, case)),
        FactGroup("values", form_values(case)),
        FactGroup("money", _filled(speaker, _money(speaker, case.state))),
        FactGroup("result", _filled(speaker, _result(speaker, case))),
    )
    return tuple(group for group in groups if group.facts)


def _course(speaker: Speaker, case: Case) -> Pairs:
    """What left the ordinary way: why, until when, what is owed, who was asked, where the post has it."""
    way, say = case.state.way, speaker.say
    pairs: list[tuple[str, str]] = []
    if way.request:
        pairs.append((say("dossier.fact.request"), way.request))
    if way.filed_by and way.filed_as in (Role.REPRESENTATIVE, Role.HELPER):
        said = say(f"dossier.fact.filed_by_{way.filed_as.value}", name=way.filed_by)
        pairs.append((say("dossier.fact.filed_by"), said))
    if case.reason:
        pairs.append((say("dossier.reason"), case.reason))
    if way.answer_by is not None:
        pairs.append((say("dossier.fact.answer_by"), f"{way.answer_by:%d/%m/%Y}"))
    if way.extension is not None:
        old, new = case.state.clock.original_due, way.extension.new_day
        first = "" if old is None else f"{old:%d/%m/%Y}"
        pairs.append((say("dossier.fact.extension"), say("dossier.fact.extended", old=first, new=f"{new:%d/%m/%Y}")))
    pairs += [(charge.name, format_money(charge.amount)) for charge in way.charges]
    for asked in case.opinions:
        words = f"{asked.asked.question} ({asked.asked.deadline:%d/%m/%Y})"
        pairs.append((asked.office, f"{words}: {asked.asked.text or say('dossier.fact.no_answer')}"))
    if way.post is not None:
        pairs.append((way.post.carrier, way.post.tracking))
    pairs += [(say("dossier.fact.lost"), what) for what in way.lost]
    return tuple(pairs)


def fee_words(speaker: Speaker, state: Dossier) -> str:
    """What is still owed, else what was paid and not given back."""
    if state.fee_left:
        return speaker.say("look.fee_left", amount=format_money(state.fee_left))
    paid = min(state.money.owed, state.money.paid)
    return speaker.say("look.fee_paid", amount=format_money(paid)) if paid else speaker.say("look.fee_none")


def form_values(case: Case) -> Pairs:
    """The filled fields of the form, as papers say them."""
    form = None if case.procedure is None else case.procedure.form
    if form is None:
        return tuple((value.field, value.value) for value in case.state.values if value.value)
    pairs = []
    for field in form.fields:
        value = value_of(case.state.values, field.id)
        if value and holds(field.show_if, case.state.values):
            pairs.append((field.label, spoken_value(field, value)))
    return tuple(pairs)


def _filled(speaker: Speaker, pairs: Pairs) -> Pairs:
    return tuple((speaker.say(f"dossier.fact.{name}"), value) for name, value in pairs if value)


def _applicant(state: Dossier) -> Pairs:
    who = state.applicant
    return (
        ("name", who.name),
        ("id_number", who.id_number),
        ("born", day_text(who.born)),
        ("gender", who.gender),
        ("address", who.address),
        ("phone", who.phone),
        ("email", who.email),
    )


def _asked(speaker: Speaker, state: Dossier) -> Pairs:
    lines = tuple((item.name, item.reason) for item in state.asked)
    return (*lines, (speaker.say("dossier.reason"), state.reason)) if lines and state.reason else lines


def _money(speaker: Speaker, state: Dossier) -> Pairs:
    if not state.code:
        return ()
    receiver = state.delivery.receiver
    if state.delivery.authorised:
        receiver = speaker.say("dossier.fact.receiver_other", name=receiver)
    return (
        ("fee", fee_words(speaker, state)),
        ("receipts", ", ".join(state.money.receipts)),
        ("channel", speaker.say(f"channel.{state.channel.value}")),
        ("delivery", speaker.say(f"channel.{state.delivery.way.value}")),
        ("book", speaker.say("dossier.book", book=state.book, number=f"{state.book_number:04d}")),
        ("shelf", state.delivery.shelf),
        ("receiver", receiver),
    )


def _result(speaker: Speaker, case: Case) -> Pairs:
    result = case.state.result
    proposed = result.proposed_by is not None
    way = speaker.say(f"dossier.fact.{'grant' if result.grant else 'deny'}")
    proposal = f"{way}. {result.proposal}".strip() if proposed else ""
    how = "signed_paper" if result.on_paper else "signed_token"
    signer = speaker.say(f"dossier.fact.{how}", name=result.signer) if result.signer else ""
    day = "" if result.day is None else f", {result.day:%d/%m/%Y}"
    return (
        ("proposal", proposal),
        ("symbol", f"{result.symbol}{day}" if result.symbol else ""),
        ("signer", signer),
        ("proof", speaker.speak(proof) if (proof := proof_message(case.state)) else ""),
    )
