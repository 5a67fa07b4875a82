"""Says what the control slips say: one dossier's hand-over log, and one hand-over of many dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from printing.values.people import Letterhead, Subject


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of the hand-over log: who gave, who took, when, and how the giver stood to its limit.

    `given_at` and `taken_at` are spoken ("15 giờ 02 phút, ngày 14/3/2019"); what was handed over but not taken yet
    has no `taken_at`. `outcome` is "Trước hạn", "Đúng hạn", "Quá hạn" or empty.
    """

    giving: str
    taking: str
    giver: str
    given_at: str
    taker: str = ""
    taken_at: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """Everything form 05 says of one dossier; `barcode` is its 20 digits, `partners` the co-ordinating agencies."""

    letterhead: Letterhead
    barcode: str
    subject: Subject
    applicant: str
    agency: str
    partners: tuple[str, ...]
    hand_overs: tuple[HandOver, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class HandedDossier:
    """One dossier of a group hand-over; `papers` says what lies in it ("3 giấy tờ, 7 trang")."""

    code: str
    applicant: str
    procedure: str
    due: str
    papers: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupSlip:
    """One hand-over of many dossiers at once: the same giver, taker and times stand in the log of each of them."""

    letterhead: Letterhead
    hand_over: HandOver
    dossiers: tuple[HandedDossier, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class TransferStep:
    """One agency that takes part: what it has to do, until when, and where its result goes."""

    agency: str
    work: str
    deadline: str
    result_to: str


@dataclass(frozen=True, slots=True)
class TransferSlip:
    """How a dossier goes through several agencies: `lead` answers for it; a paper dossier goes in the order of `steps`.

    An electronic one (`at_once`) goes to all of them at once (NĐ 61/2018 art. 19(6)).
    """

    letterhead: Letterhead
    barcode: str
    subject: Subject
    applicant: str
    lead: str
    steps: tuple[TransferStep, ...]
    at_once: bool
    clerk: str
    reprint: int = 0
