"""Serves the built pages, our routes and the websocket on one port: `python -m peermap_app.serve`.

Uvicorn runs the Reflex app directly, without `reflex run`: a start takes what its imports take,
and host, TLS, sizes and the websocket's pings are ours to choose. See docs/decisions/set-up.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from peermap_app.api.gate_frames import Framed
from peermap_app.api.gate_http import Whole
from peermap_app.logs import log_config, set_up
from peermap_app.own_tls import own_tls, utc_now
from peermap_app.settings import BadSetting, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / ".web" / "build" / "client" / "index.html"
MOST_MESSAGE = 1_000_000
"""Bytes of one websocket message; a larger one ends its socket. What is over an event's own limit
(api/gate_size.py) and under this is answered in the page."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: with forward secrecy and authenticated alone. TLS 1.3 has no others, and nothing
older than 1.2 is spoken (Python's own least)."""

# Read by Reflex when its app is made. A page or server that has gone is noticed within interval
# and timeout together: the person sees "No connection" after 15 s at the latest.
REFLEX = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_SOCKET_INTERVAL": "5s",
    "REFLEX_SOCKET_TIMEOUT": "10s",
    "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(MOST_MESSAGE),
    "REFLEX_DIR": str(ROOT / ".reflex"),
}


def asgi() -> Any:
    """The whole ASGI app, as uvicorn asks for it in each process.

    What is Reflex's own must be in the environment before its first import, hence the order.
    """
    os.environ.update(REFLEX)
    from peermap_app.peermap_app import app  # noqa: PLC0415 - see above

    return app()


def refuse_redis_that_persists(settings: Settings) -> None:
    """Rule 3: until a Yes a drawing lives in memory alone.

    Raises:
        BadSetting: that Redis writes to disk, or cannot be asked whether it does.
    """
    if settings.redis_url is None:
        return
    import redis  # noqa: PLC0415 - only where there is one

    try:
        with redis.Redis.from_url(settings.redis_url, decode_responses=True) as client:
            held: Mapping[str, str] = client.config_get("save") | client.config_get("appendonly")
    except redis.RedisError as problem:
        raise BadSetting(
            f"REFLEX_REDIS_URL: this Redis cannot be asked whether it persists "
            f"({type(problem).__name__}), so it cannot be used."
        ) from None
    if held.get("save") != "" or held.get("appendonly") != "no":
        raise BadSetting(
            "REFLEX_REDIS_URL: this Redis persists to disk, and a drawing must not be written "
            'before a Yes. Start it with --save "" --appendonly no.'
        )


def refuse_what_is_unfit(settings: Settings) -> None:
    """A store of keys that is this database's; for others no demonstration account, and its keys.

    What is found and does not end the start (one case of many without a key) stands in the log.

    Raises:
        BadSetting: one plain sentence.
    """
    from peermap_app import logs  # noqa: PLC0415
    from peermap_app.bootstrap import build_house, close_house  # noqa: PLC0415 - as in `prepare`
    from peermap_app.services.fitness import KeysFound, check_keys, why_unfit  # noqa: PLC0415
    from peermap_app.words.operators import UNFIT  # noqa: PLC0415

    async def asked() -> tuple[str | None, KeysFound]:
        house = await build_house(settings)
        try:
            reason = await why_unfit(house, for_others=settings.public_url is not None)
            return reason, KeysFound() if reason else await check_keys(house)
        finally:
            await close_house(house)

    reason, found = asyncio.run(asked())
    if reason:
        raise BadSetting(UNFIT[reason])
    if found.bare:
        logs.warn(logs.Word.CASES_WITHOUT_KEY, count=found.bare)
    if found.lone:
        logs.warn(logs.Word.KEYS_WITHOUT_CASE, count=found.lone)


def uvicorn_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves. No proxy is trusted; no address of a request is logged."""
    options: dict[str, Any] = {
        "app": "peermap_app.serve:asgi",
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        "workers": settings.processes,
        "loop": "uvloop",
        "http": Whole,
        "ws": Framed,
        "ws_max_size": MOST_MESSAGE,
        "ws_per_message_deflate": False,  # edits are 200 bytes; a compressor a page takes 64 KB
        "ws_ping_interval": None,  # socket.io pings for itself
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "log_config": log_config(),
        "timeout_graceful_shutdown": 2,
    }
    if settings.public_url is not None:
        cert, key = settings.tls_cert, settings.tls_key
        if cert is None or key is None:
            cert, key, _ = own_tls(settings.public_url, settings.var, utc_now())
        options |= {"ssl_certfile": str(cert), "ssl_keyfile": str(key), "ssl_ciphers": CIPHERS}
    return options


def announce(settings: Settings, say: Callable[[str], None]) -> None:
    """Say where PeerMap is, and what a tablet needs to trust it."""
    say(f"\nPeerMap is at {settings.base_url}")
    if settings.public_url is not None and settings.tls_cert is None:
        authority = settings.var / "tls" / "peermap-authority.crt"
        say(f"Install this authority on each tablet and phone first: {authority}")
    say("Stop with Ctrl+C.\n")


def port_is_taken(settings: Settings) -> bool:
    """Whether something else listens there already: said before anything is built."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return True
    return False


def prepare(settings: Settings) -> None:
    """Migrate; fill an empty database with demonstration cases; print their sign-ins.

    In this process: the server needs what these import anyway, and a start is waited for.
    """
    from peermap_app.cli import app  # noqa: PLC0415 - only when asked for

    for command in [["migrate"]] + ([["demo", "--if-empty"]] if settings.demo_allowed else []):
        if status := app(command, standalone_mode=False):
            raise SystemExit(status)


def main() -> None:
    """The command line of `make run`."""
    parser = argparse.ArgumentParser(description="Serve PeerMap.")
    parser.add_argument("--build", action="store_true", help="build the pages if they changed")
    parser.add_argument("--prepare", action="store_true", help="migrate, and demonstrate if empty")
    asked = parser.parse_args()
    os.umask(0o077)
    set_up()
    settings = Settings.from_env(os.environ)
    os.chdir(ROOT)  # where Reflex looks for rxconfig.py and .web
    if port_is_taken(settings):
        raise BadSetting(f"Port {settings.port} is taken: set PORT to another number.")
    refuse_redis_that_persists(settings)
    if asked.build:
        subprocess.run([sys.executable, str(ROOT / "scripts" / "build.py")], check=True)
    if not PAGES.exists():
        raise BadSetting("The pages are not built yet: run `make run` or `make build`.")
    options = uvicorn_options(settings)
    if settings.processes == 1:
        # Made here, outside any event loop: Reflex keeps its registry in a context variable, and
        # what a loop's task sets is gone with the task.
        options |= {"app": asgi(), "factory": False}
    if asked.prepare:
        prepare(settings)
    refuse_what_is_unfit(settings)
    announce(settings, lambda line: print(line, flush=True))
    uvicorn.run(**options)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        raise SystemExit(failed.returncode) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
