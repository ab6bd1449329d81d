"""What a built server hands out: each file as what it is, and nothing that is not of the build."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.people import SAM, sign_in
from tests.conftest import PHONE, NewPerson
from tests.servers import ROOT, PeerMapServer

BUILT = ROOT / ".web" / "build" / "client"
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": ("image/vnd.microsoft.icon", "image/x-icon"),
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".json": "application/json",
}
"""Kind of file -> what the answer says it is."""
OFTEN_TRIED = (
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/assets/",
    "/fonts/",
    "/icons/",
    "/assets/../../../rxconfig.py",
    "/assets/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
    "/..%2f..%2fpyproject.toml",
    "/assets/..%5c..%5cpyproject.toml",
    "/package.json",
    "/rxconfig.py",
    "/var/peermap.db",
    "/var/keys.json",
    "/reflex.lock/package-lock.json",
    "//etc/passwd",
    "/assets//etc/passwd",
    "/.well-known/../.env",
    "/docs",
    "/openapi.json",
    "/metrics",
    "/server-status",
)
"""What scanners ask every server for."""
TELLS = (b"[core]", b"peermap_app.cli", b"root:x:", b"SQLite format", b'"lockfileVersion"', b"rx.C")
"""Words of files that are on this machine and in no build."""


async def raw(server: PeerMapServer, target: str, cookie: str) -> bytes:
    """The answer to a request line with exactly this target: a browser would tidy it up first."""
    host = server.url.removeprefix("http://")
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(
        f"GET {target} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    try:
        return await asyncio.wait_for(reader.read(), timeout=20)
    finally:
        writer.close()


async def session_of(server: PeerMapServer, new_person: NewPerson) -> str:
    """The cookie of a worker who is signed in: nobody is let as far as the files else."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    await expect(sam.locator("h1")).to_be_visible()
    held = {each["name"]: each["value"] for each in await sam.context.cookies()}
    return f"peermap_session={held['peermap_session']}"


async def test_each_file_says_what_it_is(server: PeerMapServer, new_person: NewPerson) -> None:
    """Kind and charset of every kind of file of the build, and that it is not to be guessed."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    first: dict[str, Path] = {}
    for path in sorted(BUILT.rglob("*")):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            first.setdefault(path.suffix, path)
    assert set(first) - set(KINDS) == set()
    for suffix, path in first.items():
        answer = await sam.request.get(f"{server.url}/{path.relative_to(BUILT).as_posix()}")
        wanted = KINDS[suffix]
        assert answer.headers["content-type"] in (wanted if isinstance(wanted, tuple) else [wanted])
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("signed_in", [True, False])
async def test_nothing_but_the_build_is_served(
    server: PeerMapServer, new_person: NewPerson, signed_in: bool
) -> None:
    """Neither the source nor its history, keys, database, a list of a folder, or anything above."""
    cookie = await session_of(server, new_person) if signed_in else "none=here"
    for target in OFTEN_TRIED:
        answer = await raw(server, target, cookie)
        assert answer.startswith(b"HTTP/1.1 "), target
        assert not any(word in answer for word in TELLS), target
        assert b"Index of" not in answer, target
        if not answer.startswith((b"HTTP/1.1 30", b"HTTP/1.1 40")):
            assert b"<!DOCTYPE html>" in answer or b"<!doctype html>" in answer, target
