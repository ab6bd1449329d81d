"""The card's PIN, its words, and what wrong tries cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.drawing import Ending
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.receipt import (
    TRIES,
    check_offered,
    is_easy,
    parse_pin,
    pause_after,
    session_lives,
    typed_pin,
    typed_words,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@given(st.text(max_size=12))
def test_what_counts_as_a_pin(raw: str) -> None:
    """Four to eight digits that are not easy; anything else is refused, in any script."""
    plain = raw.isascii() and raw.isdigit() and 4 <= len(raw) <= 8
    if plain and not is_easy(raw):
        assert parse_pin(raw, raw) == raw
        return
    with pytest.raises(Invalid, match="pin_easy" if plain else "pin_shape"):
        parse_pin(raw, raw)


@given(st.text("0123456789", min_size=4, max_size=8))
def test_both_times_must_be_the_same(pin: str) -> None:
    """What was typed the second time must be what was typed first."""
    for again in (pin + "1", pin[:-1], "", None, 4):
        with pytest.raises(Invalid):
            parse_pin(pin, again)


@pytest.mark.parametrize("pin", ["0000", "1234", "0123", "4321", "8901", "12345678", "6969"])
def test_easy_ones(pin: str) -> None:
    """The first guesses of anybody who found the card."""
    assert is_easy(pin)


@pytest.mark.parametrize("pin", ["4711", "2580", "1357", "90210", "11112222"])
def test_others_may_stay(pin: str) -> None:
    """A PIN is the young person's own: only the first guesses are refused."""
    assert parse_pin(pin, pin) == pin


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text())))
def test_a_tried_pin_is_digits_or_nothing(raw: object) -> None:
    """Whatever is sent as a try is hashed as digits, or as what no PIN is."""
    tried = typed_pin(raw)
    assert tried == "" or (tried == raw and tried.isdigit() and len(tried) <= 8)


def test_words_are_read_as_they_are_typed() -> None:
    """Capitals, commas and line ends do not count; three or five words are not four, and what is
    not four words is no card's."""
    assert typed_words("  Apple, RIVER\nsock-moon. ") == "apple river sock moon"
    for raw in ("apple river sock", "apple river sock moon tent", "", None, 4, ["a"], "a " * 60):
        assert typed_words(raw) == ""


def test_every_fifth_wrong_try_rests_the_card() -> None:
    """Longer each time, and never for good."""
    pauses = [pause_after(TRIES * each) for each in range(1, 8)]
    assert all(pauses)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=24)
    assert [pause_after(each) for each in (0, 1, 4, 6, 9)] == [None] * 5


@pytest.mark.parametrize("ending", [None, *Ending])
def test_the_offer_comes_right_after_keeping(ending: Ending | None) -> None:
    """Kept, and within ten minutes."""
    if ending is Ending.KEPT:
        check_offered(ending, NOW, NOW + timedelta(minutes=9))
    else:
        with pytest.raises(Conflict, match="not_now"):
            check_offered(ending, NOW, NOW)
    with pytest.raises(Conflict, match="not_now"):
        check_offered(ending, NOW, NOW + timedelta(minutes=10))


def test_how_long_it_stays_open() -> None:
    """Ten idle minutes, an hour in all, or until it was closed."""
    assert session_lives(NOW, NOW, None, NOW + timedelta(minutes=9, seconds=59))
    assert not session_lives(NOW, NOW, None, NOW + timedelta(minutes=10))
    late = NOW + timedelta(minutes=60)
    assert not session_lives(late, NOW, None, late)
    assert not session_lives(NOW, NOW, NOW, NOW)
