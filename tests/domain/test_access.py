"""Rules 1, 4, 6 and 10: the access table refuses by default."""

from itertools import product

import pytest

from peermap_app.domain.access import (
    TABLE,
    TABLET_TABLE,
    Action,
    Allowed,
    Denied,
    Relation,
    may,
    may_tablet,
)
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.purpose import PURPOSES, Purpose, purpose_of

LISTS = (Action.LIST_CASES, Action.LIST_ALERTS)
RECORDS_CHECKERS = (Action.OPEN_LOCKED_COPY, Action.SUBJECT_ACCESS)
ABOUT_A_CASE = [
    action for action in Action if action in PURPOSES and action not in (*LISTS, *RECORDS_CHECKERS)
]

CROSSES = (
    Action.SEE_LINK,
    Action.FLAG_CASE,
    Action.SEE_FLAG,
    Action.SEE_ALERT,
    Action.ACK_ALERT,
    Action.WRITE_TOGETHER,
)


SECOND = (Action.SEE_SHARING, Action.AGREE_SHARING)
"""What a second person reads and says of a sharing without agreement."""

OUTLIVES = {
    action
    for action in Action
    if "drawing" in action or action in (Action.EXPORT_MAP, Action.ASK_LINK, Action.ANSWER_LINK)
}
"""What lasts longer than the hours for which somebody covers."""


@pytest.mark.parametrize("action", list(Action))
def test_nobody_may_do_anything(action: Action) -> None:
    """Without a role everything is refused, for every relation and purpose."""
    for relation, purpose in product(Relation, (None, *Purpose)):
        answer = may(action, role=None, relation=relation, purpose=purpose)
        assert answer == Denied("signed_out")
        assert not answer


@pytest.mark.parametrize("action", ABOUT_A_CASE)
def test_only_allocated_workers_touch_a_case(action: Action) -> None:
    """Of all roles and relations, only an allocated practitioner or supervisor gets to a case, and
    whoever has it for some hours to what does not outlive them; a linked worker to what crosses the
    link alone, and never for planning (rules 1 and 6); its supervisor to one look."""
    works = (Relation.ALLOCATED, Relation.COVERS)
    for role, relation in product(Role, Relation):
        if may(action, role=role, relation=relation, purpose=purpose_of(action)):
            assert role in (Role.PRACTITIONER, Role.SUPERVISOR)
            if action is Action.AGREE_LINK:
                # Asked about a link and no case; whose link that may be is for `link_agreed`.
                assert role is Role.SUPERVISOR
                continue
            if action in (Action.LOOK_AT_MAP, Action.SEE_TEAM_CASE, Action.FIND_COLLEAGUE):
                assert (role, relation) == (Role.SUPERVISOR, Relation.SUPERVISES)
                continue
            if relation is Relation.ALERTED:
                assert action in (Action.SEE_ALERT, Action.ACK_ALERT)
                continue
            if action in SECOND and relation is not Relation.ALLOCATED:
                # The second person of rule 5, for coordinating alone; never the worker who asks.
                assert role is Role.SUPERVISOR
                assert relation in (Relation.COVERS, Relation.SUPERVISES, Relation.ON_DUTY)
                continue
            assert relation in works or (relation is Relation.LINKED and action in CROSSES)
            assert relation is not Relation.COVERS or action not in OUTLIVES
            plan = may(action, role=role, relation=relation, purpose=Purpose.PLAN_TOGETHER)
            assert relation in works or not plan


def test_who_was_told_of_an_alert_has_that_alert_alone() -> None:
    """As a cover, on duty or as a supervisor: it is read and answered, for coordinating, and of
    what touches a case nothing else is."""
    allowed = {
        action
        for action, purpose in product(ABOUT_A_CASE, (None, *Purpose))
        if may(action, role=Role.PRACTITIONER, relation=Relation.ALERTED, purpose=purpose)
    }
    assert allowed == {Action.SEE_ALERT, Action.ACK_ALERT}
    for purpose in (None, Purpose.PLAN_TOGETHER):
        asked = {"role": Role.SUPERVISOR, "relation": Relation.ALERTED, "purpose": purpose}
        assert may(Action.SEE_ALERT, **asked) == Denied("wrong_purpose")


