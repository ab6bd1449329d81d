"""How the summary of faults begins a line: with the field's name, as a person would write it."""

from __future__ import annotations

import reflex as rx

from peermap_app.ui.components.forms import fault_summary

PROBLEMS = rx.Var("problems").to(dict[str, str])


def test_a_name_that_asks_is_followed_by_its_answer_without_a_colon() -> None:
    """`Why? Fill this in.`, and `Role: Choose one.`"""
    shown = str(fault_summary(PROBLEMS, why="Why do you look?", role="Role"))
    assert '["why"] : "Why do you look? "' in shown
    assert '["role"] : "Role: "' in shown
