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
    RETURNED_ELSEWHERE = "returned_elsewhere"
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
    DECLARATION_MISSING = "declaration_missing"
    REASON_UNKNOWN = "reason_unknown"
    REASON_UNFIT = "reason_unfit"
    ASKED_ALREADY = "asked_already"
    SIGNER_UNFIT = "signer_unfit"
    EXTENSION_UNLAWFUL = "extension_unlawful"
    NOTICE_MISSING = "notice_missing"
    ANSWER_STILL_OPEN = "answer_still_open"
    NO_LAST_DAY = "no_last_day"
    SUPPLEMENT_WAITING = "supplement_waiting"
    SUPPLEMENT_SHORT = "supplement_short"
    OFFICE_UNFIT = "office_unfit"
    NOT_ASKED = "not_asked"
    NOT_YOUR_TURN = "not_your_turn"
    PARTS_OPEN = "parts_open"
    DAY_NOT_LATER = "day_not_later"
    DAY_IMPOSSIBLE = "day_impossible"
    PROOF_MISSING = "proof_missing"
    NO_DIGITAL_RESULT = "no_digital_result"
    RECEIPT_UNKNOWN = "receipt_unknown"
    SECOND_PERSON = "second_person"
    PAGES_MISSING = "pages_missing"
    DUE_STANDS = "due_stands"
    OTHER_AGENCY = "other_agency"
    NOT_IN_FORCE = "not_in_force"
    NOT_OWN_DOCUMENT = "not_own_document"
    COPY_UNFIT = "copy_unfit"
    COPY_PAGES = "copy_pages"
    RECIPIENT_MISSING = "recipient_missing"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The act is not allowed now: `basis` quotes the article, `params` fill the sentence."""

    code: RefusalCode
    basis: str = ""
    params: tuple[tuple[str, str], ...] = ()
