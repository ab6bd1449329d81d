"""A sign-in that fails costs the same, whatever is wrong: nothing tells who has an account."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid
from peermap_app.services import accounts, passwords
from peermap_app.services.unit import Who
from tests.services.people import a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, all_rows
from tests.services.test_my_map_work import statements


@pytest.mark.attack("guessing", tries=4)
async def test_no_account_no_password_a_closed_one_and_a_wrong_password_are_one(
    house: House, sam: Who, password_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements in the same order, one hash each, one row each of the same length."""
    hashes: list[str] = []
    verify = passwords._context.verify
    monkeypatch.setattr(
        passwords._context, "verify", lambda typed, held: hashes.append(held) or verify(typed, held)
    )
    for name, active, held in (("none", True, None), ("closed", False, password_hash)):
        email = f"{name}@west.example"
        await a_worker(house, name=name, email=email, password_hash=held, active=active)
    with pytest.raises(Invalid, match="wrong_sign_in"):  # the house's first row is one more
        await accounts.sign_in(house, "first@west.example", "not-the-password-58", ADDRESS)
    found, rows = {}, []
    for email in (EMAIL, "nobody@west.example", "none@west.example", "closed@west.example"):
        before, hashed = await all_rows(house), len(hashes)
        with statements(house) as told, pytest.raises(Invalid, match="wrong_sign_in"):
            await accounts.sign_in(house, email, "not-the-password-58", ADDRESS)
        found[email] = (told, len(hashes) - hashed)
        rows.append(len(await all_rows(house)) - len(before))
    assert len({repr(each) for each in found.values()}) == 1, found
    assert rows == [1, 1, 1, 1]
