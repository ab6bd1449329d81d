"""Files that a script made of the words and the icon are as the script would make them now."""

import json
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import make_assets  # noqa: E402 - a script, beside the package


def test_the_offline_page_holds_the_words_of_the_catalogue() -> None:
    """assets/offline.html is what scripts/make_assets.py writes from words/install.py."""
    assert (ROOT / "assets" / "offline.html").read_text() == make_assets.offline_page()


def test_the_manifest_is_the_one_of_the_words() -> None:
    """assets/manifest.webmanifest is what scripts/make_assets.py writes."""
    assert (ROOT / "assets" / "manifest.webmanifest").read_text() == make_assets.manifest()


def test_every_icon_of_the_manifest_is_there_in_its_size() -> None:
    """Each icon is a PNG of the size that the manifest promises; one is maskable."""
    held = json.loads((ROOT / "assets" / "manifest.webmanifest").read_text())
    for icon in held["icons"]:
        content = (ROOT / "assets" / icon["src"].lstrip("/")).read_bytes()
        width, height = struct.unpack(">II", content[16:24])
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert f"{width}x{height}" == icon["sizes"]
    assert {icon["purpose"] for icon in held["icons"]} == {"any", "maskable"}


def test_the_service_worker_names_files_that_are_there() -> None:
    """One missing file of the shell would keep the whole service worker from being installed."""
    import re

    source = (ROOT / "assets" / "sw.js").read_text()
    listed = re.search(r"SHELL_FILES = \[(.*?)\]", source, re.DOTALL)
    assert listed is not None
    named = [*re.findall(r'"(/[^"]+)"', listed[1]), "/offline.html"]
    assert [name for name in named if not (ROOT / "assets" / name.lstrip("/")).is_file()] == []


def test_locks_hold_versions_and_hashes_alone(no_build: None) -> None:
    """No lock names a registry's host or a path of somebody's machine."""
    names = ("requirements.lock", "requirements-dev.lock", "reflex.lock/package-lock.json")
    beside = ("bench/peers", "bench/lighthouse", "tests/notify/push_peer")
    for name in (*names, *(f"{folder}/package-lock.json" for folder in beside)):
        text = (ROOT / name).read_text()
        assert '"resolved"' not in text
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
