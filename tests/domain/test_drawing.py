"""The phases of a drawing: who can move it where, and that nothing else can."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.drawing import (
    CODE_ALPHABET,
    CODE_LENGTH,
    MOVES,
    RETURNABLE,
    Actor,
    Move,
    Phase,
    before_offer,
    may_edit,
    parse_code,
    step,
    worker_sees_board,
)
from peermap_app.domain.errors import Conflict, Invalid

ACTORS: tuple[Actor, ...] = get_args(Actor)


def test_only_the_table_moves_a_drawing() -> None:
    """Every phase, move and actor that the table does not hold is refused."""
    for phase, move, actor in product(Phase, Move, ACTORS):
        row = MOVES.get((phase, move))
        if row is not None and actor in row[0]:
            assert step(phase, move, actor) is row[1]
        else:
            with pytest.raises(Conflict, match="not_now"):
                step(phase, move, actor)


def test_an_ended_drawing_stays_ended() -> None:
    """Rule 3: nothing leads out of ENDED."""
    for move, actor in product(Move, ACTORS):
        with pytest.raises(Conflict):
            step(Phase.ENDED, move, actor)


def test_only_the_tablet_says_what_is_kept() -> None:
    """Rule 4: keeping, not keeping and finishing later are the young person's alone."""
    for move, actor in product((Move.KEEP, Move.DONT_KEEP, Move.LATER), ("worker", "system")):
        for phase in Phase:
            with pytest.raises(Conflict):
                step(phase, move, actor)


def test_nothing_is_kept_but_from_choosing() -> None:
    """There is one way to KEEP, and it leads from choosing."""
    assert [phase for phase, move in MOVES if move is Move.KEEP] == [Phase.CHOOSING]


def test_a_tablet_must_be_confirmed() -> None:
    """Taking the code shows nothing: only the worker's confirmation leads on."""
    assert step(Phase.OFFERED, Move.TAKE, "tablet") is Phase.ASKED
    with pytest.raises(Conflict):
        step(Phase.ASKED, Move.START, "tablet")
    with pytest.raises(Conflict):
        step(Phase.ASKED, Move.CONFIRM, "tablet")
    assert step(Phase.ASKED, Move.TURN_AWAY, "worker") is Phase.OFFERED


def test_while_choosing_the_board_stands_still() -> None:
    """Rule 4: edits while drawing only, and the worker sees the board then only."""
    assert [phase for phase in Phase if may_edit(phase)] == [Phase.DRAWING]
    assert [phase for phase in Phase if worker_sees_board(phase)] == [Phase.DRAWING]


@pytest.mark.parametrize("phase", [Phase.READY, Phase.DRAWING, Phase.CHOOSING, Phase.LATER])
def test_another_tablet_goes_on_where_the_first_was(phase: Phase) -> None:
    """Offered again, taken and confirmed, the drawing returns to the phase that it was in."""
    before = before_offer(phase)
    now = step(phase, Move.OFFER_AGAIN, "worker")
    before = before_offer(now, before)
    now = step(now, Move.TAKE, "tablet")
    assert step(now, Move.CONFIRM, "worker", before=before) is phase


@given(st.lists(st.tuples(st.sampled_from(Move), st.sampled_from(ACTORS)), max_size=40))
def test_no_row_of_moves_draws_without_a_confirmed_tablet(moves: list[tuple[Move, Actor]]) -> None:
    """However the moves come, nobody draws before a worker confirmed or handed over a device."""
    phase, confirmed, before = Phase.OFFERED, False, None
    for move, actor in moves:
        try:
            after = step(phase, move, actor, before=before)
        except Conflict:
            continue
        if move in (Move.CONFIRM, Move.HAND_OVER):
            confirmed = True
        if move is Move.OFFER_AGAIN:
            before = before_offer(phase, before)
        phase = after
        assert confirmed or phase in (Phase.OFFERED, Phase.ASKED, Phase.ENDED)


def test_handing_over_needs_no_yes_to_the_tablet() -> None:
    """From an offer straight to the first page, or back to where the drawing was; only from one."""
    assert step(Phase.OFFERED, Move.HAND_OVER, "worker") is Phase.READY
    for before in RETURNABLE:
        assert step(Phase.OFFERED, Move.HAND_OVER, "worker", before=before) is before
    for phase in Phase:
        for actor in ACTORS:
            if (phase, actor) != (Phase.OFFERED, "worker"):
                with pytest.raises(Conflict, match="not_now"):
                    step(phase, Move.HAND_OVER, actor)


def test_a_code_is_typed_as_people_type() -> None:
    """Spaces, hyphens and small letters are fine; anything else is not a code."""
    assert parse_code(" 7kd-4qm ") == "7KD4QM"
    for raw in ("7KD4Q", "7KD4QMM", None, 123456, "x" * 5000):
        with pytest.raises(Invalid, match="code_shape"):
            parse_code(raw)
    for raw in ("7KD4Q0", "AAAAAA", "７KD4QM"):  # six were typed: not told to count them again
        with pytest.raises(Invalid, match="code_wrong"):
            parse_code(raw)
    with pytest.raises(Invalid, match="code_missing"):
        parse_code("  ")
    assert not set(CODE_ALPHABET) & set("0O1ILUAE")
    assert len(CODE_ALPHABET) ** CODE_LENGTH > 2**28
