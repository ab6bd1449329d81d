"""The phases of a drawing, and which move leads from one to the next (rules 3 and 4)."""

from enum import StrEnum
from typing import Literal

from .errors import Conflict, Invalid


class Phase(StrEnum):
    """Where a drawing stands."""

    OFFERED = "offered"
    """A link and a code are out; no device has taken them."""
    ASKED = "asked"
    """A device took it; the worker must say "That's our tablet"."""
    READY = "ready"
    """The tablet shows the page before drawing."""
    DRAWING = "drawing"
    CHOOSING = "choosing"
    """Your map, your say: the board stands still."""
    LATER = "later"
    """Put by on the young person's own Yes, until the worker's session ends."""
    ENDED = "ended"


class Ending(StrEnum):
    """How a drawing ended."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    NOT_TODAY = "not_today"
    ENDED_BY_WORKER = "ended_by_worker"
    SIGNED_OUT = "signed_out"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a drawing."""

    TAKE = "take"
    CONFIRM = "confirm"
    TURN_AWAY = "turn_away"
    HAND_OVER = "hand_over"
    """The worker's own device becomes the drawing's: nobody needs to say that it is theirs."""
    START = "start"
    NOT_TODAY = "not_today"
    FINISH = "finish"
    GO_BACK = "go_back"
    KEEP = "keep"
    DONT_KEEP = "dont_keep"
    LATER = "later"
    CARRY_ON = "carry_on"
    END = "end"
    OFFER_AGAIN = "offer_again"


Actor = Literal["tablet", "worker", "system"]

_T: tuple[Actor, ...] = ("tablet",)
_W: tuple[Actor, ...] = ("worker",)
_LIVE = tuple(phase for phase in Phase if phase is not Phase.ENDED)

MOVES: dict[tuple[Phase, Move], tuple[tuple[Actor, ...], Phase]] = {
    (Phase.OFFERED, Move.TAKE): (_T, Phase.ASKED),
    (Phase.OFFERED, Move.HAND_OVER): (_W, Phase.READY),
    (Phase.ASKED, Move.CONFIRM): (_W, Phase.READY),
    (Phase.ASKED, Move.TURN_AWAY): (_W, Phase.OFFERED),
    (Phase.READY, Move.START): (_T, Phase.DRAWING),
    (Phase.READY, Move.NOT_TODAY): (_T, Phase.ENDED),
    (Phase.DRAWING, Move.FINISH): (_T, Phase.CHOOSING),
    (Phase.CHOOSING, Move.GO_BACK): (_T, Phase.DRAWING),
    (Phase.CHOOSING, Move.KEEP): (_T, Phase.ENDED),
    (Phase.CHOOSING, Move.DONT_KEEP): (_T, Phase.ENDED),
    (Phase.CHOOSING, Move.LATER): (_T, Phase.LATER),
    (Phase.LATER, Move.CARRY_ON): (("tablet", "worker"), Phase.DRAWING),
    (Phase.LATER, Move.DONT_KEEP): (_T, Phase.ENDED),
    **{(phase, Move.END): (("worker", "system"), Phase.ENDED) for phase in _LIVE},
    **{(phase, Move.OFFER_AGAIN): (_W, Phase.OFFERED) for phase in _LIVE},
}
"""(phase, move) -> (who may, next phase). What is not here cannot happen."""


def step(phase: Phase, move: Move, actor: Actor, *, before: Phase | None = None) -> Phase:
    """The next phase. Raises Conflict `not_now`.

    `before`: the phase that stood when the drawing was offered again (a lost or flat tablet);
    confirming the new tablet, or handing over, returns to it: the board goes on where it was.
    """
    row = MOVES.get((phase, move))
    if row is None or actor not in row[0]:
        raise Conflict("not_now")
    if move in (Move.CONFIRM, Move.HAND_OVER) and before in RETURNABLE:
        return before
    return row[1]


RETURNABLE = (Phase.READY, Phase.DRAWING, Phase.CHOOSING, Phase.LATER)
"""Phases to which a newly confirmed tablet returns."""


def before_offer(phase: Phase, before: Phase | None = None) -> Phase | None:
    """What to remember at OFFER_AGAIN: the phase to return to; an earlier memory is kept."""
    return phase if phase in RETURNABLE else before


def may_edit(phase: Phase) -> bool:
    """Edits are taken while drawing only: while choosing the board stands still for everybody."""
    return phase is Phase.DRAWING


def worker_sees_board(phase: Phase) -> bool:
    """The worker's device shows the board while drawing only; then, only that they choose."""
    return phase is Phase.DRAWING


CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels (no words), and none of 0, 1, I, L, O, U that are misread."""
CODE_LENGTH = 6
OFFER_MINUTES = 10


def parse_code(raw: object) -> str:
    """The typed code, upper-cased, spaces and hyphens out.

    Raises Invalid `code_missing`; `code_shape` where it is too short or too long; `code_wrong`, as
    for any code that opens nothing, where six signs were typed and one of them is in no code.
    """
    if not isinstance(raw, str) or len(raw) > 40:
        raise Invalid("code_shape", field="code")
    code = "".join(sign for sign in raw.upper() if not sign.isspace() and sign not in "-–—")
    if not code:
        raise Invalid("code_missing", field="code")
    if len(code) != CODE_LENGTH:
        raise Invalid("code_shape", field="code")
    if any(sign not in CODE_ALPHABET for sign in code):
        raise Invalid("code_wrong", field="code")
    return code
