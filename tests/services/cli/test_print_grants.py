"""`peermap print-grants`: SQL for the owner of a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path

from peermap_app.storage import grants
from peermap_app.words import operators
from tests.services.cli.at_the_line import Operator


def test_it_prints_what_the_account_needs(tmp_path: Path) -> None:
    """The statements and nothing else, so that they can be handed on through a pipe."""
    operator = Operator({"PEERMAP_VAR": str(tmp_path / "var")})
    said = operator.must("print-grants", "peermap_works")
    assert said.splitlines() == list(grants.statements("peermap_works"))


def test_what_is_no_name_is_refused(tmp_path: Path) -> None:
    """Nothing is printed that somebody could run by mistake."""
    operator = Operator({"PEERMAP_VAR": str(tmp_path / "var")})
    refused = operator.does("print-grants", "x; DROP TABLE worker")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.strip() == operators.ROLE_SHAPE
