"""The headers of every answer: content policy without eval, no sniffing, no framing, no storing.

What a browser can only use within a page, and fetches a dozen times for one, carries few of them:
the others say what a page may do, and weigh as much as a small file.

Reflex's pages hold a few inline scripts that the build fixed; their hashes are computed from the
built pages, so nothing else inline ever runs. No style stands in a page either: React sets each by
the object model, which no policy is about.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .ahead import Ahead

_HASHED = re.compile(r"/assets/[^?]*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+(\.map)?$")
"""What Vite names by its content."""
_PART = re.compile(
    r"/assets/[^?]*-[A-Za-z0-9_-]{8,}\.(js|css)$|/fonts/[^?/]+\.woff2$|/register-sw\.js$"
)
"""What is never a page or a worker by itself."""
_FILE = re.compile(r"\.[a-z0-9]{2,12}$")

FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "permissions-policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
        "geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), "
        "usb=(), xr-spatial-tracking=()"
    ),
}
OF_A_PART = frozenset({"x-content-type-options", "referrer-policy", "cross-origin-resource-policy"})
"""Those of FIXED that mean something on a script, a style or a font."""
HSTS = "max-age=63072000"
"""Without includeSubDomains: what else runs below the council's host is not ours to bind."""


class Headers:
    """An ASGI wrapper that sets the headers of every answer, refusals included.

    Args:
        app: what is wrapped.
        pages: the folder of the built pages; read once, at the first request.
        secure: asked at each answer, whether people come by https.
    """

    def __init__(self, app: ASGIApp, pages: Path | None, secure: Callable[[], bool]) -> None:
        self._app = app
        self._pages = pages
        self._secure = secure
        self._policy: str | None = None
        self._ahead = Ahead(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, with the headers set on what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._set(path, int(message["status"]), MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, with_headers)

    def _set(self, path: str, status: int, headers: MutableHeaders) -> None:
        part = _is_part(path, status, headers)
        for name, value in FIXED.items():
            if not part or name in OF_A_PART:
                headers[name] = value
        if not part:
            headers.setdefault("content-security-policy", self._content_policy())
        headers["cache-control"] = _kept_for(path, status, headers)
        if told := _is_page(status, headers) and self._ahead.of(path):
            headers["link"] = told
        if self._secure():
            headers["strict-transport-security"] = HSTS
        for telling in ("server", "x-powered-by", "access-control-allow-origin"):
            if telling in headers:
                del headers[telling]

    def _content_policy(self) -> str:
        if self._policy is None:
            built = sorted(self._pages.rglob("*.html")) if self._pages else ()
            self._policy = content_policy(inline_script_hashes(built), secure=self._secure())
        return self._policy


def _is_page(status: int, headers: MutableHeaders) -> bool:
    return status == HTTPStatus.OK and headers.get("content-type", "").startswith("text/html")


def _is_part(path: str, status: int, headers: MutableHeaders) -> bool:
    """Whether an answer is a script, a style or a font that some page asked for."""
    html = headers.get("content-type", "").startswith("text/html")
    return status in (200, 206, 304) and not html and bool(_PART.search(path))


def _kept_for(path: str, status: int, headers: MutableHeaders) -> str:
    """How long a browser may keep an answer: hashed files for good, others while they match.

    A route of ours that said "no-store" is taken at its word, whatever its address looks like.
    """
    if status in (200, 206, 304) and headers.get("cache-control") != "no-store":
        if _HASHED.search(path):
            return "public, max-age=31536000, immutable"
        html = headers.get("content-type", "").startswith("text/html")
        if _FILE.search(path) and not html:
            return "no-cache"
    return "no-store"


def content_policy(hashes: Iterable[str], *, secure: bool) -> str:
    """The Content-Security-Policy; `hashes` are those of the inline scripts of the built pages."""
    scripts = " ".join(["'self'", *(f"'{each}'" for each in hashes)])
    rules = [
        "default-src 'none'",
        f"script-src {scripts}",
        "script-src-attr 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    ]
    if secure:
        rules.append("upgrade-insecure-requests")
    return "; ".join(rules)


class _Inline(HTMLParser):
    """Collects the text of every script that has no address of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script begins."""
        if tag == "script" and "src" not in dict(attrs):
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """A script ends."""
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        """The text of a script comes in pieces."""
        if self._inside:
            self.found[-1] += data


def inline_script_hashes(pages: Iterable[Path]) -> tuple[str, ...]:
    """The hashes ("sha256-…") of all inline scripts of built pages, each once, in one order."""
    hashes: set[str] = set()
    for page in pages:
        parser = _Inline()
        parser.feed(page.read_text(encoding="utf-8"))
        parser.close()
        for script in parser.found:
            digest = hashlib.sha256(script.encode()).digest()
            hashes.add(f"sha256-{base64.b64encode(digest).decode()}")
    return tuple(sorted(hashes))
