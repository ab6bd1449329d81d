"""Setting and taking away the cookies. Identity lives in nothing else."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from peermap_app.live import identity
from peermap_app.settings import Settings


def give(
    response: Response,
    settings: Settings,
    name: str,
    token: str,
    *,
    path: str = "/",
    lasts: timedelta | None = None,
) -> None:
    """Set a cookie that no script reads and no other site sends; it ends with the browser's day,

    or after `lasts`. `path`: the only addresses that it is sent to; only for a cookie of
    `identity.AT_A_PATH`, since a name for the whole host needs "/" (`gate_cookies.py`).
    """
    if (path != "/") is not (name in identity.AT_A_PATH):
        raise ValueError("this cookie's name does not go with that path")
    response.set_cookie(
        name,
        token,
        max_age=int((lasts or settings.session_absolute).total_seconds()),
        path=path,
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


def take_away(response: Response, settings: Settings, name: str, *, path: str = "/") -> None:
    """Take a cookie away."""
    response.delete_cookie(
        name, path=path, secure=settings.secure, httponly=True, samesite="strict"
    )
