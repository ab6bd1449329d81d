"""Setting and taking away the two cookies. Identity lives in nothing else."""

from __future__ import annotations

from starlette.responses import Response

from peermap_app.settings import Settings


def give(response: Response, settings: Settings, name: str, token: str) -> None:
    """Set a cookie that no script reads and no other site sends; it ends with the browser's day."""
    response.set_cookie(
        name,
        token,
        max_age=int(settings.session_absolute.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )


def take_away(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(name, path="/", secure=settings.secure, httponly=True, samesite="strict")
