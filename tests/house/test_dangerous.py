"""What turns data into code, or reaches out of the machine, stands in few places that are named.

docs/asvs.md rests on this test: without it "we do not do that" would be somebody's memory.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.code import ROOT, modules

BROWSER_FOLDERS = ("assets", "peermap_app/ui", "peermap_app/api/templates")

RUNS_DATA = {"eval", "exec", "__import__", "execfile"}
IMPORTED: dict[str, frozenset[str]] = {
    # Turn bytes into objects or code, or read XML with all that it can fetch.
    **dict.fromkeys(("marshal", "shelve", "dill", "yaml", "ctypes"), frozenset()),
    # Stands between Reflex and its own: opens only what this house sealed.
    "pickle": frozenset({"peermap_app.state.sealed_pages"}),
    **dict.fromkeys(("lxml", "defusedxml", "xml.etree", "xml.dom"), frozenset()),
    "xml": frozenset({"peermap_app.domain.picture"}),  # escapes what it writes, and reads none
    # Start other programs: a fixed list of arguments, at the start of the server alone.
    "subprocess": frozenset({"peermap_app.serve"}),
    # Reach out of the machine. Nothing that anybody typed is ever an address to go to.
    **dict.fromkeys(("urllib.request", "http.client", "httpx", "requests", "ftplib"), frozenset()),
    **dict.fromkeys(("smtplib", "telnetlib", "ldap", "ldap3"), frozenset()),
    # Goes to addresses at push services that are known, and never on from there.
    "aiohttp": frozenset({"peermap_app.notify.push_service"}),
    "socket": frozenset({"peermap_app.serve"}),  # asks whether its own port is taken
    # Chance that can be guessed: tokens, codes and keys are made by `secrets`.
    "random": frozenset(),
}
"""Module -> ours that may import it."""
WEAK_DIGESTS = {"md5", "sha1", "new"}

IN_SCRIPTS: dict[str, frozenset[str]] = {
    r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write": frozenset(),
    r"\beval\(|new Function\(|setTimeout\(\s*[\"'`]|importScripts": frozenset(),
    r"dangerouslySetInnerHTML": frozenset(),
    # Tells the other pages of the same browser that they lock, open and go: five fixed words,
    # and a digest of whose page it is.
    r"postMessage|addEventListener\(\s*[\"']message[\"']": frozenset({"assets/lock.js"}),
    r"document\.cookie|\blocalStorage\b|\bindexedDB\b": frozenset(),
    # How big and how dark the page is; and where Hide stood. Neither says anything of anybody.
    r"\bsessionStorage\b": frozenset(
        {"peermap_app/ui/comfort/kept.js", "peermap_app/ui/canvas/cover.jsx"}
    ),
    r"window\.open\(": frozenset(),
    r"__proto__|\.prototype\b": frozenset(),
    r"javascript:": frozenset(),
    r"https?://(?!www\.w3\.org/)": frozenset(),  # a namespace of SVG is no place to go to
}
"""What a script or page of ours does not say -> the files that may."""

RAW_HTML = {
    "peermap_app.ui.components.icons": "shapes of our own",
    "peermap_app.ui.pages.drawing": "the code to scan, drawn of an address of our own",
    "peermap_app.ui.pages.tablet_receipt": "the code to scan, drawn of an address of our own",
}
"""Pages that hold HTML as it is: never text that was typed."""


def imported(tree: ast.Module) -> Iterator[str]:
    """Every module that is named by an import, with the modules that it lies in."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""] + [f"{node.module}.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The last name of everything that is called: `execute` of `session.execute(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func
            yield getattr(name, "attr", getattr(name, "id", "")), node


def test_nothing_runs_data_and_nothing_reaches_out() -> None:
    """No evaluation, no pickles, no XML, no other program, no client of other servers.

    Leak prevented: something that was typed becomes code, or an address that the server fetches.
    """
    found = {
        f"{name} imports {one}"
        for name, tree in modules()
        for one in imported(tree)
        if one in IMPORTED and name not in IMPORTED[one]
    }
    for name, tree in modules():
        for what, node in called(tree):
            bare = isinstance(node.func, ast.Name)
            if bare and what in RUNS_DATA:
                found.add(f"{name}:{node.lineno} calls {what}")
            if what in ("system", "popen", "from_string", "Markup"):
                found.add(f"{name}:{node.lineno} calls {what}")
            if what == "globals" and bare:
                found.add(f"{name}:{node.lineno} calls {what}")
    assert found == set()


def test_mail_leaves_by_one_door() -> None:
    """Whoever sends mail is named for it; no other module knows how."""
    senders = [
        name
        for name, tree in modules()
        if "aiosmtplib" in set(imported(tree)) and not re.search(r"mail|outbox|notify", name)
    ]
    assert senders == []


def test_sql_is_written_and_never_put_together() -> None:
    """Text of SQL is a constant of ours: what was typed is a parameter, always.

    A statement of PostgreSQL's or SQLite's own that takes no parameter (a PRAGMA) holds numbers of
    ours; migrations write whole statements.
    """
    found = []
    for name, tree in modules():
        for what, node in called(tree):
            if what not in ("text", "exec_driver_sql", "literal_column") or not node.args:
                continue
            by_name = name in ("peermap_app.storage.engine",) or ".migrations" in name
            if not isinstance(node.args[0], ast.Constant) and not by_name:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_only_strong_digests_are_made() -> None:
    """SHA-256 and what stands above it; no MD5 and no SHA-1, for whatever purpose."""
    found = [
        f"{name}:{node.lineno} {what}"
        for name, tree in modules()
        for what, node in called(tree)
        if what in WEAK_DIGESTS
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "hashlib"
    ]
    assert found == []


def test_raw_html_is_ours() -> None:
    """Only three modules write HTML as it is, each for pictures that we draw."""
    found = set()
    for name, tree in modules():
        text = ast.unparse(tree)
        if "dangerouslySetInnerHTML" in text or re.search(r"rx\.(html|markdown)\(", text):
            found.add(name)
    assert found == set(RAW_HTML)


@pytest.mark.parametrize("said", IN_SCRIPTS)
def test_scripts_of_ours_keep_to_what_is_safe(said: str) -> None:
    """No HTML of strings, no evaluation, no messages between windows, nothing kept in a browser.

    Leak prevented: a drawing that nobody said Yes to stays in a browser's storage.
    """
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in BROWSER_FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".js", ".jsx", ".html"} and "external" not in path.parts
        if re.search(said, code_of(path))
    }
    assert found - IN_SCRIPTS[said] == set()


def test_no_script_stops_a_paste() -> None:
    """Passwords may be pasted and come from a manager: nothing of ours hears a paste or a copy."""
    heard = re.compile(
        r"onpaste|oncopy|addEventListener\(\s*[\"'](?:paste|copy|contextmenu)[\"']", re.IGNORECASE
    )
    found = {
        path.name
        for folder in ("assets", "peermap_app/api/templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".js", ".html"} and heard.search(code_of(path))
    }
    assert found == set()


def code_of(path: Path) -> str:
    """A script or page without what only people read in it."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|^\s*//.*$|<!--.*?-->", "", text, flags=re.DOTALL | re.MULTILINE)
