"""Who needs more than a password."""

import pytest

from peermap_app.domain.cases import Role
from peermap_app.domain.factors import must_have

NEED_ONE = {Role.SUPERVISOR, Role.DATA_PROTECTION, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_more_than_their_own_cases_needs_a_second_factor(role: Role) -> None:
    """Supervisors, data protection leads and administrators always; by the setting everybody."""
    assert must_have(role, everybody=False) is (role in NEED_ONE)
    assert must_have(role, everybody=True)
