"""What a verifier of a password costs, and that desks take those of every age."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from central_server.bootstrap.world import Argon2Passwords
from central_server.settings import SETTINGS

COST = {setting.name: setting.default for setting in SETTINGS}


def test_a_new_verifier_costs_what_the_standard_recommends() -> None:
    """RFC 9106 section 4, second choice: Argon2id, 64 MiB, three rounds, four lanes, a salt of 128 bits."""
    made = Argon2Passwords(int(str(COST["password_memory_kib"])), int(str(COST["password_rounds"]))).verifier("một hai")
    found = extract_parameters(made)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 65_536, 3, 4)
    assert found.salt_len == 16


@pytest.mark.parametrize("lanes", [1, 4])
def test_a_verifier_names_its_own_cost(lanes: int) -> None:
    """What checks a password asks the verifier: one made with fewer lanes stays good."""
    made = PasswordHasher(time_cost=1, memory_cost=64, parallelism=lanes).hash("một hai")
    assert PasswordHasher().verify(made, "một hai")
