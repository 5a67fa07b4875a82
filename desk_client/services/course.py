"""Use cases of the acts beside the ordinary way: what an act asks now, what follows, and the act itself."""

from dataclasses import dataclass, replace

from desk_client.services.acting import Acting, Scribe, named
from desk_client.services.course_acts import COURSE_ACTS, CourseAct
from desk_client.services.course_fields import (
    Answers,
    Ask,
    AskedField,
    Scene,
    Value,
    parse_moment,
    whole_number,
)
from desk_client.services.intake import slip_number
from desk_client.services.parts import Parts
from desk_client.services.reusing import EarlierPages, Reusing
from desk_client.services.session import Session
from desk_client.store.rows import load
from dossier.acts import Act, ActKind
from dossier.course_checks import COURSE_CHECKS
from dossier.forms import parse_day
from dossier.identifiers import ActId, DeviceId
from dossier.messages import Message, message
from dossier.moving_on import check_pages
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from dossier.values import Reason
from dossier.workflow import Step

_FIELDS_OF = {
    RefusalCode.REASON_UNKNOWN: ("reason",),
    RefusalCode.REASON_MISSING: ("reason", "items", "question", "text", "reason_words"),
    RefusalCode.DAY_NOT_LATER: ("deadline",),
    RefusalCode.EXTENSION_UNLAWFUL: ("new_day",),
    RefusalCode.NOTICE_MISSING: ("notice",),
    RefusalCode.AMOUNT_WRONG: ("amount", "charges"),
    RefusalCode.PROOF_MISSING: ("proof", "tracking"),
    RefusalCode.SUPPLEMENT_SHORT: ("papers",),
    RefusalCode.PAGES_MISSING: ("papers",),
    RefusalCode.RECEIVER_MISSING: ("receiver",),
    RefusalCode.OFFICE_UNFIT: ("to_office",),
    RefusalCode.NOT_ASKED: ("request",),
    RefusalCode.NOT_YOUR_TURN: ("request",),
    RefusalCode.RECEIPT_UNKNOWN: ("receipt",),
    RefusalCode.SECOND_PERSON: ("receipt",),
}
"""Under which field a refusal is said; a form without such a field says it over its verbs."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with a field ("" = with the whole): either a sentence of our own or the core's refusal."""

    name: str
    message: Message | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One act as it is asked: its row and what it rests on. Everything here is computed, nothing is read.

    `earlier` are pages of the same citizen that may be taken in place of scanning them again.
    """

    row: CourseAct
    scene: Scene
    earlier: tuple[EarlierPages, ...] = ()

    def started(self) -> Answers:
        """What stands in the fields at first."""
        return Answers(tuple((field.name, field.start(self.scene)) for field in self.row.fields))

    def notes(self, answers: Answers) -> tuple[Message, ...]:
        """What follows from these answers."""
        return self.row.notes(answers, self.scene)

    def faults(self, answers: Answers) -> tuple[FieldFault, ...]:
        """What stands between these answers and the act: gaps first, then what the core would refuse."""
        gaps = [FieldFault(field.name, fault) for field in self.row.fields if (fault := self._gap(field, answers))]
        if gaps:
            return tuple(gaps)
        refusal = self._refusal(answers)
        if refusal is None:
            return ()
        places = {field.name for field in self.row.fields}
        name = next((name for name in _FIELDS_OF.get(refusal.code, ()) if name in places), "")
        return (FieldFault(name, refusal=named(refusal, self.scene.rules)),)

    def _gap(self, field: AskedField, answers: Answers) -> Message | None:
        value = answers.value(field.name)
        if field.ask is Ask.REASON:
            return self._reason_gap(value)
        if field.needed and _is_empty(value):
            return message(f"course.missing.{field.ask.value}")
        typed = answers.text(field.name)
        wrong = typed and {
            Ask.DAY: parse_day(typed) is None,
            Ask.MOMENT: parse_moment(typed) is None,
            Ask.NUMBER: whole_number(typed) is None,
        }.get(field.ask, False)
        return message(f"course.bad.{field.ask.value}") if wrong else None

    def _reason_gap(self, value: Value) -> Message | None:
        if not isinstance(value, Reason) or not value.code:
            return message("course.missing.reason")
        row = self.scene.rules.reason(value.code, self.scene.today)
        return message("course.missing.reason_words") if row and row.words and not value.text.strip() else None

    def _refusal(self, answers: Answers) -> Refusal | None:
        """What the core's own checks of this act say; the act is thought, not written."""
        check, scene = COURSE_CHECKS.get(self.row.kind), self.scene
        thought = Act(
            id=ActId(""),
            device=DeviceId(""),
            seq=0,
            at=scene.at,
            clock="",
            actor=scene.actor,
            office=scene.office,
            dossier=scene.state.id,
            kind=self.row.kind,
            version=0,
            base=scene.state.rev,
            rules=scene.rules.version,
            data=self.row.make(answers, scene),
        )
        refusal = None if check is None else check(scene.state, thought, scene.rules)
        return refusal or check_pages(scene.state, thought, self._step())

    def _step(self) -> Step | None:
        """The row of the table that the act goes by."""
        scene, state = self.scene, self.scene.state
        workflow = scene.rules.workflow_of(state.procedure, state.version_day)
        if workflow is None:
            return None
        return workflow.on(scene.today).step(self.row.kind, state.stage, foreign=state.office != scene.office)


