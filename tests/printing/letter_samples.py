"""Invented letters of the one-stop: apologies, notices between offices, and what a person asks for himself."""

from __future__ import annotations

from dataclasses import replace

import paper_samples as samples

from printing.refusal import IntakeRefusal
from printing.supplement import SupplementRequest
from printing.values import (
    Addressee,
    AgencyHand,
    Apology,
    Contact,
    Correction,
    CorrectionNotice,
    LateDossier,
    Letterhead,
    LossLetter,
    OpinionRequest,
    OverdueNotice,
    SigningTitle,
    StopNotice,
    Subject,
    Withdrawal,
)

AGENCY = "Ủy ban nhân dân phường Phú Thủy"
SIGNER = SigningTitle(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Thị Ánh Nguyệt")
RECIPIENTS = ("Như trên;", "Bộ phận tiếp nhận và trả kết quả;", "Lưu: VT.")
ADDRESSEE = Addressee(f"Bà {samples.LONG_NAME}", "bà", samples.ADDRESS, "0918 000 412")
SUBJECT = Subject(samples.CODE, samples.PROCEDURE, "14/3/2019", "17 giờ 00 phút, ngày 19/3/2019")
CONTACT = Contact("bà Lê Thị Mỹ Hoa", samples.PHONE)
NEW_DUE = "17 giờ 00 phút, thứ Hai, ngày 25/3/2019"
REASON = "chưa nhận được văn bản trả lời xác minh của Ủy ban nhân dân nơi bà thường trú trước đây."


def agency_head(number: str) -> Letterhead:
    """Gives the head of the agency itself."""
    return Letterhead("", AGENCY, samples.PLACE_AND_DATE, number, samples.LOOK_UP)


def apology(new_due: str = NEW_DUE, reprint: int = 0) -> Apology:
    """Gives form 04, with a new date or without."""
    return Apology(
        letterhead=agency_head("03/PXL"),
        agency=AGENCY,
        addressee=ADDRESSEE,
        subject=SUBJECT,
        reason=REASON,
        signer=SIGNER,
        recipients=RECIPIENTS,
        new_due=new_due,
        contact=CONTACT,
        reprint=reprint,
    )


def overdue_notice(count: int = 3, reprint: int = 0) -> OverdueNotice:
    """Gives the notice of so many late dossiers, each second one without a new date."""
    return OverdueNotice(
        letterhead=agency_head("21/TB-UBND"),
        agency=AGENCY,
        to="Bộ phận tiếp nhận và trả kết quả phường Phú Thủy",
        dossiers=tuple(
            LateDossier(
                code=f"000.05.24.H11-190314-{number:04d}",
                applicant=samples.LONG_NAME if number == 1 else f"Người nộp thứ {number}",
                procedure=samples.PROCEDURE,
                due="19/3/2019",
                new_due="" if number % 2 == 0 else "25/3/2019",
                reason="Chưa có văn bản trả lời xác minh.",
            )
            for number in range(1, count + 1)
        ),
        signer=SIGNER,
        recipients=RECIPIENTS,
        reprint=reprint,
    )


def opinion_request(reprint: int = 0) -> OpinionRequest:
    """Gives a request for the police's opinion."""
    return OpinionRequest(
        letterhead=agency_head("22/UBND-LYK"),
        agency=AGENCY,
        to="Công an phường Phú Thủy",
        subject=SUBJECT,
        applicant=f"bà {samples.LONG_NAME}",
        questions=(
            "Thời gian và nơi thường trú của bà từ ngày 20/11/2017 đến nay;",
            "Thông tin về tình trạng hôn nhân trong hồ sơ cư trú.",
        ),
        deadline="17 giờ 00 phút, thứ Hai, ngày 18/3/2019",
        contact=CONTACT,
        signer=SIGNER,
        recipients=RECIPIENTS,
        reprint=reprint,
    )


def withdrawal(reprint: int = 0) -> Withdrawal:
    """Gives the paper by which a dossier is taken back."""
    return Withdrawal(
        place_and_date=samples.PLACE_AND_DATE,
        to="Bộ phận tiếp nhận và trả kết quả phường Phú Thủy",
        applicant=samples.APPLICANT,
        subject=SUBJECT,
        reason="gia đình thay đổi dự định, không còn nhu cầu.",
        returned=tuple(paper.name for paper in samples.PAPERS[:2]),
        clerk=samples.CLERK,
        qr=samples.LOOK_UP,
        reprint=reprint,
    )


def stop_notice(reprint: int = 0) -> StopNotice:
    """Gives the notice after a deadline for supplements ran out."""
    return StopNotice(
        letterhead=agency_head("23/TB-UBND"),
        agency=AGENCY,
        addressee=ADDRESSEE,
        subject=SUBJECT,
        reason="đã quá thời hạn bổ sung hồ sơ ghi trong Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ số 15/HDHS.",
        basis="quy trình nội bộ giải quyết thủ tục",
        next_steps=("nhận lại giấy tờ đã nộp tại Bộ phận tiếp nhận và trả kết quả;", "nộp hồ sơ mới khi đủ giấy tờ."),
        contact=CONTACT,
        signer=SIGNER,
        recipients=RECIPIENTS,
        reprint=reprint,
    )


def correction_notice(reprint: int = 0, *, by_agency: bool = True) -> CorrectionNotice:
    """Gives the notice of two mistakes in a result."""
    return CorrectionNotice(
        letterhead=agency_head("24/TB-UBND"),
        agency=AGENCY,
        addressee=ADDRESSEE,
        subject=SUBJECT,
        result="Giấy xác nhận tình trạng hôn nhân số 61/UBND-XNTTHN ngày 19/3/2019",
        corrections=(
            Correction("Ngày, tháng, năm sinh", "03/8/1909", "03/8/1990"),
            Correction("Họ, chữ đệm, tên", "Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Thuỳ Dương", samples.LONG_NAME),
        ),
        reason="công chức nhập nhầm năm sinh từ Tờ khai.",
        exchange="Mời bà mang bản đã nhận đến Bộ phận tiếp nhận và trả kết quả để đổi bản mới, từ ngày 25/3/2019.",
        by_agency=by_agency,
        contact=CONTACT,
        signer=SIGNER,
        recipients=RECIPIENTS,
        reprint=reprint,
    )


def loss_letter(reprint: int = 0) -> LossLetter:
    """Gives the apology for a paper that the agency lost."""
    return LossLetter(
        letterhead=agency_head("25/UBND-TP"),
        agency=AGENCY,
        addressee=ADDRESSEE,
        subject=SUBJECT,
        what="Trích lục ghi chú ly hôn",
        story="giấy tờ thất lạc khi chuyển từ quầy lên bộ phận chuyên môn ngày 15/3/2019.",
        contact=CONTACT,
        signer=SIGNER,
        recipients=RECIPIENTS,
        reprint=reprint,
    )


HAND = AgencyHand(AGENCY, SIGNER, RECIPIENTS)


def agency_supplement(reprint: int = 0) -> SupplementRequest:
    """Gives form 02 after appraisal: the agency asks, with a deadline."""
    return replace(
        samples.supplement(reprint),
        letterhead=agency_head("16/HDHS"),
        code=samples.CODE,
        deadline="17 giờ 00 phút, thứ Sáu, ngày 29/3/2019",
        clock="Thời hạn giải quyết được tính lại từ đầu sau khi nhận đủ hồ sơ.",
        agency=HAND,
    )


def agency_refusal(reprint: int = 0) -> IntakeRefusal:
    """Gives form 03 after appraisal: the agency refuses, as a result."""
    return replace(samples.refusal(reprint), letterhead=agency_head("08/TCGQ"), code=samples.CODE, agency=HAND)
