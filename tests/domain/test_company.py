"""Who is here with you, in the young person's own word: what taps lead to, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.company import Company, Here, parse_company, parse_here
from peermap_app.domain.consent import Answer
from peermap_app.domain.errors import Invalid, Refusal
from tests.domain import strategies

TAPS = st.lists(st.sampled_from(Here), max_size=12)


@given(TAPS, st.none() | st.sampled_from(Answer))
def test_whatever_is_tapped_can_be_kept(taps: list[Here], fine: Answer | None) -> None:
    """After any taps "just me and my worker" stands alone, and the wire gives back the same."""
    company = Company()
    for each in taps:
        company = company.tapped(each)
    if fine is not None and company.with_others:
        company = company.answered(fine)
    assert Here.WORKER_ONLY not in company.here or company.here == (Here.WORKER_ONLY,)
    assert company.with_others is bool(set(company.here) - {Here.WORKER_ONLY})
    assert parse_company(company.to_wire()) == company


@given(st.sampled_from(Here))
def test_a_second_tap_takes_it_away(who: Here) -> None:
    """What was tapped by mistake goes with another tap."""
    assert Company().tapped(who).tapped(who) == Company()


def test_who_is_here_changed_so_it_is_asked_anew() -> None:
    """ "It is OK" was said of those who were here then."""
    friend = Company().tapped(Here.FRIEND).answered(Answer.YES)
    assert friend.tapped(Here.PARENT_OR_CARER).fine is None


def test_nobody_is_asked_about_nobody() -> None:
    """Alone with the worker, there is nobody to be OK with."""
    for alone in (Company(), Company().tapped(Here.WORKER_ONLY)):
        with pytest.raises(Invalid, match="bad_answer"):
            alone.answered(Answer.YES)


@given(strategies.anything)
def test_no_json_crashes_the_readers(raw: object) -> None:
    """Whatever is sent instead is refused with a code."""
    for read in (parse_company, parse_here):
        with pytest.raises(Refusal):
            read(raw)


@pytest.mark.parametrize(
    "raw",
    [
        {"here": ["worker_only", "friend"], "fine": None},
        {"here": [], "fine": "yes"},
        {"here": ["worker_only"], "fine": "no"},
        {"here": ["friend"] * 9, "fine": None},
        {"here": ["friend"]},
        {"here": "friend", "fine": None},
        {"here": ["friend"], "fine": None, "more": 1},
    ],
)
def test_what_no_taps_lead_to_is_refused(raw: object) -> None:
    """A forged copy cannot say what the screen could not."""
    with pytest.raises(Invalid, match="bad_answer"):
        parse_company(raw)
