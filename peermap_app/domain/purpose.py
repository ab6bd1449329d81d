"""The two purposes of PeerMap, and no third (rule 1); the two levels of the guidance."""

from enum import StrEnum

from .actions import Action


class Purpose(StrEnum):
    """Why something is read or shared. Checked on every read and share, not only recorded."""

    PLAN_TOGETHER = "plan"
    """Plan safety together with this young person: drawing a map and planning from it."""
    COORDINATE = "coordinate"
    """Coordinate work with linked young people from what is already held: links and flags."""


class Level(StrEnum):
    """Contextual Safeguarding's levels of work. Never to be confused with a threshold."""

    ONE = "level_1"
    """One young person."""
    TWO = "level_2"
    """A friendship or peer group, or a place."""


_PLAN, _COORDINATE = Purpose.PLAN_TOGETHER, Purpose.COORDINATE

PURPOSES: dict[Action, frozenset[Purpose]] = {
    Action.START_DRAWING: frozenset({_PLAN}),
    Action.CONFIRM_TABLET: frozenset({_PLAN}),
    Action.TURN_AWAY_TABLET: frozenset({_PLAN}),
    Action.HAND_OVER: frozenset({_PLAN}),
    Action.SEE_DRAWING: frozenset({_PLAN}),
    Action.EDIT_DRAWING: frozenset({_PLAN}),
    Action.END_DRAWING: frozenset({_PLAN}),
    Action.NOTE_PRESENCE: frozenset({_PLAN}),
    Action.CHOOSE: frozenset({_PLAN}),
    Action.ANSWER_CONSENT: frozenset({_PLAN}),
    Action.KEEP_MAP: frozenset({_PLAN}),
    Action.SEE_MAP: frozenset({_PLAN}),
    Action.EXPORT_MAP: frozenset({_PLAN}),
    Action.REVIEW_MAP: frozenset({_PLAN}),
    Action.REVIEW_LINK: frozenset({_COORDINATE}),
    Action.REVIEW_FLAG: frozenset({_COORDINATE}),
    Action.REVIEW_HELD: frozenset({_COORDINATE}),
    Action.SEE_HELD: frozenset({_COORDINATE}),
    Action.SET_HELD: frozenset({_COORDINATE}),
    Action.MAKE_RECEIPT: frozenset({_PLAN}),
    Action.END_RECEIPT: frozenset({_PLAN}),
    Action.SEE_MY_MAP: frozenset({_PLAN}),
    Action.TAKE_COPY: frozenset({_PLAN}),
    Action.CHANGE_MIND: frozenset({_PLAN}),
    Action.NOTE_WITHDRAWAL: frozenset({_PLAN}),
    Action.OPEN_LOCKED_COPY: frozenset({_PLAN}),
    Action.SUBJECT_ACCESS: frozenset({_PLAN}),  # what was held to plan with them, given to them
    Action.PLAN_STEP: frozenset({_PLAN}),
    Action.SEE_TEAM_CASE: frozenset({_PLAN}),
    Action.LOOK_AT_MAP: frozenset({_PLAN}),
    Action.ASK_LINK: frozenset({_COORDINATE}),
    Action.SEE_LINK: frozenset({_COORDINATE}),
    Action.ANSWER_LINK: frozenset({_COORDINATE}),
    Action.END_LINK: frozenset({_COORDINATE}),
    Action.CONFIRM_LINK: frozenset({_COORDINATE}),
    Action.MARK_WHOM: frozenset({_COORDINATE}),
    Action.WRITE_TOGETHER: frozenset({_COORDINATE}),
    Action.ASK_COLLEAGUE: frozenset({_COORDINATE}),
    Action.FIND_COLLEAGUE: frozenset({_COORDINATE}),
    Action.AGREE_LINK: frozenset({_COORDINATE}),
    Action.SHARE_WITHOUT: frozenset({_COORDINATE}),
    Action.SEE_SHARING: frozenset({_COORDINATE}),
    Action.AGREE_SHARING: frozenset({_COORDINATE}),
    Action.WRITE_SHARING: frozenset({_COORDINATE}),
    Action.FLAG_CASE: frozenset({_COORDINATE}),
    Action.WRITE_FLAG: frozenset({_COORDINATE}),
    Action.CHANGE_FLAG: frozenset({_COORDINATE}),
    Action.SEE_FLAG: frozenset({_COORDINATE}),
    Action.LIST_ALERTS: frozenset({_COORDINATE}),
    Action.SEE_ALERT: frozenset({_COORDINATE}),
    Action.ACK_ALERT: frozenset({_COORDINATE}),
    Action.ESCALATE_ALERT: frozenset({_COORDINATE}),
    # A case page shows both the map and the links of one case; neither purpose reads the other's
    # data by it: `cases.open_case` asks for each part by `Unit.part`, for that part's own purpose.
    Action.SEE_CASE: frozenset({_PLAN, _COORDINATE}),
    Action.LIST_CASES: frozenset({_PLAN, _COORDINATE}),
}
"""Which purpose an action may carry; actions without a row touch no young person's data."""


