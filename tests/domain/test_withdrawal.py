"""Rule 4: what stands after any order of keeping and changing one's mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.access import (
    YOUNG_PERSON_TABLE,
    Action,
    Relation,
    may,
    may_tablet,
    may_young_person,
)
from peermap_app.domain.cases import Role
from peermap_app.domain.consent import (
    Answer,
    SettledAnswers,
    Statement,
    may_plan,
    may_rest_on_agreement,
)
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict, Invalid, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.withdrawal import (
    By,
    Change,
    Fate,
    Placed,
    change_from_wire,
    changed_by_young_person,
    check_possible,
    fate,
    parse_said_aloud,
    standing,
)

TODAY = date(2026, 11, 24)
ANSWERS = st.sampled_from(Answer)


@dataclass
class History:
    """A case as it happened, told the plain way: the last word of each thing counts."""

    plan: Answer = Answer.NOT_SURE
    talk: Answer = Answer.NOT_SURE
    version: int = 0
    said: SettledAnswers | None = None
    standing_versions: set[int] = field(default_factory=set)
    changes: list[Placed] = field(default_factory=list)

    def keep(self, plan: Answer, talk: Answer) -> None:
        self.version += 1
        self.said = SettledAnswers(Answer.YES, plan, talk)
        self.plan, self.talk = plan, talk
        self.standing_versions.add(self.version)

    def change(self, statement: Statement, answer: Answer) -> None:
        change = Change(statement, answer, By.YOUNG_PERSON)
        self.changes.append(Placed(self.version, len(self.changes) + 1, change))
        if statement is Statement.PLAN:
            self.plan = answer
        else:
            self.talk = answer

    def take_back(self, version: int) -> None:
        change = Change(Statement.KEEP, Answer.NO, By.YOUNG_PERSON)
        self.changes.append(Placed(self.version, len(self.changes) + 1, change))
        self.standing_versions.discard(version)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), ANSWERS, ANSWERS),
        st.tuples(st.just("plan"), ANSWERS, st.none()),
        st.tuples(st.just("talk"), ANSWERS, st.none()),
        st.tuples(st.just("take_back"), st.integers(0, 5), st.none()),
    ),
    max_size=14,
)


def told(events: list[tuple[str, object, object]]) -> History:
    history = History()
    for what, one, other in events:
        if what == "keep":
            history.keep(one, other)  # type: ignore[arg-type]
        elif not history.standing_versions:
            continue
        elif what == "take_back":
            versions = sorted(history.standing_versions)
            history.take_back(versions[int(str(one)) % len(versions)])
        else:
            history.change(Statement(what), one)  # type: ignore[arg-type]
    return history


@given(EVENTS, st.randoms())
def test_the_newest_answer_holds_for_every_version(
    events: list[tuple[str, object, object]], chance: object
) -> None:
    """In any order of keeps and changes the last word counts, however the rows are read."""
    history = told(events)
    if history.said is None:
        return
    shuffled = list(history.changes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    now = standing(
        history.version, history.said, shuffled, picture_stands=bool(history.standing_versions)
    )
    if history.standing_versions:
        assert now == SettledAnswers(Answer.YES, history.plan, history.talk)
        assert may_plan(now) is (history.plan is Answer.YES)
        assert may_rest_on_agreement(now) is (history.talk is Answer.YES)
    else:
        assert now == SettledAnswers(Answer.NO, None, None)
        assert not may_plan(now)
        assert not may_rest_on_agreement(now)


@given(st.dates(), ANSWERS, st.sampled_from(Statement), st.sampled_from(By))
def test_a_change_survives_its_record(
    day: date, answer: Answer, statement: Statement, by: By
) -> None:
    """What is sealed is what comes back."""
    change = Change(statement, answer, by, day if by is By.SAID_ALOUD else None)
    assert change_from_wire(change.to_wire()) == change


@pytest.mark.parametrize("answer", ["yes", "YES", "", None, 1, ["no"], Answer.YES])
def test_a_worker_can_never_record_a_yes(answer: object) -> None:
    """Whatever is sent, what a worker writes down is No or Not sure."""
    for statement in Statement:
        raw = {"statement": statement.value, "answer": answer, "said_on": TODAY.isoformat()}
        with pytest.raises(Problems) as refused:
            parse_said_aloud(raw, TODAY, TODAY)
        assert [fault.code for fault in refused.value.problems] == ["choose_one"]


def test_the_first_answer_taken_back_is_no() -> None:
    """Not sure about keeping is no half: the picture goes, so what is written says No."""
    raw = {"statement": "keep", "answer": "not_sure", "said_on": TODAY.isoformat()}
    assert parse_said_aloud(raw, TODAY, TODAY).answer is Answer.NO


@pytest.mark.parametrize(
    ("said_on", "code"),
    [
        ("", "said_missing"),
        (None, "said_missing"),
        ("24.11.2026", "said_date"),
        ("2026-13-01", "said_date"),
        ("2026-11-25", "said_future"),
        ("2025-01-01", "said_long_ago"),
        ("2026-11-19", "said_before"),
        ("2026-11-20", None),
        ("2026-11-24", None),
    ],
)
def test_the_day_on_which_it_was_said(said_on: object, code: str | None) -> None:
    """After the newest answer, not to come, not long ago: else the fault names its field."""
    raw = {"statement": "talk", "answer": "no", "said_on": said_on}
    answered = date(2026, 11, 20)
    if code is None:
        assert parse_said_aloud(raw, TODAY, answered).said_on == date.fromisoformat(str(said_on))
        return
    with pytest.raises(Problems) as refused:
        parse_said_aloud(raw, TODAY, answered if code == "said_before" else TODAY - timedelta(400))
    assert [fault.code for fault in refused.value.problems] == [code]


def test_what_the_young_person_may_change() -> None:
    """Two and three to anything; the first to No alone: what is gone does not come back."""
    for answer in Answer:
        for statement in (Statement.PLAN, Statement.TALK):
            assert changed_by_young_person(statement, answer).answer is answer
    assert changed_by_young_person(Statement.KEEP, Answer.NO).by is By.YOUNG_PERSON
    for answer in (Answer.YES, Answer.NOT_SURE):
        with pytest.raises(Invalid):
            changed_by_young_person(Statement.KEEP, answer)


def test_nothing_to_change_without_a_picture() -> None:
    """Once the last picture went there is nothing that two and three could be about."""
    change = changed_by_young_person(Statement.TALK, Answer.YES)
    for now in (None, SettledAnswers(Answer.NO, None, None)):
        with pytest.raises(Conflict, match="no_map_left"):
            check_possible(change, now)
    check_possible(change, SettledAnswers(Answer.YES, Answer.NO, Answer.NO))


def test_a_decision_locks_and_nothing_else_does() -> None:
    """A picture is destroyed, unless a recorded decision rests on it."""
    assert fate(decision_rests_on_it=False) is Fate.DESTROYED
    assert fate(decision_rests_on_it=True) is Fate.LOCKED


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("relation", list(Relation))
def test_a_locked_copy_is_for_the_data_protection_lead_alone(
    role: Role | None, relation: Relation
) -> None:
    """No worker, supervisor or administrator, however they stand to the case; and no tablet."""
    answer = may(
        Action.OPEN_LOCKED_COPY, role=role, relation=relation, purpose=Purpose.PLAN_TOGETHER
    )
    assert bool(answer) is (role is Role.DATA_PROTECTION and relation is Relation.NONE)
    assert not any(may_tablet(Action.OPEN_LOCKED_COPY, phase) for phase in Phase)
    assert not may_young_person(Action.OPEN_LOCKED_COPY)


def test_what_my_map_may_do_no_worker_may() -> None:
    """Seeing My map and a new answer are the young person's own; ending it is the worker's too."""
    assert set(YOUNG_PERSON_TABLE) == {
        Action.SEE_MY_MAP,
        Action.TAKE_COPY,
        Action.CHANGE_MIND,
        Action.END_RECEIPT,
    }
    for action in (Action.SEE_MY_MAP, Action.CHANGE_MIND, Action.MAKE_RECEIPT):
        for role in Role:
            for relation in Relation:
                assert not may(action, role=role, relation=relation, purpose=Purpose.PLAN_TOGETHER)
    for action in set(Action) - YOUNG_PERSON_TABLE:
        assert not may_young_person(action)
