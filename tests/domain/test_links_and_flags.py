"""Rules 2, 5, 6, 8 and 9 where they live in the domain: links, sharing records, flags, steps."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.access import Denied
from peermap_app.domain.cases import (
    Allocation,
    Role,
    is_allocated,
    may_be_allocated,
    parse_reference,
)
from peermap_app.domain.consent import Answer
from peermap_app.domain.errors import Conflict, Invalid, Problems
from peermap_app.domain.flag_kinds import DEFAULT_URGENCIES
from peermap_app.domain.flags import (
    AckState,
    FlagKind,
    Recipient,
    Urgency,
    acknowledge,
    parse_flag,
)
from peermap_app.domain.links import (
    LAPSES_AFTER,
    MOST_BEYOND,
    MOST_LINKS,
    SUPPORT,
    LinkState,
    Threshold,
    answer,
    has_room,
    is_live,
    may_accept,
    may_ask,
    may_share_without,
    parse_sharing,
    places,
    sharing_from_wire,
    sharing_to_wire,
    state_at,
    take_back,
    takes_place,
    what_asker_sees,
)
from peermap_app.domain.map_parts import MOST_PEOPLE
from peermap_app.domain.plans import StepKind, parse_next_step
from tests.builders import (
    NOW,
    TODAY,
    a_flag_form,
    a_sharing_form,
    a_step_form,
    an_allocation,
    settled,
)
from tests.domain import strategies

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def codes(problems: Problems) -> set[tuple[str, object]]:
    """Which fault at which field."""
    return {(item.code, item.data.get("field")) for item in problems.problems}


# --- links ---


@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_the_asker_cannot_tell_a_decline_from_nobody(asked: datetime, later: timedelta) -> None:
    """Rule 8: at every moment a declined link and an unknown reference look the same."""
    declined = what_asker_sees(LinkState.DECLINED, asked, asked + later)
    unknown = what_asker_sees(LinkState.ASKED, asked, asked + later)
    assert declined == unknown
    assert declined == ("lapsed" if later >= LAPSES_AFTER else "asked")
    assert is_live(LinkState.DECLINED, asked, asked + later) == is_live(
        LinkState.ASKED, asked, asked + later
    )


def test_a_link_is_two_people_agreeing() -> None:
    """Rule 8: only what is asked can be answered, once, and not after it lapsed."""
    assert answer(LinkState.ASKED, True) is LinkState.ACCEPTED
    assert answer(LinkState.ASKED, False) is LinkState.DECLINED
    for state in LinkState:
        if state is not LinkState.ASKED:
            with pytest.raises(Conflict, match="link_not_open"):
                answer(state, True)
    lapsed = state_at(LinkState.ASKED, NOW, NOW + LAPSES_AFTER)
    assert lapsed is LinkState.LAPSED
    assert state_at(LinkState.ACCEPTED, NOW, NOW + LAPSES_AFTER) is LinkState.ACCEPTED


@given(st.sampled_from(LinkState), st.timedeltas(timedelta(), timedelta(days=30)))
def test_an_ask_is_taken_back_alike_and_keeps_its_place(state: LinkState, later: timedelta) -> None:
    """Rule 8: what waits and what was declined end in one state; what is over stays as it ended;
    a link is none. No order of it frees a place before the ask would have lapsed."""
    now = NOW + later
    if state is LinkState.ACCEPTED:
        with pytest.raises(Conflict, match="ask_accepted"):
            take_back(state, NOW, now)
        return
    after = take_back(state, NOW, now)
    waits = state in (LinkState.ASKED, LinkState.DECLINED) and later < LAPSES_AFTER
    assert after is (LinkState.TAKEN_BACK if waits else state)
    assert take_back(after, NOW, now) is after
    assert takes_place(after, NOW, now) == takes_place(state, NOW, now)
    assert what_asker_sees(after, NOW, now) in ("ended", "lapsed")


@pytest.mark.parametrize("talk", [None, *Answer])
@pytest.mark.parametrize("allowed", [may_ask, may_accept])
def test_agreement_is_the_third_answer(allowed: object, talk: Answer | None) -> None:
    """Rules 4 and 5: each side asks or accepts only on its own young person's newest Yes."""
    assert callable(allowed)
    assert bool(allowed(settled(talk=talk), 0)) is (talk is Answer.YES)
    assert not allowed(None, 0)
    assert not allowed(settled(), MOST_LINKS)


