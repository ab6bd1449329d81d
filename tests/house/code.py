"""Reading our own code: modules, what they import, and the refusals that they raise."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "peermap_app"


@dataclass(frozen=True)
class Import:
    """One import: by which module, of what, where; `typing_only` under TYPE_CHECKING."""

    by: str
    of: str
    line: int
    typing_only: bool

    def __str__(self) -> str:
        return f"{self.by}:{self.line} imports {self.of}"


def modules(under: Path = PACKAGE) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package with its syntax tree."""
    for path in sorted(under.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports() -> Iterator[Import]:
    """Every import in the package, absolute names."""
    for name, tree in modules():
        is_package = (ROOT / Path(*name.split("."))).is_dir()
        yield from imports_of(name, tree, is_package)


def imports_of(name: str, tree: ast.Module, is_package: bool) -> Iterator[Import]:
    """Every import of one module; `from a import b` counts as an import of `a.b`."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        later = id(node) in typing_only
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, alias.name, node.lineno, later)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if is_package else name.split(".")[:-1]
                kept = package[: len(package) - node.level + 1]
                base = ".".join([*kept, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(name, f"{base}.{alias.name}", node.lineno, later)


RAISED = {"NotAllowed", "NotFound", "Invalid", "Conflict", "TooMany", "Gone", "Refusal", "Denied"}
"""Calls whose first argument is a refusal's code."""


def codes() -> Iterator[tuple[str, str]]:
    """(code, where) of every refusal that is written down in the package."""
    for name, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func
            called_name = called.attr if isinstance(called, ast.Attribute) else ""
            called_name = called.id if isinstance(called, ast.Name) else called_name
            first = node.args[0]
            if called_name == "fault" or called_name in RAISED:
                for constant in ast.walk(first):
                    if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                        yield constant.value, f"{name}:{node.lineno}"