class Courses:
    """Asks and does the acts of the table."""

    def __init__(self, parts: Parts, acting: Acting) -> None:
        self._parts = parts
        self._acting = acting
        self._reusing = Reusing(parts)

    def question(self, session: Session, dossier: str, kind: ActKind) -> Question | Refusal:
        """What an act asks of this person now; a refusal for a dossier that is not here."""
        state = self._parts.queries.dossier(dossier)
        if state is None:
            return Refusal(RefusalCode.UNKNOWN_DOSSIER)
        row = COURSE_ACTS[kind]
        papers = any(field.ask is Ask.CAME for field in row.fields)
        earlier = self._reusing.of_person(state.applicant.id_number, dossier) if papers else ()
        return Question(row, self._scene(session, state, kind), earlier)

    def do(self, session: Session, dossier: str, kind: ActKind, answers: Answers) -> Dossier | Refusal:
        """Write the act; moments and the slip number are those of the writing."""
        row = COURSE_ACTS[kind]

        def work(scribe: Scribe) -> Dossier | Refusal:
            held = load(scribe.connection, dossier)
            if held is None:
                return Refusal(RefusalCode.UNKNOWN_DOSSIER)
            scene = replace(self._scene(session, held.shown, kind), at=scribe.at, rules=scribe.rules)
            if row.numbered:
                scene = replace(scene, slip=slip_number(scribe))
            return scribe.write(row.make(answers, scene), dossier).state

        return self._acting.together(session, work)

    def _scene(self, session: Session, state: Dossier, kind: ActKind) -> Scene:
        rules, now = self._parts.rules(), self._parts.clock.now()
        return Scene(kind, state, rules, session.office, session.person.id, now)


def papers_to_scan(faults: tuple[FieldFault, ...]) -> tuple[str, ...]:
    """The papers that lack pages or a reason, where nothing else stands between the answers and the act."""
    refusals = (fault.refusal for fault in faults)
    missing = (one for one in refusals if one is not None and one.code is RefusalCode.PAGES_MISSING)
    return tuple(value for refusal in missing for name, value in refusal.params if name == "papers")


def fits(scene: Scene) -> bool:
    """Whether the dossier has what an act is about, such as a receipt to cancel; an act without a row always fits."""
    row = COURSE_ACTS.get(scene.kind)
    return row is None or row.fits(scene)


def _is_empty(value: Value) -> bool:
    return not (value.strip() if isinstance(value, str) else value)
