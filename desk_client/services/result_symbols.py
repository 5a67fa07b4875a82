"""Says number and symbol of a result by the kind of paper it is; draws nothing."""

from dossier.procedures import Procedure, ResultKind

_SYMBOLS = {
    ResultKind.CERTIFICATE: "UBND-GCN",
    ResultKind.EXTRACT: "UBND-TL",
    ResultKind.CERTIFIED_COPY: "UBND-CT",
    ResultKind.CERTIFIED_PAPER: "UBND-CT",
    ResultKind.CONFIRMATION: "UBND-XN",
    ResultKind.DECISION: "QĐ-UBND",
    ResultKind.LICENCE: "GP-UBND",
    ResultKind.NOTICE: "TB-UBND",
}
"""Symbols after the number (NĐ 30/2020 annex III: kind of paper and issuing body; ours where a commune has its own)."""


def symbol_of(procedure: Procedure, number: int, *, grant: bool) -> str:
    """The number and symbol of a paper, such as "61/UBND-XN"; a refusal is a notice."""
    kind = procedure.results[0].kind if procedure.results and grant else ResultKind.NOTICE
    return f"{number}/{_SYMBOLS[kind]}"
