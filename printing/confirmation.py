"""Says what "Giấy xác nhận tình trạng hôn nhân" says, as a result paper; decides nobody's marital status.

Basis: NĐ 123/2015 art. 21-23 (who issues it, six months of validity, the purpose is stated in it) and the
model of TT 15/2015/TT-BTP, whose order of fields is given from general knowledge: the annex was not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.result import Field, ResultPaper
from printing.values import Letterhead, SigningTitle

TITLE = "Giấy xác nhận tình trạng hôn nhân"


@dataclass(frozen=True, slots=True)
class Citizen:
    """Whose marital status is confirmed, in spoken words; `honorific` is "ông" or "bà"."""

    honorific: str
    name: str
    born: str
    sex: str
    ethnicity: str
    nationality: str
    identity: str
    residence: str


@dataclass(frozen=True, slots=True)
class MaritalStatus:
    """Everything the paper says; `requester` is who asked for it, with the form of address."""

    letterhead: Letterhead
    requester: str
    citizen: Citizen
    status: str
    purpose: str
    validity: str
    signer: SigningTitle
    recipients: tuple[str, ...] = ()


def confirmation(value: MaritalStatus) -> ResultPaper:
    """Gives the result paper for one confirmation."""
    citizen = value.citizen
    opening = (
        f"Xét đề nghị của {value.requester} về việc cấp Giấy xác nhận tình trạng hôn nhân "
        f"cho {citizen.honorific} {citizen.name},"
    )
    return ResultPaper(
        letterhead=value.letterhead,
        title=TITLE,
        opening=(opening,),
        confirms="XÁC NHẬN:",
        rows=(
            (Field("Họ, chữ đệm, tên", citizen.name, bold=True),),
            (Field("Ngày, tháng, năm sinh", citizen.born),),
            (
                Field("Giới tính", citizen.sex),
                Field("Dân tộc", citizen.ethnicity),
                Field("Quốc tịch", citizen.nationality),
            ),
            (Field("Giấy tờ tùy thân", citizen.identity),),
            (Field("Nơi cư trú", citizen.residence),),
            (Field("Tình trạng hôn nhân", value.status, bold=True),),
            (Field("Giấy này được cấp để", value.purpose),),
        ),
        closing=(f"Giấy này có giá trị sử dụng trong thời hạn {value.validity}.",),
        signer=value.signer,
        recipients=value.recipients,
    )