@given(st.integers(0, 40), st.booleans())
def test_six_freely_twelve_by_a_reason_and_no_more(live: int, decided: bool) -> None:
    """Rule 7, for whoever asks or accepts and whatever it rests on: beyond six by a supervisor's
    reason alone, and a reason opens no thirteenth."""
    room = has_room(live, decided=decided)
    assert bool(room) is (live < MOST_LINKS or (decided and live < MOST_BEYOND))
    if isinstance(room, Denied):
        assert room.reason == ("links_full" if live >= MOST_BEYOND else "beyond_six")
    for ask in (may_ask, may_accept):
        assert ask(settled(), live, decided=decided) == room
    assert may_share_without(None, live) == has_room(live, decided=True)
    assert places(live) == (MOST_LINKS if live <= MOST_LINKS else MOST_BEYOND)


@given(
    st.dictionaries(st.text(max_size=40), st.sampled_from(["on", "yes", "", None, 7]), max_size=30)
)
def test_what_supports_a_record_is_ids_that_were_ticked(raw: dict[str, object]) -> None:
    """Whatever is sent: twenty at most, each of the shape of an id, none that was not ticked; and
    what is sealed gives the same record."""
    ids = [f"{number:032x}" for number in range(len(raw))]
    boxes = {f"{SUPPORT}{one}": value for one, value in zip(ids, raw.values(), strict=True)}
    ticked = tuple(one for one in ids if boxes[f"{SUPPORT}{one}"] in ("on", "yes"))
    form = {**a_sharing_form(), **boxes}
    if len(ticked) > MOST_PEOPLE:
        with pytest.raises(Problems) as refused:
            parse_sharing(form, TODAY)
        assert codes(refused.value) == {("held_gone", "held")}
        return
    record = parse_sharing(form, TODAY)
    assert record.supports == ticked
    assert sharing_from_wire(json.loads(json.dumps(sharing_to_wire(record)))) == record
    crooked = {**a_sharing_form(), **{f"{SUPPORT}{name}": "on" for name in raw}}
    if raw:
        with pytest.raises(Problems) as refused:
            parse_sharing(crooked, TODAY)
        assert codes(refused.value) == {("held_gone", "held")}


def test_a_sharing_record_has_all_its_parts() -> None:
    """Rule 5: consent, privacy, proportionality, threshold, why and a review, or it is refused."""
    record = parse_sharing(a_sharing_form(), TODAY)
    assert record.threshold is Threshold.TARGETED
    assert record.review == date(2026, 12, 1)
    for field in ("why", "consent", "privacy", "proportionality"):
        with pytest.raises(Problems) as refused:
            parse_sharing(a_sharing_form(**{field: "  "}), TODAY)
        assert codes(refused.value) == {("missing", field)}
    with pytest.raises(Problems) as refused:
        parse_sharing({}, TODAY)
    assert {field for _, field in codes(refused.value)} == set(a_sharing_form())


@pytest.mark.parametrize(
    ("review", "code"),
    [
        ("2026-11-24", "review_past"),
        ("2020-01-01", "review_past"),
        ("2028-01-01", "review_far"),
        ("2026-02-30", "review_date"),
        ("1 Dec", "review_date"),
        (20261201, "review_date"),
        ("", "review_missing"),
    ],
)
def test_a_review_is_soon_and_real(review: object, code: str) -> None:
    """Rule 12: a review date lies after today and within a year."""
    with pytest.raises(Problems) as refused:
        parse_sharing(a_sharing_form(review=review), TODAY)
    assert codes(refused.value) == {(code, "review")}


# --- flags ---


EVERYBODY = (Recipient("link1", "case2", "worker2"),)


def test_leaving_somebody_out_needs_a_reason() -> None:
    """A worker who is not told is left out with a reason, and only where there is a link."""
    why = {"link1": "K asked me to call first"}
    assert parse_flag(a_flag_form(left_out=why), TODAY, EVERYBODY).left_out == why
    for left_out, code in (
        ({"link1": " "}, "left_out_reason"),
        ({1: "why"}, "left_out_unknown"),
        ("link1", "left_out_unknown"),
    ):
        with pytest.raises(Problems, match="problems") as refused:
            parse_flag(a_flag_form(left_out=left_out), TODAY, EVERYBODY)
        assert {item for item, _ in codes(refused.value)} == {code}


def test_a_link_that_ended_holds_no_flag_up() -> None:
    """Whoever was left out over a link that ended while the form was open is left out anyway."""
    assert parse_flag(a_flag_form(left_out={"link9": "why"}), TODAY, EVERYBODY).left_out == {}


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() and text.strip()))
def test_screening_never_holds_a_flag_up(reason: str) -> None:
    """Rule 2: whatever screening finds, any reason at all lets the flag go."""
    form = a_flag_form(need_to_know="Sam Jones, 07700 900123, is missing.")
    with pytest.raises(Problems) as refused:
        parse_flag(form, TODAY, ())
    assert codes(refused.value) == {("screened", "need_to_know")}
    assert len(refused.value.problems[0].data["found"]) == 2  # type: ignore[arg-type]
    for said in (reason, "send_anyway"):
        flag = parse_flag({**form, "screened_reason": said}, TODAY, ())
        assert flag.screened_reason == said.strip() or flag.screened_reason


