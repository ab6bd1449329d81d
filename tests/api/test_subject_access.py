"""The form of subject access: the records checker's alone; file and passphrase in one answer."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import httpx
import pytest

from peermap_app.domain.cases import Role
from peermap_app.services.unit import writing
from peermap_app.storage.tables import SignInSession, Worker, new_id
from peermap_app.words import held_words as w
from tests.api.wire import Wire
from tests.services.test_subject_access import opened

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = "/what-is-held"


async def signed_in(wire: Wire, role: Role, ago: timedelta = timedelta()) -> dict[str, str]:
    """A session of a fresh account of that role; its cookie."""
    house, token = wire.world.house, new_id() * 2
    now = house.clock()
    worker = Worker(email=f"{new_id()}@example.org", name="R", role=role.value, created_at=now)
    async with writing(house) as session:
        session.add(worker)
        await session.flush()
        session.add(
            SignInSession(
                token_hash=house.keys.lookup("session", token),
                worker_id=worker.id,
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + house.settings.session_absolute,
                second=True,
                proved_at=now - ago,
            )
        )
    return {"peermap_session": token}


async def send(wire: Wire, cookies: dict[str, str], **form: str) -> httpx.Response:
    async with wire.client(**cookies) as client:
        return await client.post(FORM, data=form, headers={"Origin": wire.url})


async def test_the_records_checker_makes_the_file(wire: Wire) -> None:
    """The answer holds the passphrase and the file that it opens, and no browser keeps it."""
    robin = await signed_in(wire, Role.DATA_PROTECTION)
    async with wire.client(**robin) as client:
        page = await client.get(FORM)
    assert page.status_code == 200
    assert w.TITLE in page.text
    reference = await the_reference(wire)
    made = await send(wire, robin, reference=reference, asked_by="themselves")
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    passphrase = re.search(r'id="passphrase">([^<]+)<', made.text)
    data = re.search(r'base64,([^"]+)"', made.text)
    assert passphrase is not None
    assert data is not None
    files = opened(base64.b64decode(data[1]), passphrase[1])
    assert reference in files["record.json"].decode()
    # The proof is used up: the next record asks again who is there.
    again = await send(wire, robin, reference=reference, asked_by="themselves")
    assert again.status_code == 303
    assert again.headers["location"].startswith("/confirm")
    assert passphrase[1] not in again.text


async def the_reference(wire: Wire) -> str:
    """The reference of the world's first case."""
    from peermap_app.domain.access import Action
    from peermap_app.services.link_ends import own_case
    from peermap_app.services.unit import unit

    async with unit(wire.world.house, wire.world.sam, Action.SEE_CASE, wire.world.case_id) as u:
        return (await own_case(u, u.held.id)).reference


async def test_what_cannot_be_used_is_said_beside_its_field(wire: Wire) -> None:
    """Nothing typed, a reference that no case has, no reason: a sentence, what was typed stays."""
    robin = await signed_in(wire, Role.DATA_PROTECTION)
    nothing = await send(wire, robin)
    assert nothing.status_code == 422
    unknown = await send(wire, robin, reference="ZZ-0000", asked_by="court")
    assert w.NONE in unknown.text
    assert 'value="ZZ-0000"' in unknown.text
    script = await send(wire, robin, reference='"><script>', asked_by="<b>")
    assert '"><script>' not in script.text


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SUPERVISOR, Role.ADMINISTRATOR, None])
async def test_nobody_else_has_it(wire: Wire, role: Role | None) -> None:
    """Every other role, and nobody, is led to the door, by looking and by sending."""
    cookies = {} if role is None else await signed_in(wire, role)
    async with wire.client(**cookies) as client:
        assert (await client.get(FORM)).headers["location"] == "/sign-in"
    reference = await the_reference(wire)
    sent = await send(wire, cookies, reference=reference, asked_by="themselves")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in")
    assert "base64" not in sent.text


async def test_a_page_that_was_left_open_makes_none(wire: Wire) -> None:
    """Who showed who they are more than five minutes ago shows it again first, and comes back."""
    robin = await signed_in(wire, Role.DATA_PROTECTION, ago=timedelta(minutes=6))
    reference = await the_reference(wire)
    async with wire.client(**robin) as client:
        looked = await client.get(FORM)
    sent = await send(wire, robin, reference=reference, asked_by="themselves")
    for answer in (looked, sent):
        assert answer.headers["location"] == f"/confirm?then={FORM}"
    assert "base64" not in sent.text
