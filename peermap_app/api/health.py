"""GET /healthz for whoever watches; GET /still for a page without connection; POST /here."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from peermap_app import bootstrap
from peermap_app.live import identity, quiet
from peermap_app.services import accounts, delivery_counts, drawings, idle_lock
from peermap_app.services.unit import reading

from . import page_owner
from .wire import address_of


async def healthz(_: Request) -> Response:
    """200 while the database answers, else 503; "alerts" is "late" while something that is to be
    handed over waits for more than five minutes. Says nothing else."""
    try:
        async with reading(bootstrap.house()) as session:
            await session.connection()
            await (await session.connection()).execute(text("SELECT 1"))
        late = await delivery_counts.late(bootstrap.house())
    except (SQLAlchemyError, OSError) as problem:
        quiet.note(problem)
        return JSONResponse({"ok": False}, status_code=503)
    return JSONResponse({"ok": True, "alerts": "late" if late else "on time"})


async def still(request: Request) -> Response:
    """204 while a cookie of this browser holds, else 401: a page that cannot reconnect asks it."""
    house, address = bootstrap.house(), address_of(request.scope)
    header = request.headers.get("cookie")
    session = identity.cookie(header, identity.SESSION_COOKIE)
    worker = await accounts.who_is(house, session, address, present=False, locked_too=True)
    tablet = await drawings.tablet_who(
        house, identity.cookie(header, identity.DEVICE_COOKIE), address
    )
    return Response(status_code=204 if worker or tablet else 401)


async def here(request: Request) -> Response:
    """204: the worker touches a page (assets/lock.js), which counts as being here.

    423 when the session is locked, 401 when it is over, or when the page was somebody else's.
    """
    if await page_owner.is_anothers(request, must_say=False):
        return Response(status_code=401)
    house, address = bootstrap.house(), address_of(request.scope)
    session = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    if await accounts.who_is(house, session, address):
        return Response(status_code=204)
    locked = await idle_lock.behind(house, session, address)
    return Response(status_code=423 if locked else 401)
