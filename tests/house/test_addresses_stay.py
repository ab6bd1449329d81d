"""Nothing gives an account another e-mail address: links go there, and who agreed agreed to that.

Who may agree to the link of a begun account rests on it (docs/decisions/recovery.md).
"""

from __future__ import annotations

import ast

from tests.house.code import modules

EMPTIES = {"peermap_app.services.leftovers"}
"""Takes the address of who left, and the password with it."""


def _writes(node: ast.AST) -> bool:
    """Whether it sets an attribute or a column of the name `email` of something that is there."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        return any(isinstance(part, ast.Attribute) and part.attr == "email" for part in parts)
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        named = node.func.id if isinstance(node.func, ast.Name) else ""
        if called == "values":
            return any(each.arg == "email" for each in node.keywords)
        if named == "setattr":
            name = node.args[1]
            return isinstance(name, ast.Constant) and name.value == "email"
    return False


def test_no_account_gets_another_address() -> None:
    """But that of who left, which goes."""
    writing = {name for name, tree in modules() if any(map(_writes, ast.walk(tree)))}
    assert writing == EMPTIES
