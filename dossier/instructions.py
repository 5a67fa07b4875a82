"""What the national catalogue tells of how a procedure is carried out: for citizens and clerks; it decides nothing."""

from dataclasses import dataclass

from dossier.acts import Channel


@dataclass(frozen=True, slots=True)
class CaseSteps:
    """Trình tự thực hiện of one case ("" = every case), in order; a step keeps its line breaks."""

    case: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormNamed:
    """Mẫu đơn, tờ khai that the catalogue names, for which paper; `address` only of a site of the State, else empty."""

    name: str
    paper: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class FeeCode:
    """Mã phí, lệ phí of the national catalogue for one way of filing."""

    channel: Channel
    code: str


@dataclass(frozen=True, slots=True)
class Instructions:
    """Hướng dẫn thực hiện: order of steps, conditions (yêu cầu, điều kiện), forms, fee codes; each may be empty."""

    steps: tuple[CaseSteps, ...] = ()
    conditions: tuple[str, ...] = ()
    forms: tuple[FormNamed, ...] = ()
    fee_codes: tuple[FeeCode, ...] = ()

    @property
    def told(self) -> bool:
        """Whether anything of it is for a reader."""
        return bool(self.steps or self.conditions or self.forms)
