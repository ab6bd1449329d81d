"""Builds the pages that we compare with (npm, Vite) and serves them on this machine."""

import contextlib
import gzip
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

from bench import npm
from bench.full_board import full_board

HERE = Path(__file__).resolve().parent / "peers"
DIST = HERE / "dist"
STAMP = DIST / ".built-from"
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}


def build() -> None:
    """Build both pages unless they stand as their sources are now.

    Raises:
        RuntimeError: npm or Vite failed, with what they said.
    """
    board = HERE / "src" / "full-board.json"
    board.write_text(json.dumps(full_board()))
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    npm.run(HERE, "ci", "--silent")
    npm.run(HERE, "run", "--silent", "build")
    for path in DIST.rglob("*"):
        if path.suffix in TYPES:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9))
    STAMP.write_text(wanted)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.is_file() and not {"node_modules", "dist"} & set(path.parts):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


class _Pages(http.server.BaseHTTPRequestHandler):
    """Files of `dist`, gzipped, as any web server sends them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send one file, or 404."""
        path = (DIST / self.path.split("?")[0].lstrip("/")).resolve()
        if not path.is_relative_to(DIST) or path.suffix not in TYPES or not path.is_file():
            self.send_error(404)
            return
        body = path.with_name(path.name + ".gz").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", TYPES[path.suffix])
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The address of the built pages while they are served: `/svg.html` and `/flow.html`."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()
