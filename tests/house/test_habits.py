"""Small habits that keep the house easy to find one's way in (architecture.md, "Habits")."""

import ast
import re
import subprocess

from tests.house.code import ROOT, modules

MOST_LINES = 410
MOST_FUNCTION_LINES = 46
"""A file stays under about 400 lines, a function under about 40, its docstring apart."""
MIGRATIONS = "peermap_app.storage.migrations"


def tracked(*patterns: str) -> list[str]:
    """Files that are committed, by git's own patterns."""
    done = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_files_stay_small() -> None:
    """When a file grows past about 400 lines, its noun was two nouns."""
    long = [
        path
        for path in tracked("peermap_app/*.py", "peermap_app/*.js", "peermap_app/*.jsx")
        if (ROOT / path).exists() and "migrations" not in path
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > MOST_LINES
    ]
    assert long == []


def test_functions_stay_small() -> None:
    """A function does one thing, and fits on a screen."""
    long = []
    for name, tree in modules():
        for node in ast.walk(tree):
            if name.startswith(MIGRATIONS) or not isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef
            ):
                continue
            said = (ast.get_docstring(node) or "").splitlines()
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - len(said)
            if lines > MOST_FUNCTION_LINES:
                long.append(f"{name}.{node.name}: {lines}")
    assert long == []


def test_every_test_says_what_it_expects() -> None:
    """A test's docstring says the expectation in one sentence."""
    silent = []
    for name, tree in modules(ROOT / "tests"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_") and not ast.get_docstring(node):
                silent.append(f"{name}.{node.name}")
    assert silent == []


UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|pytest\.mark\.(?:skip|xfail)|pytest\.skip\(")
_FOLDERS = (("work", "main"), ("opt", "pypi"), ("tmp", "lab"))
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"))
# In parts, so that this file does not itself name what no file may name.
HERE = re.compile("|".join(["/" + "/".join(f) for f in _FOLDERS] + [r"\.".join(h) for h in _HOSTS]))


def test_nothing_is_left_unfinished_or_tied_to_one_machine(no_build: None) -> None:
    """No to-do, no skipped test, no registry's host and no path of the machine that built it."""
    found = []
    for path in tracked("*.py", "*.js", "*.jsx", "*.toml", "*.lock", "*.json", "*.md", "Makefile"):
        file = ROOT / path
        if not file.exists() or path == "tests/house/test_habits.py":
            continue
        text = file.read_text(encoding="utf-8")
        found += [f"{path}: {hit}" for hit in UNFINISHED.findall(text) + HERE.findall(text)]
    assert found == []
