"""GET /away: what the service worker shows in place of a young person's page without a connection.

It is the same for everybody who asks, so that a cache may hold it: nothing of a drawing, a case or
a device is in it (product.md, rules 3 and 11).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from peermap_app.words import languages

from . import templates


async def show(request: Request) -> Response:
    """The page in the language that is asked for; one that is not offered is not kept: 404."""
    asked = request.query_params.get("language")
    spoken = languages.catalogue(asked)
    return templates.page(
        "away.html",
        status=200 if asked in (None, spoken.code) else 404,
        words=spoken.pages["away"],
        common=spoken.pages["common"],
        spoken=spoken,
    )
