"""A delivery only moves forward, waits grow to a cap, and mail goes out when nothing else came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain import deliveries as rules
from peermap_app.domain.deliveries import ARRIVED, Channel, State, Told
from tests.fakes import NOW

STEPS = st.lists(st.sampled_from(State), max_size=12)
OWN_WAY = (State.QUEUED, State.SENT, State.DELIVERED, State.SEEN, State.IN_TOUCH)


def walked(steps: list[State]) -> State:
    """Where a new delivery is after these steps."""
    state = State.QUEUED
    for step in steps:
        state = rules.forward(state, step)
    return state


@given(STEPS, st.randoms(use_true_random=False))
def test_any_order_and_any_repeat_ends_the_same(steps: list[State], chance: object) -> None:
    """What is heard twice, late or in another order changes nothing."""
    shuffled = [*steps, *steps]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert walked(shuffled) == walked(steps)


@given(STEPS, st.sampled_from(State))
def test_no_step_leads_back(steps: list[State], step: State) -> None:
    """Whatever comes, it is at least as far as before, and moves on from what is below alone."""
    state = walked(steps)
    after = rules.forward(state, step)
    assert rules.rank(after) >= rules.rank(state)
    assert (after is not state) == (state in rules.before(step))


@given(STEPS)
def test_what_arrived_is_never_given_up(steps: list[State]) -> None:
    """Once it was acknowledged, no failure and no dropping that is told later takes it back."""
    if ARRIVED & set(steps):
        assert walked(steps) in ARRIVED


def test_it_goes_its_way_step_by_step() -> None:
    """Queued, sent, delivered, seen, in touch."""
    assert [walked(list(OWN_WAY[: upto + 1])) for upto in range(5)] == list(OWN_WAY)


@given(
    st.sampled_from(Channel),
    st.integers(1, 500),
    st.integers(0, 96 * 3600),
    st.none() | st.integers(0, 100_000),
)
def test_waits_grow_to_a_cap_and_a_channel_fails_at_last(
    channel: Channel, tries: int, age: int, asked: int | None
) -> None:
    """Never at once, never beyond the cap or what was asked for; pages are never given up."""
    now = NOW + timedelta(seconds=age)
    wait = timedelta(seconds=asked) if asked is not None else None
    due = rules.next_try(channel, tries, made=NOW, now=now, wait=wait)
    lasts = rules.GIVES_UP.get(channel)
    if lasts is not None and now - NOW >= lasts:
        assert due is None
        return
    assert due is not None
    least, most = timedelta(seconds=rules.WAITS[0]), timedelta(seconds=rules.WAITS[-1])
    assert now + max(least, wait or least) <= due <= now + max(most, wait or most)
    later = rules.next_try(channel, tries + 1, made=NOW, now=now, wait=wait)
    assert later is not None
    assert later >= due


def test_pages_that_say_nothing_are_told_again_a_few_times() -> None:
    """Four times, each later; a phone and a mailbox never: handing over was all that we can do."""
    looks = [rules.next_look(Channel.PAGE, tries, NOW) for tries in range(1, 6)]
    assert looks == [*(NOW + timedelta(seconds=one) for one in (5, 30, 120, 600)), None]
    assert [rules.next_look(way, 1, NOW) for way in (Channel.PUSH, Channel.MAIL)] == [None, None]


@pytest.mark.parametrize(("chose", "minutes"), [(True, 0), (False, 7)])
def test_mail_is_due_at_once_for_whoever_chose_it(chose: bool, minutes: int) -> None:
    """Else after the time that is set; every other way begins at once."""
    for channel in Channel:
        due = rules.first_due(channel, NOW, chose_mail=chose, after=timedelta(minutes=7))
        expected = timedelta(minutes=minutes if channel is Channel.MAIL else 0)
        assert due - NOW == expected


@given(STEPS)
def test_a_mail_goes_out_unless_something_arrived(others: list[State]) -> None:
    """Sent is not arrived; whoever chose mail gets it whatever else arrived."""
    assert rules.mail_needed(others, chose_mail=True)
    assert rules.mail_needed(others, chose_mail=False) == (not ARRIVED & set(others))


@pytest.mark.parametrize(
    ("states", "holds", "expected"),
    [
        ((), True, Told.SENT),
        ((State.QUEUED, State.QUEUED), True, Told.ON_ITS_WAY),
        ((State.SENT, State.QUEUED, State.FAILED), True, Told.SENT),
        ((State.SPARED,), True, Told.SENT),
        ((State.FAILED, State.QUEUED), True, Told.ON_ITS_WAY),
        ((State.FAILED, State.FAILED), True, Told.UNREACHED),
        ((State.SENT, State.DELIVERED, State.FAILED), True, Told.DELIVERED),
        ((State.DELIVERED, State.DROPPED), False, Told.DELIVERED),
        ((State.SENT, State.DROPPED), False, Told.NOT_TOLD),
        ((State.SENT, State.QUEUED), False, Told.NOT_TOLD),
        ((State.DROPPED,), True, Told.NOT_TOLD),
    ],
)
def test_whoever_flagged_is_told_the_furthest(
    states: tuple[State, ...], holds: bool, expected: Told
) -> None:
    """One word for all of a person's devices, in whatever order they are counted."""
    assert rules.told(states, holds=holds) is expected
    assert rules.told(reversed(states), holds=holds) is expected
