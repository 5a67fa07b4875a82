"""Says what papers say, as plain frozen values in spoken words; decides nothing and loads nothing that draws.

A time, a date, a code or a name is the words that stand on paper. Only money is a number, in whole đồng, so that
figures, words and sums can never differ. `reprint` counts printings after the first.
"""

from __future__ import annotations

from printing.values.book import Register, RegisterClosing, RegisterEntry
from printing.values.day import DayReconciliation, HeadPair, LabelSize, PostalLabel, PostalParty, UndigitisedPaper
from printing.values.letters import (
    Apology,
    Correction,
    CorrectionNotice,
    LateDossier,
    LossLetter,
    OpinionRequest,
    OverdueNotice,
    StopNotice,
    Withdrawal,
)
from printing.values.money import Cancellation, CashReceipt, CashSheet, FeeLine, FeeReceipt
from printing.values.people import Addressee, AgencyHand, Contact, Letterhead, PaperSize, Person, SigningTitle, Subject
from printing.values.slips import ControlSlip, GroupSlip, HandedDossier, HandOver, TransferSlip, TransferStep

__all__ = [
    "Addressee",
    "AgencyHand",
    "Apology",
    "Cancellation",
    "CashReceipt",
    "CashSheet",
    "Contact",
    "ControlSlip",
    "Correction",
    "CorrectionNotice",
    "DayReconciliation",
    "FeeLine",
    "FeeReceipt",
    "GroupSlip",
    "HandOver",
    "HandedDossier",
    "HeadPair",
    "LabelSize",
    "LateDossier",
    "Letterhead",
    "LossLetter",
    "OpinionRequest",
    "OverdueNotice",
    "PaperSize",
    "Person",
    "PostalLabel",
    "PostalParty",
    "Register",
    "RegisterClosing",
    "RegisterEntry",
    "SigningTitle",
    "StopNotice",
    "Subject",
    "TransferSlip",
    "TransferStep",
    "UndigitisedPaper",
    "Withdrawal",
]
