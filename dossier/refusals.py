"""Says no: a refusal is a value with a code, the article it rests on, and parameters for its sentence."""

from dataclasses import dataclass
from enum import Enum


class RefusalCode(str, Enum):
    """Why an act does not fit; message ids are `refusal.<value>`."""

    NO_RIGHT = "no_right"
    UNKNOWN_DOSSIER = "unknown_dossier"
    ALREADY_THERE = "already_there"
    WRONG_STAGE = "wrong_stage"
    NOT_IN_CUSTODY = "not_in_custody"
    NOT_ASSIGNEE = "not_assignee"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    NOT_RECEIVED_HERE = "not_received_here"
    NUMBER_TAKEN = "number_taken"
    NUMBER_FOREIGN = "number_foreign"
    NUMBERS_SPENT = "numbers_spent"
    PAPERS_MISSING = "papers_missing"
    FORM_INCOMPLETE = "form_incomplete"
    REASON_MISSING = "reason_missing"
    FEE_UNPAID = "fee_unpaid"
    AMOUNT_WRONG = "amount_wrong"
    SIGNER_IS_DRAFTER = "signer_is_drafter"
    NO_DRAFT = "no_draft"
    CONTENT_CHANGED = "content_changed"
    FIELD_CONFLICT = "field_conflict"
    PAPER_REPLACED = "paper_replaced"
    UNKNOWN_FIELD = "unknown_field"
    RECEIVER_MISSING = "receiver_missing"
    SIGNATURE_INVALID = "signature_invalid"
    ASSIGNEE_UNFIT = "assignee_unfit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The act is not allowed now: `basis` quotes the article, `params` fill the sentence."""

    code: RefusalCode
    basis: str = ""
    params: tuple[tuple[str, str], ...] = ()