SAID = frozenset(
    {
        Action.SEE_DRAWING,
        Action.KEEP_MAP,
        Action.SEE_MAP,
        Action.EXPORT_MAP,
        Action.OPEN_LOCKED_COPY,
        Action.SEE_MY_MAP,
        Action.TAKE_COPY,
        Action.SEE_TEAM_CASE,
        Action.LOOK_AT_MAP,
        Action.SUBJECT_ACCESS,
        Action.REVIEW_MAP,
        Action.REVIEW_LINK,
        Action.REVIEW_FLAG,
        Action.REVIEW_HELD,
        Action.SEE_HELD,
        Action.SET_HELD,
        Action.PLAN_STEP,
        Action.ASK_LINK,
        Action.SEE_LINK,
        Action.ANSWER_LINK,
        Action.END_LINK,
        Action.CONFIRM_LINK,
        Action.MARK_WHOM,
        Action.WRITE_TOGETHER,
        Action.ASK_COLLEAGUE,
        Action.FIND_COLLEAGUE,
        Action.AGREE_LINK,
        Action.SHARE_WITHOUT,
        Action.SEE_SHARING,
        Action.AGREE_SHARING,
        Action.WRITE_SHARING,
        Action.FLAG_CASE,
        Action.WRITE_FLAG,
        Action.CHANGE_FLAG,
        Action.SEE_FLAG,
        Action.LIST_ALERTS,
        Action.SEE_ALERT,
        Action.ACK_ALERT,
    }
)
"""What reads or shares a map, a drawing, a plan or a link (a flag and its alerts are what crosses
one): whoever asks says what for, and nothing is assumed.

A caller that says nothing, or the other purpose, is refused and recorded as `wrong_purpose`. The
rest of `PURPOSES` has one purpose that follows from it, and gives nobody anything to read:
- SEE_CASE and LIST_CASES carry both: a case page asks for its map, its links and its flags each by
  `Unit.part`, which says the purpose; the list shows references, and counts of what waits;
- START_DRAWING, CONFIRM_TABLET, TURN_AWAY_TABLET, HAND_OVER, CHOOSE and END_DRAWING move a drawing
  on, and EDIT_DRAWING adds to it; what is on it is read by SEE_DRAWING, and starting from a kept
  map asks for SEE_MAP;
- NOTE_PRESENCE, ANSWER_CONSENT, CHANGE_MIND and NOTE_WITHDRAWAL write down what was said, and show
  the answers alone;
- MAKE_RECEIPT and END_RECEIPT make and end a card; what it opens is read by SEE_MY_MAP."""


def unsaid(action: Action) -> Purpose | None:
    """The purpose of an asker who named none: None where it must be said."""
    return None if action in SAID else purpose_of(action)


def purpose_of(action: Action) -> Purpose:
    """The purpose that an action carries when there is only one; pages of a case plan together."""
    purposes = PURPOSES.get(action, frozenset({_PLAN}))
    return _PLAN if _PLAN in purposes else _COORDINATE
