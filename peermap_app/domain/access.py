"""Who may do what: one literal table, and whatever is not in it is refused (rules 1, 6 and 10).

A worker's standing to a case is a `Relation`; nothing else about them counts. Purpose is part of
the question, so that reading for the wrong one is refused and can be recorded as such.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from .actions import Action
from .cases import Role
from .drawing import Phase
from .purpose import PURPOSES, Purpose

__all__ = [
    "SYSTEM_TABLE",
    "TABLE",
    "TABLET_TABLE",
    "WITHOUT_ALLOCATION",
    "YOUNG_PERSON_TABLE",
    "Action",
    "Allowed",
    "Denied",
    "Relation",
    "carries",
    "may",
    "may_system",
    "may_tablet",
    "may_young_person",
]


class Relation(StrEnum):
    """How a worker stands to a case today."""

    ALLOCATED = "allocated"
    WAS_ALLOCATED = "was_allocated"
    SUPERVISES = "supervises"
    """Is a supervisor of the case's team, or the one whom the case names."""
    COVERS = "covers"
    """A supervisor gave them the case for some hours, and these are not over."""
    ON_DUTY = "on_duty"
    """Is the duty supervisor of the case's team at this moment, and supervises none of it."""
    LINKED = "linked"
    """Allocated today to the other end of an accepted link: one hop, and not a case's own eyes."""
    ALERTED = "alerted"
    """Was told of one flag over a link of this case, as a cover, on duty or as its supervisor: that
    alert alone, whatever else they are to the case."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes. True in a condition."""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why: a code for the access record. False in a condition.

    Whether the asker may see the reason is for the caller: about a case that is not theirs, they
    only ever see "not found".
    """

    reason: str

    def __bool__(self) -> Literal[False]:
        return False


_WORKERS = (Role.PRACTITIONER, Role.SUPERVISOR)
_ALLOCATED = frozenset((role, Relation.ALLOCATED) for role in _WORKERS)
_EVERY_WORKER = frozenset((role, relation) for role in _WORKERS for relation in Relation)
_SIGNED_IN = frozenset((role, relation) for role in Role for relation in Relation)
_ADMINISTRATOR = frozenset({(Role.ADMINISTRATOR, Relation.NONE)})
_SUPERVISOR = frozenset({(Role.SUPERVISOR, Relation.NONE)})
_RECORDS_CHECKER = frozenset({(Role.DATA_PROTECTION, Relation.NONE)})
_NOBODY: frozenset[tuple[Role, Relation]] = frozenset()
_WORKS_WITH = _ALLOCATED | frozenset((role, Relation.COVERS) for role in _WORKERS)
"""Who covers reads and acts as the allocated worker would tonight. Not theirs is what outlives
these hours: drawing and keeping, paper, links (docs/decisions/teams-and-temporary.md)."""
_SUPERVISORS = frozenset((Role.SUPERVISOR, relation) for relation in Relation)
_SUPERVISES = frozenset({(Role.SUPERVISOR, Relation.SUPERVISES)})
_ON_DUTY = frozenset({(Role.SUPERVISOR, Relation.ON_DUTY)})
_SECOND = frozenset(
    (Role.SUPERVISOR, relation)
    for relation in (Relation.ALLOCATED, Relation.COVERS, Relation.SUPERVISES, Relation.ON_DUTY)
)
"""Who may be the second person: a supervisor of the case may work with it as well."""
_LINKED = frozenset((role, Relation.LINKED) for role in _WORKERS)
"""What crosses an accepted link, one hop and for coordinating alone: `Unit.across` asks it."""

_ALERTED = frozenset((role, Relation.ALERTED) for role in _WORKERS)

TABLE: dict[Action, frozenset[tuple[Role, Relation]]] = {
    Action.LIST_CASES: _EVERY_WORKER,  # lists their own alone
    Action.SEE_CASE: _WORKS_WITH,
    Action.START_DRAWING: _ALLOCATED,
    Action.CONFIRM_TABLET: _ALLOCATED,
    Action.TURN_AWAY_TABLET: _ALLOCATED,
    Action.HAND_OVER: _ALLOCATED,
    Action.SEE_DRAWING: _ALLOCATED,
    Action.EDIT_DRAWING: _ALLOCATED,
    Action.END_DRAWING: _ALLOCATED,
    Action.NOTE_PRESENCE: _ALLOCATED,
    Action.CHOOSE: _NOBODY,  # the tablet alone
    Action.ANSWER_CONSENT: _NOBODY,  # never from a worker's page (rule 4)
    Action.KEEP_MAP: _NOBODY,
    Action.SEE_MAP: _WORKS_WITH,
    Action.EXPORT_MAP: _ALLOCATED,
    Action.REVIEW_MAP: _ALLOCATED,
    Action.REVIEW_LINK: _ALLOCATED,
    Action.REVIEW_FLAG: _ALLOCATED,
    Action.REVIEW_HELD: _ALLOCATED,
    Action.SEE_HELD: _WORKS_WITH,  # over no link: it never leaves its case
    Action.SET_HELD: _ALLOCATED,
    Action.MAKE_RECEIPT: _NOBODY,  # the tablet alone, right after keeping
    Action.END_RECEIPT: _WORKS_WITH,
    Action.SEE_MY_MAP: _NOBODY,  # the young person alone
    Action.TAKE_COPY: _NOBODY,  # a worker's printing of it is EXPORT_MAP
    Action.CHANGE_MIND: _NOBODY,  # never by a worker: a worker can never record a Yes
    Action.NOTE_WITHDRAWAL: _WORKS_WITH,
    Action.OPEN_LOCKED_COPY: _RECORDS_CHECKER,
    Action.PLAN_STEP: _WORKS_WITH,
    Action.ASK_LINK: _ALLOCATED,
    Action.SEE_LINK: _WORKS_WITH | _LINKED,
    Action.ANSWER_LINK: _ALLOCATED,
    Action.END_LINK: _ALLOCATED,
    Action.CONFIRM_LINK: _ALLOCATED,
    Action.MARK_WHOM: _ALLOCATED,
    Action.WRITE_TOGETHER: _ALLOCATED | _LINKED,  # from a case of their own; both sides read it
    Action.ASK_COLLEAGUE: _ALLOCATED,
    Action.FIND_COLLEAGUE: _SUPERVISES,  # not whoever works with the case: it would be their own
    Action.COLLEAGUE_OVER: _NOBODY,  # PeerMap's own
    Action.AGREE_LINK: _SUPERVISOR,  # of a link of their own team's cases alone
    Action.SHARE_WITHOUT: _ALLOCATED,
    # The duty supervisor outside working hours alone, and nobody their own (`sharing_second`).
    Action.SEE_SHARING: _ALLOCATED | _SECOND,
    Action.AGREE_SHARING: _SECOND,
    Action.WRITE_SHARING: _ALLOCATED,
    Action.SHARING_OVER: _NOBODY,  # PeerMap's own
    Action.FLAG_CASE: _WORKS_WITH | _LINKED,  # their own case is flagged, the linked one is told
    Action.WRITE_FLAG: _WORKS_WITH,
    Action.CHANGE_FLAG: _WORKS_WITH,
    Action.SEE_FLAG: _WORKS_WITH | _LINKED,
    Action.LIST_ALERTS: _EVERY_WORKER,  # lists their own alone
    Action.SEE_ALERT: _ALLOCATED | _LINKED | _ALERTED,
    Action.ACK_ALERT: _ALLOCATED | _LINKED | _ALERTED,
    Action.ACK_DELIVERY: _EVERY_WORKER,  # of alerts to themself alone
    Action.ESCALATE_ALERT: _NOBODY,  # by itself, when its time comes
    Action.SEE_TEAM: _SUPERVISORS,  # lists their own team alone
    Action.SEE_TEAM_CASE: _SUPERVISES,
    Action.LOOK_AT_MAP: _SUPERVISES,
    Action.GIVE_TEMPORARY: _SUPERVISES | _ON_DUTY,
    Action.ASK_TEMPORARY: _EVERY_WORKER,  # by a reference that they know; tells them nothing
    Action.SET_DUTY: _SUPERVISORS,  # for their own team alone
    Action.SET_HOURS: _SUPERVISOR,  # of their own team alone
    Action.SEE_COVERS: _SUPERVISOR | _ADMINISTRATOR,
    Action.SET_AWAY: frozenset((role, Relation.NONE) for role in _WORKERS),  # their own alone
    Action.SET_COVER: _SUPERVISOR,  # in their own team alone, never naming themself
    Action.ASK_COVER: _ADMINISTRATOR,
    Action.ANSWER_COVER: _SUPERVISOR,  # in their own team alone, never their own ask
    Action.ASK_CLOSE: _ALLOCATED,
    Action.AGREE_CLOSE: frozenset({(Role.SUPERVISOR, Relation.NONE)}),  # of their own team alone
    Action.CLOSE_CASE: _NOBODY,  # follows from AGREE_CLOSE and IMPORT, or from IMPORT's day
    Action.SEE_DUE: _RECORDS_CHECKER,
    Action.HOLD_DUE: _RECORDS_CHECKER,
    Action.ERASE_DUE: _RECORDS_CHECKER,
    Action.SUBJECT_ACCESS: _RECORDS_CHECKER,
    Action.SEE_ME: _SIGNED_IN,
    Action.CHOOSE_MAIL: _EVERY_WORKER,  # for themself alone
    Action.SEE_DEVICES: _SIGNED_IN,  # their own alone, as the next
    Action.END_DEVICE: _SIGNED_IN,
    Action.SEE_PHONES: _EVERY_WORKER,  # their own alone, as the next four: who gets alerts
    Action.ADD_PHONE: _EVERY_WORKER,
    Action.END_PHONE: _EVERY_WORKER,
    Action.TEST_PHONE: _EVERY_WORKER,
    Action.SET_QUIET_HOURS: _EVERY_WORKER,
    Action.CHANGE_PASSWORD: _SIGNED_IN,  # their own, with the old one
    Action.SEE_FACTORS: _SIGNED_IN,  # their own alone, as all five below
    Action.ADD_FACTOR: _SIGNED_IN,
    Action.RENAME_FACTOR: _SIGNED_IN,
    Action.REMOVE_FACTOR: _SIGNED_IN,
    Action.NEW_RECOVERY_CODES: _SIGNED_IN,
    Action.CONFIRM_SELF: _SIGNED_IN,
    Action.UNLOCK: _SIGNED_IN,
    Action.ASK_RECOVERY: _ADMINISTRATOR,
    # Whose: `domain/recovery.py`.
    Action.ANSWER_RECOVERY: _SUPERVISOR | _RECORDS_CHECKER | _ADMINISTRATOR,
    Action.AGREE_RECOVERY: _SUPERVISOR | _RECORDS_CHECKER | _ADMINISTRATOR,
    Action.SEE_TRAY: _SUPERVISOR | _RECORDS_CHECKER | _ADMINISTRATOR,  # their own alone
    Action.SEE_ACCESS_RECORD: _RECORDS_CHECKER,
    Action.IMPORT: _ADMINISTRATOR,
    Action.ADD_WORKER: _ADMINISTRATOR,
    Action.ROTATE_KEY: _ADMINISTRATOR,
    Action.SEE_ACCOUNTS: _ADMINISTRATOR,
    Action.CHANGE_ACCOUNT: _ADMINISTRATOR,
    Action.CLOSE_ACCOUNT: _ADMINISTRATOR,
    Action.OPEN_ACCOUNT: _ADMINISTRATOR,
    Action.CHANGE_TEAM: _ADMINISTRATOR,
    Action.SEE_SETTINGS: _ADMINISTRATOR,
    Action.SET_FLAG_KINDS: _ADMINISTRATOR,
    Action.SET_UNUSUAL: _RECORDS_CHECKER,  # an administrator sees the figures, and is watched
    Action.ASK_ALLOCATION: _ADMINISTRATOR,
    Action.ASK_IMPORT: _ADMINISTRATOR,
    Action.ANSWER_IMPORT: _SUPERVISOR,
    Action.SEE_WAITING: _SUPERVISOR,  # of their own team's cases alone
    Action.ANSWER_ALLOCATION: _SUPERVISOR,
    Action.TAKE_FACTORS: _ADMINISTRATOR,  # by no page: in pages its owner does it, by a link
    Action.RESET_PASSWORD: _ADMINISTRATOR,
}
"""(role, relation) pairs that may; an action that is missing here is refused to everybody."""


WITHOUT_ALLOCATION = frozenset(
    {
        Action.OPEN_LOCKED_COPY,
        Action.SUBJECT_ACCESS,
        Action.SEE_TEAM_CASE,
        Action.LOOK_AT_MAP,
        Action.GIVE_TEMPORARY,
        Action.SEE_SHARING,
        Action.AGREE_SHARING,
        Action.FIND_COLLEAGUE,
    }
)
"""What opens one case for somebody who does not work with it; the table says for whom."""


def carries(action: Action, purpose: Purpose | None) -> Allowed | Denied:
    """Whether an action may be asked for this purpose, by whomever (rule 1): a worker, the tablet

    of a drawing, a young person in My map. Reason: `wrong_purpose`.
    """
    purposes = PURPOSES.get(action)
    if purposes is not None and purpose not in purposes:
        return Denied("wrong_purpose")
    return Allowed()


def may(
    action: Action,
    *,
    role: Role | None,
    relation: Relation,
    purpose: Purpose | None = None,
) -> Allowed | Denied:
    """Whether a worker of this role and relation may do this for this purpose.

    Reasons: `signed_out`, `wrong_purpose`, `allocation_ended`, `role_may_not`, `not_allocated`.
    """
    if role is None:
        return Denied("signed_out")
    carried = carries(action, purpose)
    if isinstance(carried, Denied):
        return carried
    rows = TABLE.get(action, _NOBODY)
    if (role, relation) in rows:
        return Allowed()
    if not any(row_role is role for row_role, _ in rows):
        return Denied("role_may_not")
    if relation is Relation.WAS_ALLOCATED:
        return Denied("allocation_ended")
    return Denied("not_allocated")


TABLET_TABLE: dict[Action, frozenset[Phase]] = {
    Action.CHOOSE: frozenset({Phase.READY, Phase.DRAWING, Phase.CHOOSING, Phase.LATER}),
    Action.SEE_DRAWING: frozenset({Phase.DRAWING, Phase.CHOOSING}),
    Action.EDIT_DRAWING: frozenset({Phase.DRAWING}),
    Action.ANSWER_CONSENT: frozenset({Phase.CHOOSING}),
    Action.KEEP_MAP: frozenset({Phase.CHOOSING}),
    Action.MAKE_RECEIPT: frozenset({Phase.ENDED}),  # ended by keeping, and only just
}
"""What the tablet that joined may do, by the phase of its drawing. It sees nothing of any case."""


def may_tablet(action: Action, phase: Phase) -> Allowed | Denied:
    """Whether the tablet of a drawing may do this now. Reasons: `tablet_may_not`, `not_now`."""
    phases = TABLET_TABLE.get(action)
    if phases is None:
        return Denied("tablet_may_not")
    return Allowed() if phase in phases else Denied("not_now")


YOUNG_PERSON_TABLE = frozenset(
    {Action.SEE_MY_MAP, Action.TAKE_COPY, Action.CHANGE_MIND, Action.END_RECEIPT}
)
"""What a young person may do in My map, with the card and the PIN that they chose: nothing else."""


def may_young_person(action: Action) -> Allowed | Denied:
    """Whether My map may do this. Reason: `young_person_may_not`."""
    return Allowed() if action in YOUNG_PERSON_TABLE else Denied("young_person_may_not")


SYSTEM_TABLE = frozenset(
    {
        Action.CLOSE_CASE,
        Action.ESCALATE_ALERT,
        Action.SHARING_OVER,
        Action.COLLEAGUE_OVER,
    }
)
"""What PeerMap does by itself when its time comes: what somebody who may said beforehand."""


def may_system(action: Action) -> Allowed | Denied:
    """Whether PeerMap may do this by itself. Reason: `system_may_not`."""
    return Allowed() if action in SYSTEM_TABLE else Denied("system_may_not")
