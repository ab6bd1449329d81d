"""A flag changes forward, loses nothing, and once withdrawn says nothing to others any more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Conflict, Problems, TooMany
from peermap_app.domain.flag_changes import (
    AGAIN,
    LOOKS_FIRST,
    MOST_CHANGES,
    Change,
    Standing,
    What,
    check_change,
    check_read,
    for_others,
    may_change,
    parse_change,
    parse_what,
    says_now,
    standing,
)
from peermap_app.words.errors import sentence

FIRST = "what was said first"
tried = st.lists(
    st.tuples(st.sampled_from(What), st.integers(0, 4), st.booleans(), st.booleans()), max_size=14
)
"""What is tried, by how many changes its writer is behind, whether it is sent twice, and whether
the flag lapses before it."""


def refusal(now: Standing, what: What, known: int, there: int) -> str:
    """The code of the refusal; "" when it may be done."""
    try:
        check_change(now, what, known=known, there=there)
    except Conflict as refused:
        return refused.code
    return ""


@given(tried)
def test_in_any_order_and_repeated_nothing_is_lost_and_what_is_over_stays_over(
    steps: list[tuple[What, int, bool, bool]],
) -> None:
    """Whatever two workers try: accepted changes only grow, each stands in its place, what is
    withdrawn or closed never opens again, and a second sending of the same finds the first."""
    done: list[Change] = []
    open_by_date, was = True, Standing.OPEN
    for number, (what, behind, twice, lapses) in enumerate(steps):
        open_by_date = open_by_date and not lapses
        now = standing([one.what for one in done], open_by_date=open_by_date)
        known, before = max(0, len(done) - behind), list(done)
        for _ in range(2 if twice else 1):
            change = Change(what, text=f"text {number}", why=f"why {number}")
            if change in done:
                continue  # the form's id says that it is there
            refused = refusal(now, what, known, len(done))
            assert refused in ("", "flag_over", "flag_changed")
            assert refused != "flag_changed" or (what in LOOKS_FIRST and behind > 0)
            if refused:
                continue
            done.append(change)
            open_by_date = open_by_date and what not in (What.CLOSE, What.WITHDRAW)
            now = standing([one.what for one in done], open_by_date=open_by_date)
        assert done[: len(before)] == before
        order = tuple(Standing)
        assert order.index(now) >= order.index(was)
        was = now
    corrected = [one.text for one in done if one.what is What.CORRECT]
    gone = was is Standing.WITHDRAWN
    assert says_now(FIRST, done) == ("" if gone else [FIRST, *corrected][-1])
    assert (sum(one.what is What.WITHDRAW for one in done)) == int(gone)
    told = for_others(done)
    assert [one.what for one in told] == ([What.WITHDRAW] if gone else [one.what for one in done])
    said = {one.text for one in told} | {one.why for one in told if one.what is What.WITHDRAW}
    assert said.isdisjoint(corrected)
    assert not gone or said == {""}


def test_what_is_over_can_only_be_withdrawn() -> None:
    """And that once."""
    assert may_change(Standing.OPEN) == tuple(What)
    assert may_change(Standing.CLOSED) == (What.WITHDRAW,)
    assert may_change(Standing.WITHDRAWN) == ()


def test_a_correction_says_what_was_wrong_and_a_withdrawal_why() -> None:
    """What is new and how it went need no reason; each has its own fields."""
    given_to = {"text": " It was Friday. ", "why": "The day."}
    assert parse_change(given_to, What.CORRECT) == Change(
        What.CORRECT, "It was Friday.", "The day."
    )
    assert parse_change(given_to, What.UPDATE) == Change(What.UPDATE, "It was Friday.")
    assert parse_change(given_to, What.WITHDRAW) == Change(What.WITHDRAW, "", "The day.")
    for what, missing in (
        (What.CORRECT, {"text", "why"}),
        (What.UPDATE, {"text"}),
        (What.CLOSE, {"text"}),
        (What.WITHDRAW, {"why"}),
    ):
        with pytest.raises(Problems) as refused:
            parse_change({}, what)
        assert {one.data["field"] for one in refused.value.problems} == missing


@pytest.mark.parametrize("reason", ["send_anyway", "They are siblings"])
def test_screening_never_holds_a_change_up(reason: str) -> None:
    """It is warned about once, and any reason sends it."""
    named = {"text": "With Jane Brown, 07700 900123"}
    with pytest.raises(Problems):
        parse_change(named, What.UPDATE)
    kept = parse_change({**named, "screened_reason": reason}, What.UPDATE)
    assert kept.screened_reason == reason


@given(st.text())
def test_an_address_names_one_of_four_things(raw: str) -> None:
    """Everything else is none."""
    assert parse_what(raw) is None or raw in {one.value for one in What}


@given(
    st.one_of(st.integers(-3, 5), st.booleans(), st.none(), st.text(), st.floats()),
    st.integers(0, 5),
)
def test_only_what_was_shown_is_seen(known: object, there: int) -> None:
    """Whatever a page, or anybody, sends as the number of changes that it showed."""
    if type(known) is int and known == there:
        check_read(known, there)
        return
    with pytest.raises(Conflict, match="alert_changed"):
        check_read(known, there)


@pytest.mark.parametrize("what", What)
def test_a_flag_changes_so_often_and_can_always_be_ended(what: What) -> None:
    """At its cap nothing more is said with it; closing and withdrawing are never held up."""
    check_change(Standing.OPEN, what, known=MOST_CHANGES - 1, there=MOST_CHANGES - 1)
    if what not in AGAIN:
        check_change(Standing.OPEN, what, known=MOST_CHANGES, there=MOST_CHANGES)
        return
    with pytest.raises(TooMany, match="flag_full") as refused:
        check_change(Standing.OPEN, what, known=MOST_CHANGES, there=MOST_CHANGES)
    assert f"changed {MOST_CHANGES} times" in sentence(refused.value)