@pytest.mark.parametrize("action", [Action.ANSWER_CONSENT, Action.KEEP_MAP, Action.CHOOSE])
def test_a_worker_never_answers(action: Action) -> None:
    """Rule 4: answers come from the tablet alone, never from a worker's page."""
    for role, relation in product(Role, Relation):
        assert not may(action, role=role, relation=relation, purpose=purpose_of(action))


@pytest.mark.parametrize("action", list(PURPOSES))
def test_a_wrong_purpose_is_refused(action: Action) -> None:
    """Rule 1: what is asked for the other purpose, or for none, is refused as such."""
    for purpose in (None, *Purpose):
        if purpose in PURPOSES[action]:
            continue
        for role in Role:
            answer = may(action, role=role, relation=Relation.ALLOCATED, purpose=purpose)
            assert answer == Denied("wrong_purpose")


def test_maps_carry_one_purpose_and_links_the_other() -> None:
    """Rule 1: drawing and planning never carry "coordinate"; links and flags never "plan"."""
    plan, coordinate = {Purpose.PLAN_TOGETHER}, {Purpose.COORDINATE}
    assert all(PURPOSES[a] == plan for a in (Action.SEE_MAP, Action.KEEP_MAP, Action.PLAN_STEP))
    assert all(
        PURPOSES[a] == coordinate
        for a in (Action.ASK_LINK, Action.SEE_LINK, Action.FLAG_CASE, Action.SEE_ALERT)
    )


def test_an_administrator_reads_nothing() -> None:
    """No case, map, link, flag or alert for administrators and data protection leads."""
    for action, role, relation, purpose in product(
        ABOUT_A_CASE, (Role.ADMINISTRATOR, Role.DATA_PROTECTION), Relation, Purpose
    ):
        assert not may(action, role=role, relation=relation, purpose=purpose)


@pytest.mark.parametrize("action", RECORDS_CHECKERS)
def test_the_records_checkers_alone(action: Action) -> None:
    """A locked copy, and all that is held on one young person for them: nobody who works with a
    case, and nobody by standing to it in any way."""
    for role, relation, purpose in product(Role, Relation, (None, *Purpose)):
        if may(action, role=role, relation=relation, purpose=purpose):
            assert (role, relation) == (Role.DATA_PROTECTION, Relation.NONE)
            assert purpose is Purpose.PLAN_TOGETHER


def test_an_ended_allocation_says_so_to_the_record() -> None:
    """The access record learns why; the worker never does."""
    answer = may(
        Action.SEE_CASE,
        role=Role.PRACTITIONER,
        relation=Relation.WAS_ALLOCATED,
        purpose=Purpose.PLAN_TOGETHER,
    )
    assert answer == Denied("allocation_ended")


def test_what_is_not_in_the_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new action is refused to everybody until somebody gives it a row."""
    monkeypatch.delitem(TABLE, Action.SEE_CASE)
    answer = may(
        Action.SEE_CASE,
        role=Role.PRACTITIONER,
        relation=Relation.ALLOCATED,
        purpose=Purpose.PLAN_TOGETHER,
    )
    assert not answer


def test_every_action_has_a_row() -> None:
    """No action was forgotten."""
    assert set(TABLE) == set(Action)


def test_the_tablet_sees_nothing_of_a_case() -> None:
    """The tablet draws, chooses and keeps, each in its phase, and nothing else."""
    for action, phase in product(Action, Phase):
        answer = may_tablet(action, phase)
        assert isinstance(answer, Allowed) == (phase in TABLET_TABLE.get(action, ()))
    for action in (Action.SEE_CASE, Action.SEE_MAP, Action.SEE_FLAG, Action.LIST_CASES):
        assert may_tablet(action, Phase.DRAWING) == Denied("tablet_may_not")
    assert not may_tablet(Action.EDIT_DRAWING, Phase.CHOOSING)
    assert not may_tablet(Action.ANSWER_CONSENT, Phase.DRAWING)
    ended = [action for action in Action if may_tablet(action, Phase.ENDED)]
    assert ended == [Action.MAKE_RECEIPT]  # the card, right after keeping
    assert not any(may_tablet(action, Phase.ASKED) for action in Action)
