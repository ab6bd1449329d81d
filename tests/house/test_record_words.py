"""Everything that the access record can say has plain words for the data protection lead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from peermap_app.domain.access import Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Ending
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.record_query import LookReason
from peermap_app.services.leftovers import ACTION as THROW_AWAY
from peermap_app.storage.access_record import COUNT_RECORD
from peermap_app.words import errors
from peermap_app.words import record_words as w
from scripts import access_doc
from tests.house.code import PACKAGE, modules

LAYERS = ("services", "api", "state", "live", "notify")
WORDED = "peermap_app/words/record_words.py"


def _said(node: ast.AST | None) -> Iterator[str]:
    """Every text that an expression can be: `"code" if … else "link"` is two."""
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def written(keyword: str) -> set[str]:
    """What the code writes down as `action=…` or `rule=…`, and the reasons of hidden refusals."""
    found: set[str] = set()
    for layer in LAYERS:
        for _, tree in modules(PACKAGE / layer):
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call):
                    continue
                for given in node.keywords:
                    if given.arg == keyword and isinstance(given.value, ast.Constant | ast.IfExp):
                        found |= set(_said(getattr(given.value, "body", given.value)))
                        found |= set(_said(getattr(given.value, "orelse", None)))
                name = getattr(node.func, "id", "")
                if keyword == "rule" and name in ("Hidden", "HiddenNotAllowed", "TurnedAway"):
                    last = node.args[-1]
                    found |= set(_said(last)) if isinstance(last, ast.Constant) else set()
    return found


def test_every_action_has_words() -> None:
    """Each action of the table, and each that is written beside it; and no words are left over."""
    drawn = {"join_drawing", "leave_drawing", "open_my_map", "turned_away"}  # constants of ours
    drawn |= {COUNT_RECORD, THROW_AWAY}
    known = {action.value for action in Action} | drawn | written("action")
    assert known - set(w.ACTIONS) == set(), f"put these into ACTIONS of {WORDED}"
    assert set(w.ACTIONS) - known == set()


def test_every_rule_has_words() -> None:
    """Each reason of the table, each rule that is written, each role and each ending."""
    rules = {
        *written("rule"),
        *access_doc.REASONS,
        *(role.value for role in Role),
        *(ending.value for ending in Ending),
    }
    unsaid = {rule for rule in rules if rule not in w.RULES and rule not in errors.SENTENCES}
    assert unsaid == set(), f"put these into RULES of {WORDED}"
    assert {one.value for one in Relation} - set(w.RELATIONS) == set(), WORDED
    assert {one.value for one in Purpose} == set(w.PURPOSES)
    assert {one.value for one in LookReason} == set(w.REASONS)


def test_a_rule_is_said_in_words() -> None:
    """A relation with its purpose, a refusal's own sentence, and a code nobody gave words."""
    assert w.answer(True, "allocated plan") == (
        "Allowed: the case is allocated to them, to plan together with this young person."
    )
    assert w.rule_words("reference_own") == f"“{errors.SENTENCES['reference_own']}”"
    assert w.rule_words("never_heard_of") == "“never_heard_of”"
