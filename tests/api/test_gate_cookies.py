"""Behind https a cookie counts by a name that only this host can set, and not without it."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response

from peermap_app import bootstrap
from peermap_app.api import cookies
from peermap_app.api.routes import around
from peermap_app.live import identity
from tests.api.wire import Wire
from tests.drawing_builders import PASSWORD, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOST = "https://peermap.example"


def behind_https(wire: Wire) -> httpx.AsyncClient:
    """The routes with all that stands before them, as a browser reaches them with PUBLIC_URL."""
    settings = replace(wire.world.house.settings, public_url=HOST)
    bootstrap.use_house(replace(wire.world.house, settings=settings))
    routes, guard, headers = around(None)
    assert isinstance(routes, Starlette)
    app = headers(guard(routes))  # type: ignore[operator]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)


async def test_the_session_is_the_hosts_own(own_wire: Wire) -> None:
    """Signing in sets `__Host-peermap_session`, Secure, for "/" and no Domain; it opens the app."""
    async with behind_https(own_wire) as client:
        form = {"email": "sam@example.org", "password": PASSWORD}
        answer = await client.post("/sign-in", data=form, headers={"Origin": HOST})
        said = answer.headers["set-cookie"]
        assert said.startswith("__Host-peermap_session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(said.split("; "))
        assert "domain" not in said.lower()
        assert (await client.get("/still")).status_code == 204


@pytest.mark.parametrize("begins", ["", "__Secure-", "__host-", "__Host-__Host-"])
async def test_a_neighbours_cookie_is_none(own_wire: Wire, begins: str) -> None:
    """What another host of the domain can set is not there, though it holds a true token.

    Leak prevented: a stranger's session is planted, and what is typed goes into their account.
    """
    token = await sign_in(own_wire.world)
    name = "peermap_session"
    async with behind_https(own_wire) as client:
        true = await client.get("/still", headers={"Cookie": f"__Host-{name}={token}"})
        planted = await client.get("/still", headers={"Cookie": f"{begins}{name}={token}"})
        both = f"{begins}{name}={'A' * 43}; __Host-{name}={token}"
        beside = await client.get("/still", headers={"Cookie": both})
    assert (true.status_code, planted.status_code, beside.status_code) == (204, 401, 204)


async def test_signing_out_takes_away_the_cookie_that_was_set(own_wire: Wire) -> None:
    """The name that is taken away is the name that was given."""
    token = await sign_in(own_wire.world)
    async with behind_https(own_wire) as client:
        held = {"Cookie": f"__Host-peermap_session={token}", "Origin": HOST}
        answer = await client.post("/sign-out", headers=held)
        after = await client.get("/still", headers=held)
    assert answer.headers["set-cookie"].startswith('__Host-peermap_session=""')
    assert after.status_code == 401


async def test_a_cookie_for_some_addresses_is_secure_by_name(own_wire: Wire) -> None:
    """My map's cookie cannot be the whole host's: its name asks for https all the same."""
    async with behind_https(own_wire) as client:
        answer = await client.post("/my-map/close", headers={"Origin": HOST})
    assert answer.headers["set-cookie"].startswith("__Secure-page=")


async def test_a_cookie_whose_name_and_path_disagree_is_never_set(own_wire: Wire) -> None:
    """A browser would drop it without a word, and only behind https: so nobody can write one."""
    settings = own_wire.world.house.settings
    for name, path in ((identity.SESSION_COOKIE, "/cases"), (identity.PAGE_COOKIE, "/")):
        with pytest.raises(ValueError, match="path"):
            cookies.give(Response(), settings, name, "A" * 43, path=path)
