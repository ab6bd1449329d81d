"""A start is quick because no source is read to learn who shares a file (`ui/shared_file.py`)."""

import ast
import inspect

import pytest

from peermap_app.ui.components import door
from peermap_app.ui.shared_file import shared_file
from tests.house.code import modules


def test_files_are_shared_by_one_way_alone() -> None:
    """`rx.asset` itself, a tenth of a second each, is called by `shared_file` and nobody else."""
    callers = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "asset"
    }
    assert callers == {"peermap_app.ui.shared_file"}


def test_it_finds_who_shares_and_leaves_inspect_as_it_was() -> None:
    """The address names the calling module; a file that is not there is refused all the same."""
    whole = inspect.stack
    assert (
        door._asset.importable_path == "$/public/external/peermap_app/ui/components/door/door.jsx"
    )
    with pytest.raises(FileNotFoundError, match=r"tests.house.no such file\.jsx"):
        shared_file("no such file.jsx")
    assert inspect.stack is whole
