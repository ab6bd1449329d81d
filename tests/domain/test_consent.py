"""Rules 3 and 4: every combination of answers, with and without a mark, on every way out."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.consent import (
    MOST_MARK_NUMBERS,
    MOST_MARK_STROKES,
    Answer,
    Answers,
    Decided,
    Outcome,
    Present,
    Statement,
    Tick,
    Understanding,
    decide,
    mark_to_wire,
    may_plan,
    may_rest_on_agreement,
    parse_answers,
    parse_mark,
    parse_presence,
    settled_from_wire,
)
from peermap_app.domain.errors import Invalid, Refusal
from tests.builders import a_squiggle, answers, settled
from tests.domain import strategies

EVERY = (None, *Answer)
TABLE = list(product(EVERY, EVERY, EVERY, (None, a_squiggle(), Tick())))


@pytest.mark.parametrize("action", ["keep", "dont_keep", "later", "go_back"])
def test_every_combination_of_answers(action: str) -> None:
    """Of all 192 ways to answer, only Yes to keeping, with a mark, on "Keep" keeps anything."""
    kept = 0
    for keep, plan, talk, mark in TABLE:
        given = answers(keep=keep, plan=plan, talk=talk)
        if action == "keep" and keep is Answer.NO:
            with pytest.raises(Invalid, match="nothing_said_yes_to"):
                decide(given, mark, action)
            continue
        if action == "keep" and keep is Answer.YES and mark is None:
            with pytest.raises(Invalid, match="mark_needed"):
                decide(given, mark, action)
            continue
        decision = decide(given, mark, action)
        if decision.what is Decided.KEEP:
            kept += 1
            assert (keep, action) == (Answer.YES, "keep")
            assert decision.mark is mark is not None
            assert decision.answers == settled(
                plan=plan or Answer.NOT_SURE, talk=talk or Answer.NOT_SURE
            )
        else:
            # Rule 3: nothing of what was said may be remembered when nothing is kept.
            assert decision.answers is None
            assert decision.mark is None
    assert kept == (4 * 4 * 2 if action == "keep" else 0)


def test_not_sure_about_keeping_offers_later() -> None:
    """Rule 4: Not sure, or no answer, keeps nothing and offers to finish later."""
    for keep in (None, Answer.NOT_SURE):
        given = answers(keep=keep, plan=Answer.YES, talk=Answer.YES)
        assert decide(given, Tick(), "keep").what is Decided.OFFER_LATER
        assert given.outcome is Outcome.OFFER_LATER


def test_no_to_keeping_disables_the_other_two() -> None:
    """Rule 4: after No to keeping the others are not asked, whatever was tapped before."""
    given = answers(keep=Answer.NO, plan=Answer.YES, talk=Answer.YES)
    assert given.settled() == settled(keep=Answer.NO, plan=None, talk=None)
    assert given.of(Statement.PLAN) is None
    with pytest.raises(Invalid, match="not_asked"):
        given.with_answer(Statement.TALK, Answer.YES)
    back = given.with_answer(Statement.KEEP, Answer.YES)
    assert back.of(Statement.PLAN) is Answer.YES


def test_unanswered_counts_as_not_sure() -> None:
    """Rule 4: nothing is preselected, and what is left out is Not sure, never Yes."""
    assert Answers().settled() == settled(
        keep=Answer.NOT_SURE, plan=Answer.NOT_SURE, talk=Answer.NOT_SURE
    )


@pytest.mark.parametrize("answer", [None, *Answer])
def test_only_yes_allows(answer: Answer | None) -> None:
    """Rule 4: anything but Yes starts no plan and lets no link rest on agreement."""
    yes = answer is Answer.YES
    assert may_plan(settled(plan=answer)) is yes
    assert may_rest_on_agreement(settled(talk=answer)) is yes
    assert may_plan(None) is False
    assert may_rest_on_agreement(None) is False


@given(st.builds(Answers, *(st.none() | st.sampled_from(Answer) for _ in Statement)))
def test_answers_survive_the_wire(given_answers: Answers) -> None:
    """Answers are the same after a room or a record kept them."""
    assert parse_answers(given_answers.to_wire()) == given_answers
    done = given_answers.settled()
    assert settled_from_wire(done.to_wire()) == done


@given(strategies.anything)
def test_no_json_crashes_the_readers(raw: object) -> None:
    """Whatever is sent instead of an answer, a mark or a note is refused with a code."""
    for read in (parse_mark, parse_presence, settled_from_wire):
        with pytest.raises(Refusal):
            read(raw)
    with pytest.raises(Invalid):
        decide(Answers(), None, raw)


def test_a_mark_is_a_tick_or_a_squiggle_within_bounds() -> None:
    """A mark survives the wire; too much, too far, or nothing at all is refused."""
    for mark in (Tick(), a_squiggle()):
        assert parse_mark(mark_to_wire(mark)) == mark
    with pytest.raises(Invalid, match="mark_needed"):
        parse_mark({"kind": "squiggle", "strokes": []})
    for strokes in (
        [[1, 2]] * (MOST_MARK_STROKES + 1),
        [[1] * (MOST_MARK_NUMBERS + 2)],
        [[1] * 1000] * 3,
        [[1, 2, 3]],
        [[1, 1001]],
        [[1, -1]],
        [[True, 2]],
        [[]],
        "squiggle",
    ):
        with pytest.raises(Invalid, match="bad_mark"):
            parse_mark({"kind": "squiggle", "strokes": strokes})


def test_the_note_of_who_was_there() -> None:
    """Who was there and how understanding was checked are both said, and make sense together."""
    note = parse_presence({"present": ["friend", "parent_or_carer"], "understanding": "own_words"})
    assert note.present == (Present.PARENT_OR_CARER, Present.FRIEND)
    assert note.understanding == (Understanding.OWN_WORDS,)
    assert parse_presence(note.to_wire()) == note
    for raw, code in (
        ({"present": [], "understanding": "pictures"}, "presence_missing"),
        ({"present": ["worker_only", "friend"], "understanding": "pictures"}, "presence_odd"),
        ({"present": ["friend"]}, "understanding_missing"),
        (
            {"present": ["friend"], "understanding": ["not_checked", "pictures"]},
            "understanding_odd",
        ),
    ):
        with pytest.raises(Invalid, match=code):
            parse_presence(raw)
