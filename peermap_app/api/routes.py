"""Our own routes, and how they and the wrappers stand around Reflex."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from peermap_app import bootstrap

from . import (
    away,
    confirm,
    exports,
    hand_over,
    health,
    idle_lock,
    import_upload,
    join,
    my_map,
    own_password,
    passkeys,
    push,
    recover,
    second_step,
    sign_in,
    signing_in,
    subject_access,
)
from .gate_cookies import NamedCookies
from .guard import Guard
from .headers import Headers

ROUTES = (
    Route("/sign-in", sign_in.show, methods=["GET"]),
    Route("/sign-in", sign_in.submit, methods=["POST"]),
    Route("/sign-in/code", second_step.ask_code, methods=["GET"]),
    Route("/sign-in/code", second_step.submit_code, methods=["POST"]),
    Route("/sign-in/set-up", second_step.show_set_up, methods=["GET"]),
    Route("/sign-in/set-up", second_step.confirm_set_up, methods=["POST"]),
    Route("/signing-in", signing_in.show, methods=["GET"]),
    Route("/signing-in/app", signing_in.show_app, methods=["GET"]),
    Route("/signing-in/app", signing_in.confirm_app, methods=["POST"]),
    Route("/signing-in/codes", signing_in.ask_codes, methods=["GET"]),
    Route("/signing-in/codes", signing_in.new_codes, methods=["POST"]),
    Route("/signing-in/rename/{factor_id}", signing_in.ask_rename, methods=["GET"]),
    Route("/signing-in/rename/{factor_id}", signing_in.rename, methods=["POST"]),
    Route("/signing-in/remove/{factor_id}", signing_in.ask_remove, methods=["GET"]),
    Route("/signing-in/remove/{factor_id}", signing_in.remove, methods=["POST"]),
    Route("/sign-in/passkey/ask", passkeys.ask_sign_in, methods=["POST"]),
    Route("/sign-in/passkey", passkeys.sign_in, methods=["POST"]),
    Route("/signing-in/passkey", passkeys.show_add, methods=["GET"]),
    Route("/signing-in/passkey/ask", passkeys.ask_add, methods=["POST"]),
    Route("/signing-in/passkey", passkeys.add, methods=["POST"]),
    Route("/confirm/passkey/ask", passkeys.ask_confirm, methods=["POST"]),
    Route("/confirm/passkey", passkeys.confirm_self, methods=["POST"]),
    Route("/confirm", confirm.show, methods=["GET"]),
    Route("/confirm", confirm.submit, methods=["POST"]),
    Route("/confirm/done", confirm.done, methods=["GET"]),
    Route("/lock", idle_lock.lock, methods=["POST"]),
    Route("/unlock", idle_lock.show, methods=["GET"]),
    Route("/unlock", idle_lock.submit, methods=["POST"]),
    Route("/unlock/passkey/ask", idle_lock.ask_passkey, methods=["POST"]),
    Route("/unlock/passkey", idle_lock.by_passkey, methods=["POST"]),
    Route(push.PHONE, push.add, methods=["POST"]),
    Route(f"{push.PHONE}/end", push.end, methods=["POST"]),
    Route(push.RENEW, push.renew, methods=["POST"]),
    Route(push.REACHED, push.reached, methods=["POST"]),
    Route("/sign-out", sign_in.leave, methods=["POST"]),
    Route("/change-password", own_password.show, methods=["GET"]),
    Route("/change-password", own_password.submit, methods=["POST"]),
    Route("/what-is-held", subject_access.show, methods=["GET"]),
    Route("/what-is-held", subject_access.submit, methods=["POST"]),
    Route("/forgotten", recover.show, methods=["GET"]),
    Route("/forgotten", recover.ask, methods=["POST"]),
    Route("/recover/{token}", recover.show_link, methods=["GET"]),
    Route("/recover/{token}", recover.use_link, methods=["POST"]),
    Route("/join", join.show, methods=["GET"]),
    Route("/join", join.submit, methods=["POST"]),
    Route("/join/{token}", join.show, methods=["GET"]),
    Route("/join/{token}", join.submit, methods=["POST"]),
    Route("/cases/{case_id}/maps/{version}/record.pdf", exports.case_file, methods=["GET"]),
    Route("/cases/{case_id}/maps/{version}/picture.pdf", exports.young_pdf, methods=["GET"]),
    Route("/cases/{case_id}/maps/{version}/picture.png", exports.young_png, methods=["GET"]),
    Route(import_upload.PATH, import_upload.submit, methods=["POST"]),
    Route("/hand-over", hand_over.submit, methods=["POST"]),
    Route("/my-map", my_map.show, methods=["GET"]),
    Route("/my-map", my_map.open_by_words, methods=["POST"]),
    Route("/my-map/still", my_map.still, methods=["GET"]),
    Route("/my-map/close", my_map.close, methods=["POST"]),
    Route("/my-map/end", my_map.ask_end, methods=["GET"]),
    Route("/my-map/end", my_map.end, methods=["POST"]),
    Route("/my-map/mind/{what}", my_map.ask_change, methods=["GET"]),
    Route("/my-map/mind/{what}", my_map.change, methods=["POST"]),
    Route("/my-map/take/{version}", my_map.ask_take, methods=["GET"]),
    Route("/my-map/take/{version}/{form}", my_map.take, methods=["GET"]),
    Route("/my-map/{token}", my_map.show_link, methods=["GET"]),
    Route("/my-map/{token}", my_map.open_by_link, methods=["POST"]),
    Route("/my-map/{rest:path}", my_map.elsewhere, methods=["GET", "POST"]),
    Route("/away", away.show, methods=["GET"]),
    Route("/healthz", health.healthz, methods=["GET"]),
    Route("/still", health.still, methods=["GET"]),
    Route("/here", health.here, methods=["POST"]),
)


def own_routes() -> Starlette:
    """The routes as an app that Reflex (or a test) mounts."""
    return Starlette(routes=list(ROUTES))


def around(pages: Path | None) -> Sequence[Starlette | Callable[[ASGIApp], ASGIApp]]:
    """What `rx.App(api_transformer=...)` takes: our routes, then the guard, then the headers.

    Later ones stand further out: a refusal of the guard carries the headers too.

    Args:
        pages: the folder of the built pages (`.web/build/client`), None in a test without one.
    """

    def secure() -> bool:
        return bootstrap.house().settings.secure

    def guard(app: ASGIApp) -> ASGIApp:
        return NamedCookies(Guard(app, bootstrap.house, pages), secure)

    def headers(app: ASGIApp) -> ASGIApp:
        return Headers(app, pages, secure)

    return (own_routes(), guard, headers)
