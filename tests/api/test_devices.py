"""Signing in notes the kind of device, and nothing else of what a browser says of itself."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.services.unit import reading
from peermap_app.storage.tables import SignInSession
from tests.api.wire import Wire, post
from tests.drawing_builders import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = {"email": "sam@example.org", "password": PASSWORD}
PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/ZQX) AppleWebKit/537.36 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (PHONE, "android_phone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X)", "ipad"),
        ("<script>alert(1)</script>" * 40, "other"),
        ("", "other"),
    ],
)
async def test_a_sign_in_notes_a_fixed_word(own_wire: Wire, said: str, kind: str) -> None:
    """A code of ours, whatever was sent."""
    answer = await post(own_wire, "/sign-in", FORM, **{"User-Agent": said})
    assert answer.status_code == 303
    async with reading(own_wire.world.house) as session:
        found = (await session.exec(select(SignInSession.device))).all()
    assert sorted(filter(None, found)) == [kind]
