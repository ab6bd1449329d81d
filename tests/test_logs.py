"""Logs say where something went wrong, and never with what."""

from __future__ import annotations

import logging

import pytest

from peermap_app.live import quiet


def test_a_cause_is_told_without_its_words() -> None:
    """Kinds and places of an exception and its cause, no message of either."""
    try:
        try:
            raise KeyError("JS at the skate park")
        except KeyError as cause:
            raise ValueError("peermap_session=secret") from cause
    except ValueError as problem:
        told = quiet.where(problem)
    assert "ValueError at test_quiet.py" in told
    assert "KeyError" in told
    assert "skate" not in told
    assert "secret" not in told


def test_libraries_keep_their_words_to_themselves(caplog: pytest.LogCaptureFixture) -> None:
    """A library that logs an event's arguments or the headers leaves only a level and a place."""
    quiet.hush()
    logger = logging.getLogger("reflex")
    logger.warning("Error transforming event argument with value %r", "JS is at Nan's")
    assert "JS" not in caplog.text
    assert "test_quiet.py" in caplog.text
