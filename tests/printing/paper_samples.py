"""Invented values for the papers, with the longest names, marks and markup letters a counter meets."""

from __future__ import annotations

from printing.confirmation import Citizen, MaritalStatus
from printing.receipt import PaperRow, Promise, Receipt, Registration
from printing.refusal import IntakeRefusal
from printing.supplement import MissingPaper, SupplementRequest
from printing.values import Contact, Letterhead, Person, SigningTitle
from printing.visit_sheet import Visit, VisitDossier

CODE = "000.05.24.H11-190314-0027"
BARCODE = "10524119031400270042"
SECRET = "K7M2Q9TX"
LOOK_UP = f"https://dvc.example/tra-cuu#{BARCODE}"
OWNER = "Ủy ban nhân dân phường Phú Thủy"
UNIT = "Bộ phận tiếp nhận và trả kết quả"
PLACE_AND_DATE = "Phú Thủy, ngày 14 tháng 3 năm 2019"
LONG_NAME = "Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Thùy Dương"
ADDRESS = "Số 12/4B đường Tôn Đức Thắng, khu phố 3, phường Phú Thủy, thành phố Phan Thiết, tỉnh Bình Thuận"
PROCEDURE = "Cấp Giấy xác nhận tình trạng hôn nhân"
CLERK = "Lê Thị Mỹ Hoa"
PHONE = "0252 300 0001"

APPLICANT = Person(LONG_NAME, "Số định danh cá nhân/CMND", "060190004128", ADDRESS, "0918 000 412")
PAPERS = (
    PaperRow("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "Bản chính", "1"),
    PaperRow("Trích lục ghi chú ly hôn", "Bản chứng thực", "1"),
    PaperRow("Thẻ căn cước công dân (xuất trình, đã trả lại)", "Bản chính", "1"),
)
PROMISE = Promise(
    limit="3 ngày làm việc",
    received_at="08 giờ 12 phút, ngày 14/3/2019",
    due_at="17 giờ 00 phút, thứ Ba, ngày 19/3/2019",
    delivery="Bộ phận Một cửa",
    fee="Không thu",
)


def letterhead(number: str = "", qr: str = LOOK_UP) -> Letterhead:
    """Gives the head of the sample office."""
    return Letterhead(OWNER, UNIT, PLACE_AND_DATE, number, qr)


def receipt(papers: tuple[PaperRow, ...] = PAPERS, reprint: int = 0) -> Receipt:
    """Gives form 01 of the sample dossier."""
    return Receipt(
        letterhead=letterhead(),
        registration=Registration(CODE, BARCODE, SECRET, "01/2019", "0412"),
        receiving_unit="Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
        applicant=APPLICANT,
        procedure=PROCEDURE,
        papers=papers,
        sets="01",
        promise=PROMISE,
        clerk=CLERK,
        hotline=PHONE,
        reprint=reprint,
    )


def many_papers(count: int) -> tuple[PaperRow, ...]:
    """Gives as many papers as asked for."""
    return tuple(
        PaperRow(f"Giấy tờ số {number}: văn bằng, chứng chỉ đề nghị chứng thực", "Bản chính", "1")
        for number in range(1, count + 1)
    )


def supplement(reprint: int = 0) -> SupplementRequest:
    """Gives form 02."""
    return SupplementRequest(
        letterhead=letterhead("15/HDHS"),
        applicant=APPLICANT,
        procedure=PROCEDURE,
        missing=(
            MissingPaper(
                "Trích lục ghi chú ly hôn hoặc bản án, quyết định ly hôn đã có hiệu lực pháp luật của Tòa án nhân dân",
                certified=1,
            ),
            MissingPaper("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "ghi lại mục Mục đích sử dụng", 1),
        ),
        reason="Tờ khai ghi đã ly hôn ngày 20/11/2017 nhưng trong hồ sơ chưa có giấy tờ chứng minh (khoản 2 "
        "Điều 22 Nghị định 123/2015/NĐ-CP); mục đích sử dụng còn bỏ trống.",
        contact=Contact("bà Lê Thị Mỹ Hoa", PHONE),
        guide=CLERK,
        reprint=reprint,
    )


def refusal(reprint: int = 0) -> IntakeRefusal:
    """Gives form 03."""
    return IntakeRefusal(
        letterhead=letterhead("07/TCTN"),
        receiving_unit="Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
        applicant=APPLICANT,
        procedure="Đăng ký khai sinh có yếu tố nước ngoài",
        reason="Việc đăng ký khai sinh có yếu tố nước ngoài thuộc thẩm quyền của Ủy ban nhân dân thành phố "
        "Phan Thiết; đề nghị ông (bà) nộp hồ sơ tại Bộ phận tiếp nhận và trả kết quả của thành phố.",
        basis="Điều 35 Luật Hộ tịch năm 2014",
        contact=Contact("bà Lê Thị Mỹ Hoa", PHONE),
        clerk=CLERK,
        reprint=reprint,
    )


def visit(count: int = 3, reprint: int = 0) -> Visit:
    """Gives a visit with several dossiers."""
    names = ("Chứng thực bản sao từ bản chính giấy tờ, văn bản", PROCEDURE, "Cấp bản sao trích lục hộ tịch")
    return Visit(
        letterhead=letterhead(),
        receiving_unit="Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
        applicant=APPLICANT,
        received_at="08 giờ 12 phút, ngày 14/3/2019",
        dossiers=tuple(
            VisitDossier(
                code=f"000.05.24.H11-190314-{27 + number:04d}",
                barcode=f"105241190314{27 + number:04d}0042",
                secret=f"K7M2Q9T{number}",
                procedure=names[number % 3],
                papers=f"{number + 1} giấy tờ",
                due_at="17 giờ 00 phút, ngày 19/3/2019",
                fee=f"{8 + number}.000 đồng",
            )
            for number in range(count)
        ),
        delivery="Bộ phận Một cửa",
        fee_total="27.000 đồng (đã nộp)",
        clerk=CLERK,
        hotline=PHONE,
        submitter=LONG_NAME,
        reprint=reprint,
    )


def marital_status() -> MaritalStatus:
    """Gives a confirmation of marital status."""
    return MaritalStatus(
        letterhead=Letterhead("Ủy ban nhân dân thành phố Phan Thiết", OWNER, PLACE_AND_DATE, "61/UBND-XNTTHN", LOOK_UP),
        requester=f"bà {LONG_NAME}",
        citizen=Citizen(
            honorific="bà",
            name=LONG_NAME,
            born="03/8/1990",
            sex="Nữ",
            ethnicity="Kinh",
            nationality="Việt Nam",
            identity="Thẻ căn cước công dân số 060190004128, Cục Cảnh sát quản lý hành chính về trật tự xã hội "
            "cấp ngày 12/5/2017",
            residence=ADDRESS,
        ),
        status="Chưa đăng ký kết hôn với ai",
        purpose="làm thủ tục đăng ký kết hôn với ông Trần Văn Lộc",
        validity="6 tháng, kể từ ngày cấp",
        signer=SigningTitle(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Thị Ánh Nguyệt"),
        recipients=("Như trên;", "Lưu: VT, hộ tịch."),
    )
