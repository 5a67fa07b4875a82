"""Whose a certificate is: what was bound counts before any name."""

from datetime import date

import pytest

from dossier.identifiers import OfficeId, PersonId
from dossier.signers import Binding, Signer

DAY = date(2019, 3, 14)
MINH, AN, OFFICE = PersonId("p-minh"), PersonId("p-an"), OfficeId("000.04.31.H11")
MINE, HIS, LOST, NEW = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
BOUND = (Binding(MINE, MINH), Binding(HIS, AN), Binding(LOST, MINH, date(2019, 3, 13)), Binding(NEW, OFFICE, DAY))


@pytest.mark.parametrize(
    ("signer", "certificate", "name", "his"),
    [
        (Signer(MINH, "Trần Văn Minh", BOUND), MINE, "Tên khác", True),
        (Signer(MINH, "Trần Văn Minh", BOUND), HIS, "Trần Văn Minh", False),
        (Signer(MINH, "Trần Văn Minh", BOUND), LOST, "Trần Văn Minh", False),
        (Signer(MINH, "Trần Văn Minh", BOUND), "e" * 64, "Trần Văn Minh", False),
        (Signer(MINH, "Trần Văn Minh"), "e" * 64, "TRẦN VĂN MINH", True),
        (Signer(MINH, "Trần Văn Minh"), "e" * 64, "Lê Văn An", False),
        (Signer(MINH, ""), "e" * 64, "", False),
        (Signer(OFFICE, "Ủy ban nhân dân phường Phú Thủy", BOUND), NEW, "UBND phường Phú Thủy", True),
        (Signer(PersonId("p-ty"), "Tý", BOUND), MINE, "Tý", False),
    ],
)
def test_a_binding_counts_before_the_name(signer: Signer, certificate: str, name: str, *, his: bool) -> None:
    """Bound to him, to somebody else, until yesterday; unbound though he has another one; by name where he has none."""
    assert signer.owns(certificate, name, DAY) is his
