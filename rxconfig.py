"""Reflex configuration, nothing else. What an operator sets stands in peermap_app/settings.py."""

import os

import reflex as rx
from reflex.plugins.sitemap import SitemapPlugin
from reflex_base.constants import StateManagerMode

from peermap_app.ui.lost_taps import LostTaps
from peermap_app.ui.own_origin import OwnOrigin
from peermap_app.ui.plain_jsx import PlainJsx
from peermap_app.ui.whole_view import WholeView

PORT = int(os.environ.get("PORT") or 3000)
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or "").rstrip("/")
WORKING_DAY = 12 * 60 * 60  # seconds: longer than the longest session (PEERMAP_SESSION_HOURS is 8)

config = rx.Config(
    app_name="peermap_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    backend_host="127.0.0.1",
    cors_allowed_origins=(
        [PUBLIC_URL]
        if PUBLIC_URL
        else [f"http://{host}:{PORT}" for host in ("localhost", "127.0.0.1", "[::1]")]
    ),
    default_color_mode="light",
    frontend_compression_formats=["brotli", "gzip"],
    # Never the disk manager: a state can hold what a young person has not agreed to keep.
    state_manager_mode=(
        StateManagerMode.REDIS if os.environ.get("REFLEX_REDIS_URL") else StateManagerMode.MEMORY
    ),
    redis_token_expiration=WORKING_DAY,
    plugins=[OwnOrigin(), LostTaps(), PlainJsx(), WholeView()],
    disable_plugins=[SitemapPlugin],
)
