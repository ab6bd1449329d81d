"""Build the pages into .web, only when what they are made of changed.

`--fresh-npm-lock` forgets reflex.lock first, so that npm chooses the newest versions that fit.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from first_sight import paint_first

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / ".web"
STAMP = WEB / ".built-from"
LOCK = ROOT / "reflex.lock"
PAGES = WEB / "build" / "client" / "index.html"

# What a page is made of. `state` because Reflex writes the shape of the state into the page;
# `domain` because lists such as the roles reach the page through it.
SOURCES = (
    "peermap_app/ui",
    "peermap_app/state",
    "peermap_app/words",
    "peermap_app/domain",
    "peermap_app/peermap_app.py",
    "assets",
    "reflex.lock",
    "rxconfig.py",
    ".npmrc",
    "requirements.lock",
    "scripts/build.py",
    "scripts/first_sight.py",
)
NOT_SOURCES = {"__pycache__", "external"}


def source_files() -> Iterator[Path]:
    """Every file that a page is made of, in a stable order."""
    for name in SOURCES:
        place = ROOT / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in found:
            if path.is_file() and not NOT_SOURCES & set(path.relative_to(ROOT).parts):
                yield path


def fingerprint() -> str:
    """A digest of the sources: names and content."""
    digest = hashlib.sha256()
    for path in source_files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether .web holds pages built from the sources as they are now."""
    return PAGES.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def strip_hosts(lock: Path) -> None:
    """Keep versions and hashes of an npm lock; download and funding addresses are not ours."""
    held = json.loads(lock.read_text())
    for package in held.get("packages", {}).values():
        for address in ("resolved", "funding"):
            package.pop(address, None)
    lock.write_text(json.dumps(held, indent=2) + "\n")


def environment() -> dict[str, str]:
    """The environment for Reflex's own command: our Node first, no look-ups that we can spare."""
    tools = Path(sys.executable).parent
    kept = {k: v for k, v in os.environ.items() if not k.startswith("REFLEX_")}
    return kept | {
        "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_DIR": str(ROOT / ".reflex"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        # An organisation's own certificates count, as they do for every other program.
        "NODE_USE_SYSTEM_CA": "1",
        "NO_COLOR": "1",
    }


def build() -> None:
    """Run Reflex's export into .web.

    Raises:
        SystemExit: with the tail of Reflex's own output when it failed.
    """
    began = time.monotonic()
    before = fingerprint()
    print("Building the pages (about half a minute the first time)", flush=True)
    # Old routes and changed plugins leave files behind that break a build; packages may stay.
    for part in WEB.iterdir() if WEB.exists() else ():
        if part.name != "node_modules":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    command = [
        str(Path(sys.executable).with_name("reflex")),
        "export",
        "--frontend-only",
        "--no-zip",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not PAGES.exists():
        sys.stderr.write("\n".join((done.stdout + done.stderr).splitlines()[-60:]) + "\n")
        raise SystemExit("The pages could not be built; see above.")
    strip_hosts(LOCK / "package-lock.json")
    # What the pages were made of lies beside them, and nobody's browser asks for it.
    shutil.rmtree(PAGES.parent / "external", ignore_errors=True)
    paint_first(WEB, environment())
    if fingerprint() != before:
        print("Note: the build changed reflex.lock; commit it if that was meant.", flush=True)
    STAMP.write_text(fingerprint())
    print(f"Built in {time.monotonic() - began:.0f} s", flush=True)


def build_if_changed() -> None:
    """Build unless .web is fresh; one process at a time."""
    with (ROOT / ".build.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_fresh():
            build()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh-npm-lock", action="store_true")
    if parser.parse_args().fresh_npm_lock:
        for place in (LOCK, WEB):
            shutil.rmtree(place, ignore_errors=True)
    build_if_changed()


if __name__ == "__main__":
    main()
