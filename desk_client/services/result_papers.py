"""Draws the paper that answers the citizen, ready to be signed: room for number, date and both signatures."""

from dataclasses import dataclass, replace

from central_sync.protocol.result_mark import result_mark
from desk_client.services import letter, paper_heads
from desk_client.services.paper_source import RECIPIENTS
from dossier.forms import holds, spoken_value, value_of
from dossier.identifiers import Barcode, BarcodeKind, parse_code_any
from dossier.organisation import Unit
from dossier.procedures import Procedure
from dossier.state import Dossier
from printing.check_note import CheckMark
from printing.confirmation import Citizen, MaritalStatus, confirmation
from printing.fonts import FontSet
from printing.refusal import IntakeRefusal, refusal_to_sign
from printing.result import Field, ResultPaper, draw_result
from printing.sheet import Printed
from printing.values import AgencyHand, Contact, PaperSize, SigningTitle

MARITAL_STATUS = "1.004873"


@dataclass(frozen=True, slots=True)
class Denial:
    """What a refusal says beside its reason: the clause it rests on, whom to ask and at which number."""

    basis: str
    officer: str
    phone: str


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """What a result paper is drawn from: dossier, procedure, office, signer; and what a refusal adds."""

    state: Dossier
    procedure: Procedure
    unit: Unit
    signer: SigningTitle
    denial: Denial


def draw(order: ResultOrder, fonts: FontSet, portal: str) -> Printed:
    """The finished PDF with the rooms for signature, number and date.

    A refusal after appraisal is form 03 (NĐ 61/2018 art. 19(8)). `portal` is the address of the portal, where its
    reader can check it.
    """
    check = _check_mark(order.state, portal)
    if not order.state.result.grant:
        return refusal_to_sign(replace(_refusal(order), check=check), fonts, PaperSize.A4)
    return draw_result(replace(_paper(order), check=check), fonts)


def _check_mark(state: Dossier, portal: str) -> CheckMark | None:
    """None for a dossier without a secret: nobody could tell its paper from a copied one."""
    mark, code = result_mark(state.secret_key), parse_code_any(state.code)
    if not mark or code is None or not portal:
        return None
    digits = Barcode(BarcodeKind.DOSSIER, code).digits()
    host = portal.rstrip("/").partition("://")[2]
    return CheckMark(letter.check_address(portal, digits, mark), f"{host}/kiem-tra", state.code, mark)


def _paper(order: ResultOrder) -> ResultPaper:
    if order.procedure.code == MARITAL_STATUS:
        return confirmation(_marital_status(order))
    return _general(order)


def _general(order: ResultOrder) -> ResultPaper:
    state, procedure = order.state, order.procedure
    title = procedure.results[0].name if procedure.results else procedure.name
    rows = [(Field("Họ, chữ đệm, tên", state.applicant.name.upper(), bold=True),)]
    rows += [(field,) for field in _person_rows(order)]
    fields = procedure.form.fields if procedure.form else ()
    for field in fields:
        value = value_of(state.values, field.id)
        if value and holds(field.show_if, state.values):
            rows.append((Field(field.label, spoken_value(field, value)),))
    return ResultPaper(
        letterhead=paper_heads.draft_head(order.unit),
        title=title.upper(),
        opening=(f"Xét hồ sơ {state.code} và đề nghị của công chức chuyên môn,",),
        confirms="XÁC NHẬN:",
        rows=tuple(rows),
        closing=(),
        signer=order.signer,
    )


def _person_rows(order: ResultOrder) -> tuple[Field, ...]:
    who = order.state.applicant
    pairs = (
        ("Ngày, tháng, năm sinh", letter.day_text(who.born)),
        ("Giấy tờ tùy thân", f"Số định danh cá nhân/CMND {who.id_number}" if who.id_number else ""),
        ("Nơi cư trú", who.address),
    )
    return tuple(Field(label, value) for label, value in pairs if value)


def _refusal(order: ResultOrder) -> IntakeRefusal:
    state, denial = order.state, order.denial
    return IntakeRefusal(
        letterhead=paper_heads.draft_head(order.unit),
        receiving_unit=letter.counter_name(order.unit),
        applicant=paper_heads.applicant_text(state.applicant),
        procedure=order.procedure.name,
        reason=state.result.proposal,
        contact=Contact(denial.officer, denial.phone),
        clerk="",
        basis=denial.basis,
        code=state.code,
        agency=AgencyHand(order.unit.name, order.signer, RECIPIENTS),
    )


def _marital_status(order: ResultOrder) -> MaritalStatus:
    state, who = order.state, order.state.applicant
    spoken = {
        field.id: spoken_value(field, value_of(state.values, field.id))
        for field in (order.procedure.form.fields if order.procedure.form else ())
    }
    honorific = "bà" if who.gender == "Nữ" else "ông"
    name = spoken.get("ho_ten") or who.name
    purpose = spoken.get("muc_dich_khac") or spoken.get("muc_dich", "")
    if spoken.get("ket_hon_voi"):
        purpose = f"{purpose} với {spoken['ket_hon_voi']}"
    status = spoken.get("tinh_trang", "")
    if spoken.get("so_ly_hon"):
        status = f"{status} theo Quyết định số {spoken['so_ly_hon']} ngày {spoken.get('ngay_ly_hon', '')}"
    return MaritalStatus(
        letterhead=paper_heads.draft_head(order.unit),
        requester=f"{honorific} {who.name}",
        citizen=Citizen(
            honorific=honorific,
            name=name,
            born=letter.day_text(who.born),
            sex=who.gender,
            ethnicity=spoken.get("dan_toc") or "Kinh",
            nationality="Việt Nam",
            identity=f"Số định danh cá nhân/CMND {spoken.get('so_dinh_danh') or who.id_number}",
            residence=spoken.get("noi_cu_tru") or who.address,
        ),
        status=status,
        purpose=purpose,
        validity="6 tháng kể từ ngày cấp",
        signer=order.signer,
    )
