"""Invented letters of the one-stop: apologies, notices between offices, and what a person asks for himself."""

from __future__ import annotations

import paper_samples as samples

from printing.values import (
    Addressee,
    Apology,
    Contact,
    LateDossier,
    Letterhead,
    OverdueNotice,
    SigningTitle,
    Subject,
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
