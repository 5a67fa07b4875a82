"""Says what official letters about a dossier say."""

from __future__ import annotations

from dataclasses import dataclass

from printing.values.people import Addressee, Contact, Letterhead, Person, SigningTitle, Subject


@dataclass(frozen=True, slots=True)
class Apology:
    """Everything form 04 says; `agency` is the competent one, which signs.

    Without `new_due` it is the apology alone: a dossier that is late after its one extension, or was not extended in
    time (NĐ 61/2018 art. 19(9)). `contact` is then whom to ask.
    """

    letterhead: Letterhead
    agency: str
    addressee: Addressee
    subject: Subject
    reason: str
    signer: SigningTitle
    recipients: tuple[str, ...]
    new_due: str = ""
    contact: Contact | None = None
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class LateDossier:
    """One dossier that will not be ready; `new_due` is empty where no new date may be given."""

    code: str
    applicant: str
    procedure: str
    due: str
    new_due: str
    reason: str


@dataclass(frozen=True, slots=True)
class OverdueNotice:
    """The agency's written notice to the one-stop unit `to` about dossiers that will be late (art. 19(9))."""

    letterhead: Letterhead
    agency: str
    to: str
    dossiers: tuple[LateDossier, ...]
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class OpinionRequest:
    """A request for the opinion of another office: what is asked, and until when (NĐ 61/2018 art. 19(5)(a))."""

    letterhead: Letterhead
    agency: str
    to: str
    subject: Subject
    applicant: str
    questions: tuple[str, ...]
    deadline: str
    contact: Contact
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What an applicant signs to take a dossier back; `returned` are the papers that he gets back."""

    place_and_date: str
    to: str
    applicant: Person
    subject: Subject
    reason: str
    returned: tuple[str, ...]
    clerk: str
    qr: str = ""
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Tells the applicant that a dossier is stopped, why and by which rule, and what he may do now."""

    letterhead: Letterhead
    agency: str
    addressee: Addressee
    subject: Subject
    reason: str
    basis: str
    next_steps: tuple[str, ...]
    contact: Contact
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class LossLetter:
    """The agency's apology for papers that it lost or damaged (NĐ 61/2018 art. 21(2)): what, and how it happened."""

    letterhead: Letterhead
    agency: str
    addressee: Addressee
    subject: Subject
    what: str
    story: str
    contact: Contact
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """One mistake in a result: where, what stands there, what should."""

    place: str
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class CorrectionNotice:
    """Tells the applicant what was wrong in a result and how he gets the right one (NĐ 61/2018 art. 21(1)).

    `result` names it with number and date ("Giấy xác nhận … số 61/UBND-XNTTHN ngày 19/3/2019"); without `corrections`
    the reason alone says what is wrong; `by_agency` says that the mistake is the agency's, which then pays for all.
    """

    letterhead: Letterhead
    agency: str
    addressee: Addressee
    subject: Subject
    result: str
    corrections: tuple[Correction, ...]
    reason: str
    exchange: str
    by_agency: bool
    contact: Contact
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0
