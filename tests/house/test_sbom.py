"""The bill of materials names all that is shipped, once, and nothing of where it was made."""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts import sbom  # noqa: E402 - a script, beside the package

DIGEST_LENGTHS = {"SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
TYPES = {"application", "library", "file"}
SCOPES = {"required", "optional", "excluded"}


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """Today's bill, made once."""
    return sbom.bill()


def libraries(bill: dict[str, Any], kind: str) -> Counter[tuple[str, str]]:
    """(whole name, version) of each library of one kind, counted."""
    return Counter(
        ("/".join(filter(None, (each.get("group"), each["name"]))), each["version"])
        for each in bill["components"]
        if each["purl"].startswith(f"pkg:{kind}/")
    )


def test_every_locked_python_package_stands_in_it_once(bill: dict[str, Any]) -> None:
    """Name and version of each line of requirements.lock, no more and no fewer."""
    text = (ROOT / "requirements.lock").read_text()
    locked = re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    assert len(locked) > 50
    assert libraries(bill, "pypi") == Counter(locked)


def test_every_locked_npm_package_stands_in_it_once(bill: dict[str, Any]) -> None:
    """Each name and version of reflex.lock, once, though the tree may hold it in two places."""
    held = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())["packages"]
    locked = {
        (place.rpartition("node_modules/")[2], package["version"])
        for place, package in held.items()
        if place
    }
    assert len(locked) > 100
    assert libraries(bill, "npm") == Counter(dict.fromkeys(locked, 1))


def test_every_hash_of_the_lock_stands_in_it(bill: dict[str, Any]) -> None:
    """What `pip --require-hashes` takes is what the bill says, digest by digest."""
    locked = re.findall(r"--hash=sha256:(\w+)", (ROOT / "requirements.lock").read_text())
    said = [
        each["content"]
        for component in bill["components"]
        if component["purl"].startswith("pkg:pypi/")
        for each in component["hashes"]
    ]
    assert Counter(said) == Counter(locked)


def test_fonts_and_all_that_goes_to_a_browser_stand_in_it(bill: dict[str, Any]) -> None:
    """Every file of ours that a page or a PDF carries, with the licence of each font."""
    files = {each["name"]: each for each in bill["components"] if each["type"] == "file"}
    fonts = [*(ROOT / "assets/fonts").iterdir(), *(ROOT / "peermap_app/fonts").iterdir()]
    scripts = [*(ROOT / "peermap_app/ui").rglob("*.js"), *(ROOT / "peermap_app/ui").rglob("*.jsx")]
    names = [path.relative_to(ROOT).as_posix() for path in (*fonts, *scripts)]
    assert [name for name in (*names, "assets/sw.js") if name not in files] == []
    set_in = [name for name in names if name.endswith((".ttf", ".woff2"))]
    assert len(set_in) > 10
    assert {str(files[name]["licenses"]) for name in set_in} == {
        str([{"license": {"id": "OFL-1.1"}}])
    }


def test_it_has_the_shape_of_cyclonedx(bill: dict[str, Any]) -> None:
    """The fields that CycloneDX 1.6 asks for, each of its kind, and each reference unique."""
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    references = [each["bom-ref"] for each in (bill["metadata"]["component"], *bill["components"])]
    assert len(set(references)) == len(references)
    for each in (bill["metadata"]["component"], *bill["components"]):
        assert each["type"] in TYPES
        assert each["name"]
        assert each["purl"].startswith("pkg:")
        assert each.get("scope", "required") in SCOPES
        for digest in each.get("hashes", ()):
            assert re.fullmatch(r"[0-9a-f]+", digest["content"])
            assert len(digest["content"]) == DIGEST_LENGTHS[digest["alg"]]
        if each["type"] == "library":
            assert each["version"]
            assert each["hashes"]


def test_every_shipped_licence_is_one_that_we_accept(bill: dict[str, Any]) -> None:
    """No library without a known licence, and none whose licence is not free and on our list.

    Leak prevented: a dependency of a dependency whose terms a council cannot keep.
    """
    packages = [each for each in bill["components"] if each["type"] == "library"]
    unknown = [each["bom-ref"] for each in packages if not each["licenses"]]
    refused = [
        (each["bom-ref"], one)
        for each in packages
        for one in sbom.licences(each)
        if one not in sbom.ACCEPTED
    ]
    assert (unknown, refused) == ([], [])


def test_it_names_no_host_and_no_place_of_this_machine(bill: dict[str, Any]) -> None:
    """Whoever gets the bill learns what is in PeerMap and not where it was made."""
    text = json.dumps(bill)
    assert "://" not in text
    assert str(ROOT) not in text


def test_made_twice_it_is_the_same(bill: dict[str, Any]) -> None:
    """No time and no chance in it: two bills differ only where what is shipped differs."""
    assert sbom.bill() == bill
