"""Who else must agree below an age: who counts as younger, and what the form takes."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.agreed import Other, OtherAgreement, may_be_under, parse_other_agreement
from peermap_app.domain.errors import Problems
from tests.builders import TODAY
from tests.domain import strategies


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.dates(), st.integers(1, 18))
def test_nobody_who_is_younger_is_missed(born: date, on: date, age: int) -> None:
    """Whatever the birthday, whoever is under the age on that day counts as under it."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if years < age:
        assert may_be_under(born.year, on, age)


def test_who_is_surely_old_enough_is_not_asked_about() -> None:
    """From the year after the birthday's year on nobody else is asked; 0 asks of nobody."""
    assert may_be_under(2014, TODAY, 12)
    assert not may_be_under(2013, TODAY, 12)
    assert not may_be_under(2025, TODAY, 0)


def test_who_and_when() -> None:
    """Somebody agreed on a day, today at the latest."""
    raw = {"agreed_who": "local_authority", "agreed_on": "2026-11-24", "agreed_because": "ignored"}
    assert parse_other_agreement(raw, TODAY) == OtherAgreement(Other.LOCAL_AUTHORITY, TODAY, "")


def test_not_asked_needs_its_reason() -> None:
    """ "Not asked, because" has a reason and no day; the reason is screened like any note."""
    raw = {"agreed_who": "not_asked", "agreed_because": "It would not be safe."}
    agreed = parse_other_agreement(raw, TODAY)
    assert agreed == OtherAgreement(Other.NOT_ASKED, None, "It would not be safe.")
    screened = raw | {"agreed_because": "Ring Dana Whitlock on 07700 900123"}
    with pytest.raises(Problems) as refused:
        parse_other_agreement(screened, TODAY)
    assert {each.code for each in refused.value.problems} == {"screened"}
    assert parse_other_agreement(screened | {"screened_reason": "It is her own"}, TODAY)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "choose_one"),
        ({"agreed_who": "police"}, "choose_one"),
        ({"agreed_who": "not_asked"}, "missing"),
        ({"agreed_who": "parent_or_carer"}, "agreed_day_missing"),
        ({"agreed_who": "parent_or_carer", "agreed_on": "2026-11-25"}, "agreed_day_future"),
        ({"agreed_who": "parent_or_carer", "agreed_on": "2026-02-30"}, "agreed_day"),
        ({"agreed_who": "parent_or_carer", "agreed_on": ["x"]}, "agreed_day"),
        ({"agreed_who": "parent_or_carer", "agreed_on": "0001-01-01"}, "day_far"),
    ],
)
def test_each_fault_has_its_code(raw: dict[str, object], code: str) -> None:
    """One fault, told beside its field."""
    with pytest.raises(Problems) as refused:
        parse_other_agreement(raw, TODAY)
    (fault,) = refused.value.problems
    assert (fault.code, bool(fault.data["field"])) == (code, True)


@given(st.dictionaries(st.sampled_from(["agreed_who", "agreed_on", "x"]), strategies.anything))
def test_no_form_crashes_it(raw: dict[str, object]) -> None:
    """Whatever is sent, it is read or refused with codes."""
    with contextlib.suppress(Problems):
        assert isinstance(parse_other_agreement(raw, TODAY), OtherAgreement)