def test_a_young_person_who_was_not_told() -> None:
    """Not told needs a because; told needs none."""
    assert parse_flag(a_flag_form(), TODAY, ()).told
    with pytest.raises(Problems) as refused:
        parse_flag(a_flag_form(told="no"), TODAY, ())
    assert codes(refused.value) == {("missing", "not_told_because")}
    flag = parse_flag(a_flag_form(told="no", not_told_because="K is away"), TODAY, ())
    assert (flag.told, flag.not_told_because) == (False, "K is away")


def test_how_soon_is_proposed() -> None:
    """Each kind proposes how soon; the worker's own choice stands."""
    assert DEFAULT_URGENCIES[FlagKind.MISSING] is Urgency.NOW
    assert DEFAULT_URGENCIES[FlagKind.GOOD_NEWS] is Urgency.THIS_WEEK
    assert parse_flag(a_flag_form(urgency="this_week"), TODAY, ()).urgency is Urgency.THIS_WEEK


@given(st.lists(st.sampled_from([AckState.SEEN, AckState.IN_TOUCH]), max_size=6))
def test_an_answer_to_an_alert_only_goes_forward(steps: list[AckState]) -> None:
    """Seen, then in touch, in any order and as often as one likes, never back."""
    state = AckState.SENT
    for one in steps:
        after = acknowledge(state, one)
        assert list(AckState).index(after) >= list(AckState).index(state)
        state = after
    assert (state is AckState.IN_TOUCH) == (AckState.IN_TOUCH in steps)


@given(
    st.dictionaries(
        st.sampled_from([*a_flag_form(), *a_sharing_form(), *a_step_form(), "left_out", "because"]),
        strategies.anything,
    )
)
def test_no_form_crashes(raw: dict[str, object]) -> None:
    """Whatever is sent instead of a form, every fault is named and nothing else is raised."""
    for read in (
        lambda: parse_sharing(raw, TODAY),
        lambda: parse_flag(raw, TODAY, EVERYBODY),
        lambda: parse_next_step(raw, TODAY),
    ):
        with pytest.raises(Problems) as refused:
            read()
        assert all(isinstance(item.data["field"], str) for item in refused.value.problems)


# --- steps ---


def test_a_map_leads_somewhere() -> None:
    """Rule 9: a step with a review, or "no step needed, because"."""
    step = parse_next_step(a_step_form(), TODAY)
    assert (step.kind, step.text) == (StepKind.STEP, "Visit from AK every second Saturday")
    none = parse_next_step({"kind": "none", "because": "All is well for now."}, TODAY)
    assert (none.kind, none.review) == (StepKind.NONE, None)
    for raw, code in (
        ({}, ("choose_one", "kind")),
        ({"kind": "none"}, ("missing", "because")),
        (a_step_form(text=""), ("missing", "text")),
        (a_step_form(review=None), ("review_missing", "review")),
    ):
        with pytest.raises(Problems) as refused:
            parse_next_step(raw, TODAY)
        assert code in codes(refused.value)
    with pytest.raises(Problems) as refused:
        parse_next_step({}, TODAY)
    assert len(refused.value.problems) == 1  # no fault of a field that is not on the page yet


# --- cases ---


@given(days, st.none() | days, days)
def test_an_ended_allocation_ends_at_once(starts: date, ends: date | None, on: date) -> None:
    """Allocated from the first day on and before the day it ends; an end today is over."""
    held = [an_allocation(starts=starts, ends=ends)]
    assert is_allocated(held, "worker1", on) == (starts <= on and (ends is None or on < ends))
    assert not is_allocated(held, "worker2", on)
    assert not is_allocated(held, "worker1", on, case_id="case2")
    assert not is_allocated([Allocation("case1", "worker1", starts, on)], "worker1", on)


def test_administrators_are_never_allocated() -> None:
    """Only practitioners and supervisors can have a case."""
    assert [role for role in Role if may_be_allocated(role)] == [Role.PRACTITIONER, Role.SUPERVISOR]
    assert not may_be_allocated(None)


def test_a_reference_is_read_as_it_is_typed() -> None:
    """Trimmed and upper-cased; anything that is no reference is refused."""
    assert parse_reference(" hx-1187 ") == "HX-1187"
    for raw in ("HX", "x" * 21, "HX 1187", "HX_1187", "ＨＸ-1187", "-HX1", None, 1187, "ß-1187"):
        with pytest.raises(Invalid, match="reference_shape"):
            parse_reference(raw)
    with pytest.raises(Invalid, match="reference_missing"):
        parse_reference(" ")
