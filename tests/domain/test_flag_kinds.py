"""Kinds of flag are a setting: whatever is set, a flag can be sent, and strengths can be said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.flag_kinds import (
    ALWAYS,
    MOST_KINDS,
    MOST_WORDS,
    OfferedKind,
    check_kinds,
    defaults,
    merged,
    parse_code,
    parse_kind,
)
from peermap_app.domain.flags import Urgency, parse_flag
from peermap_app.words.flag_kind_words import WORDS
from tests.builders import TODAY, a_flag_form

USUAL = defaults(WORDS)
KIND = OfferedKind("kind_1", "", Urgency.TODAY)
FORM = {"words": "Back at school", "urgency": "this_week", "good": "yes"}
changes = st.lists(
    st.builds(
        OfferedKind,
        st.sampled_from([*WORDS, "kind_1", "kind_2", "kind_3"]),
        st.sampled_from(["Went missing", "Back at school", "Moved away", "Something else"]),
        st.sampled_from(Urgency),
        st.booleans(),
        st.booleans(),
    ),
    max_size=20,
)


@given(changes)
def test_whatever_is_set_in_any_order_a_flag_can_be_sent_and_something_good_be_said(
    tried: list[OfferedKind],
) -> None:
    """Changes tried one after the other, refused ones left out, end in kinds of which each is known
    once, one can always be chosen and is last, one is good and is not last."""
    set_so_far: dict[str, OfferedKind] = {}
    for kind in tried:
        wanted = {**set_so_far, kind.code: kind}
        try:
            check_kinds(merged(USUAL, tuple(wanted.values())))
        except Conflict:
            continue
        set_so_far = wanted
    every = merged(USUAL, tuple(set_so_far.values()))
    offered = [kind for kind in every if kind.offered]
    assert {kind.code for kind in every} == {*WORDS, *set_so_far}
    assert len(every) == len({kind.code for kind in every})
    assert offered[-1].code == ALWAYS
    assert any(kind.good for kind in offered[:-1])
    for kind in every:  # also one that was taken off the form meanwhile
        form = a_flag_form(kind=kind.code)
        assert parse_flag(form, TODAY, (), [one.code for one in every]).kind == kind.code


def test_the_usual_kinds_stand_in_the_order_of_the_form() -> None:
    """The good one is neither last nor hidden, and each proposes how soon."""
    assert [kind.code for kind in merged(USUAL, ())] == list(WORDS)
    assert [kind.code for kind in USUAL if kind.good] == ["good_news"]
    check_kinds(USUAL)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"words": " "}, "missing", "words"),
        ({"words": "a" * (MOST_WORDS + 1)}, "too_long", "words"),
        ({"words": "Seen with Jane Brown"}, "kind_screened", "words"),
        ({"words": "Ring 07700 900123"}, "kind_screened", "words"),
        ({"words": "New GANG intel"}, "kind_word", "words"),
        ({"urgency": "soon"}, "choose_one", "urgency"),
        ({"good": ""}, "choose_one", "good"),
    ],
)
def test_a_kind_names_nobody_and_has_all_its_parts(
    said: dict[str, str], code: str, field: str
) -> None:
    """There is no going on with a reason here: every worker would read it on every flag."""
    with pytest.raises(Problems) as refused:
        parse_kind({**FORM, **said, "screened_reason": "send_anyway"}, KIND)
    assert [(one.code, one.data["field"]) for one in refused.value.problems] == [(code, field)]


def test_a_kind_keeps_its_code() -> None:
    """A form that brings a code of its own changes none."""
    kind = parse_kind({**FORM, "words": " Back   at school", "code": "missing"}, KIND)
    assert kind == OfferedKind("kind_1", "Back at school", Urgency.THIS_WEEK, good=True)


def test_what_cannot_be_set_says_why() -> None:
    """Without the one that is always there, without a good one, two of one name, too many."""

    def refusal(*kinds: OfferedKind) -> str:
        with pytest.raises(Conflict) as refused:
            check_kinds(merged(USUAL, kinds))
        return refused.value.code

    always, good = USUAL[-1], next(kind for kind in USUAL if kind.good)
    assert refusal(replace(always, offered=False)) == "kind_always"
    assert refusal(replace(always, good=True)) == "kind_always"
    assert refusal(replace(good, offered=False)) == "kind_good"
    assert refusal(replace(good, good=False)) == "kind_good"
    assert refusal(replace(KIND, words="went MISSING")) == "kind_twice"
    many = [replace(KIND, code=f"kind_{n}", words=f"Kind {n}") for n in range(MOST_KINDS)]
    assert refusal(*many) == "kinds_full"


@given(st.text())
def test_a_code_is_one_of_ours_or_none(text: str) -> None:
    """Nothing else passes than small letters, figures and lines."""
    code = parse_code(text)
    assert code is None or (code.isascii() and code == text and 1 <= len(code) <= 40)
