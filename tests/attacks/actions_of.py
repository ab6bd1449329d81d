"""Which action of the access table each method of a state and each route asks for, first of all.

Beside `surface.tries`, and held together with it by `test_table`: a new one without a row here
fails, and so does one that asks for something else than it says.
"""

from __future__ import annotations

from peermap_app.domain.access import Action as A
from peermap_app.domain.cases import Role

ABOUT_A_CASE: dict[str, A] = {
    "CaseState.load": A.SEE_CASE,
    "CaseState.say_next_step": A.PLAN_STEP,
    "CaseState.take_back": A.END_LINK,
    "KeptMapState.load": A.SEE_MAP,
    "KeptMapState.note_later": A.NOTE_PRESENCE,
    "KeptMapState.draw_again": A.START_DRAWING,
    "MyMapState.said_aloud": A.NOTE_WITHDRAWAL,
    "MyMapState.end_card": A.END_RECEIPT,
    "LinkAskState.load": A.ASK_LINK,
    "LinkAskState.ask": A.ASK_LINK,
    "LinkAskState.keep_draft": A.WRITE_SHARING,
    "LinkAskState.throw_away": A.WRITE_SHARING,
    "ShareAskState.load": A.ASK_LINK,
    "ShareAskState.ask": A.SHARE_WITHOUT,
    "ShareAskState.keep_draft": A.WRITE_SHARING,
    "ShareAskState.throw_away": A.WRITE_SHARING,
    "SharingState.load": A.SEE_SHARING,
    "SharingState.send_now": A.SHARE_WITHOUT,
    "FindingState.load": A.ASK_COLLEAGUE,
    "FindingState.ask": A.ASK_COLLEAGUE,
    "TogetherState.load": A.SEE_LINK,
    "TogetherState.confirm": A.CONFIRM_LINK,
    "WhomState.load": A.MARK_WHOM,
    "WhomState.mark": A.MARK_WHOM,
    "TogetherState.write": A.SEE_LINK,
    "TogetherState.say_met": A.WRITE_TOGETHER,
    "TogetherState.end": A.END_LINK,
    "ReviewState.load": A.REVIEW_MAP,
    "ReviewState.answer": A.REVIEW_MAP,
    "WhoAgreedState.load": A.SEE_MAP,
    "WhoAgreedState.say": A.NOTE_PRESENCE,
    "FlagState.load": A.FLAG_CASE,
    "FlagState.send": A.FLAG_CASE,
    **dict.fromkeys(
        (
            *("HeldConnectionState.load", "HeldConnectionState.save"),
            "HeldConnectionState.take_away",
        ),
        A.SET_HELD,
    ),
    "FlagState.keep_draft": A.WRITE_FLAG,
    "FlagState.throw_away": A.WRITE_FLAG,
    "FlagSentState.load": A.SEE_FLAG,
    "FlagChangeState.load": A.CHANGE_FLAG,
    "FlagChangeState.send": A.CHANGE_FLAG,
    "TeamCaseState.load": A.SEE_TEAM_CASE,
    "TeamCaseState.take_back": A.GIVE_TEMPORARY,
    "TeamGiveState.load": A.SEE_TEAM_CASE,
    "TeamGiveState.give": A.GIVE_TEMPORARY,
    "TeamGiveState.refuse": A.GIVE_TEMPORARY,
    "TeamLookState.load": A.SEE_TEAM_CASE,
    "TeamLookState.look": A.SEE_TEAM_CASE,
    "TeamLookState.put_away": A.SEE_TEAM_CASE,
    **dict.fromkeys(
        (
            *("DrawingState.load", "DrawingState.note", "DrawingState.new_code"),
            *("DrawingState.that_is_ours", "DrawingState.not_ours"),
            *("DrawingState.carry_on", "DrawingState.end"),
        ),
        A.SEE_DRAWING,
    ),
    "DrawingState.again": A.START_DRAWING,
    "DutyState.give": A.GIVE_TEMPORARY,
    "CloseCaseState.load": A.ASK_CLOSE,
    "CloseCaseState.ask": A.ASK_CLOSE,
}
"""What names a case by its id: the record holds the table's own reason for a refusal."""
REVIEWS: dict[str, A] = {
    "map": A.REVIEW_MAP,
    "link": A.REVIEW_LINK,
    "flag": A.REVIEW_FLAG,
    "held": A.REVIEW_HELD,
}
"""What ReviewState asks for by the thing that it is given."""
OF_NO_CASE: dict[str, A] = {
    "CasesState.load": A.LIST_CASES,
    "TeamState.load": A.SEE_TEAM,
    "TeamState.turn_to": A.SEE_TEAM,
    "TrayState.load": A.SEE_TRAY,
    "CoversState.load": A.SEE_COVERS,
    "CoversState.agree": A.ANSWER_COVER,
    "CoversState.refuse": A.ANSWER_COVER,
    "CoversState.end": A.SET_COVER,
    "OwnCoversState.load": A.SEE_ME,
    **dict.fromkeys(
        ("HoursState.load", "HoursState.save", "HoursState.close", "HoursState.open_again"),
        A.SET_HOURS,
    ),
    **dict.fromkeys(
        ("AbsenceState.load", "AbsenceState.save", "AbsenceState.take_back"), A.SET_AWAY
    ),
    "DutyState.load": A.SET_DUTY,
    "DutyState.set_duty": A.SET_DUTY,
    "TemporaryAskState.load": A.ASK_TEMPORARY,
    "TemporaryAskState.ask": A.ASK_TEMPORARY,
    "LockedState.load": A.OPEN_LOCKED_COPY,
    "LockedState.open_copy": A.OPEN_LOCKED_COPY,
    **dict.fromkeys(
        ("RecordState.load", "RecordState.look", "RecordState.older", "RecordState.newest"),
        A.SEE_ACCESS_RECORD,
    ),
    "DueState.load": A.SEE_DUE,
    "DueState.erase": A.ERASE_DUE,
    "DueState.hold": A.HOLD_DUE,
    "DueState.let_go": A.HOLD_DUE,
    "ClosingsState.load": A.AGREE_CLOSE,
    "ClosingsState.agree": A.AGREE_CLOSE,
    "ClosingsState.not_yet": A.AGREE_CLOSE,
    "MeState.load": A.SEE_ME,
    "MeState.also_mail": A.CHOOSE_MAIL,
    "DevicesState.load": A.SEE_DEVICES,
    "DevicesState.end": A.END_DEVICE,
    "DevicesState.end_others": A.END_DEVICE,
    "PhonesState.end": A.END_PHONE,
    "PhonesState.try_out": A.TEST_PHONE,
    "PhonesState.set_quiet": A.SET_QUIET_HOURS,
    "RecoveryState.load": A.ANSWER_RECOVERY,
    "RecoveryState.agree": A.AGREE_RECOVERY,
    "RecoveryState.refuse": A.ANSWER_RECOVERY,
    **dict.fromkeys(
        ("AccountsState.load", "AccountState.load", "TeamsState.load", "AllocationsState.load"),
        A.SEE_ACCOUNTS,
    ),
    "AccountsState.add": A.ADD_WORKER,
    "AccountState.change": A.CHANGE_ACCOUNT,
    "AccountState.close": A.CLOSE_ACCOUNT,
    "AccountState.open_again": A.OPEN_ACCOUNT,
    "AccountState.send_link": A.ASK_RECOVERY,
    "TeamsState.call": A.CHANGE_TEAM,
    "AllocationsState.ask": A.ASK_ALLOCATION,
    "HouseRulesState.load": A.SEE_SETTINGS,
    **dict.fromkeys(
        (
            *("FlagKindsState.load", "FlagKindState.load", "FlagKindState.save"),
            *("FlagKindState.take_off", "FlagKindState.put_back"),
        ),
        A.SET_FLAG_KINDS,
    ),
    "UsualState.load": A.SET_UNUSUAL,
    "UsualState.change": A.SET_UNUSUAL,
    "LinkSecondState.load": A.AGREE_LINK,
    "LinkSecondState.answer": A.AGREE_LINK,
    "AgreeState.load": A.SEE_WAITING,
    "AgreeState.agree": A.ANSWER_ALLOCATION,
    "AgreeState.refuse": A.ANSWER_ALLOCATION,
    "ImportsState.agree": A.ANSWER_IMPORT,
    "ImportsState.refuse": A.ANSWER_IMPORT,
}
"""What lists one's own, or names no case: asked of whoever stands to none."""
AMONG_ONES_OWN: dict[str, A] = {
    "LinkAnswerState.load": A.SEE_LINK,
    "LinkAnswerState.accept": A.ANSWER_LINK,
    "LinkAnswerState.decline": A.ANSWER_LINK,
    "LinkAnswerState.keep_draft": A.WRITE_SHARING,
    "LinkAnswerState.throw_away": A.WRITE_SHARING,
    "ShareAcceptState.load": A.SEE_LINK,
    "ShareAcceptState.accept": A.SHARE_WITHOUT,
    "ShareAcceptState.keep_draft": A.WRITE_SHARING,
    "ShareAcceptState.throw_away": A.WRITE_SHARING,
    "SecondPersonState.load": A.SEE_SHARING,
    "SecondPersonState.answer": A.AGREE_SHARING,
    "FindingAnswerState.load": A.FIND_COLLEAGUE,
    "FindingAnswerState.answer": A.FIND_COLLEAGUE,
    "AlertState.load": A.SEE_ALERT,
    "AlertState.seen": A.ACK_ALERT,
    "AlertState.in_touch": A.ACK_ALERT,
    "DrawingState.ask": A.SEE_DRAWING,
    "DrawingState.seed": A.EDIT_DRAWING,
}
"""Links, alerts and drawings are looked up among one's own first, with the same work whatever is
named: what is not theirs is refused as a case that is not (docs/decisions/links-and-what-the-asker-
sees.md), whatever the role."""
NOT_THERE = {"unknown_case", "malformed_id"}
"""How such a refusal stands in the record."""
BY_ROLE: dict[str, dict[Role | None, A]] = {
    "AlertsState.load": {Role.PRACTITIONER: A.LIST_ALERTS, Role.SUPERVISOR: A.LIST_ALERTS},
    "LiveState.enter": {Role.SUPERVISOR: A.LIST_CASES},
    # A worker with nothing to acknowledge (up to 0) reads nothing, and no row is written.
    "LiveState.shown": dict.fromkeys((Role.ADMINISTRATOR, Role.DATA_PROTECTION), A.ACK_DELIVERY),
    "CoversState.save": {Role.ADMINISTRATOR: A.ASK_COVER, None: A.SET_COVER},
    "PhonesState.load": {Role.PRACTITIONER: A.SEE_PHONES, Role.SUPERVISOR: A.SEE_PHONES},
    "PhonesState.changed": {Role.PRACTITIONER: A.SEE_PHONES, Role.SUPERVISOR: A.SEE_PHONES},
    "ImportsState.load": {Role.SUPERVISOR: A.SEE_WAITING, None: A.SEE_ACCOUNTS},
}
"""What first looks at the role, to lead somebody to the page that is theirs; None: every other."""
ASKS_NOTHING: dict[str, str] = {
    "AlertsState.not_now": "puts away a card of the page itself",
    "AlertsState.choose_tab": "shows some of what the page holds already",
    "LockedState.put_away": "empties the page",
    "DrawingState.edits": "of a page that has read no drawing; else its drawing's own right",
    "DrawingState.dot": "as edits",
    "DrawingState.watch": "opens a part of the page",
    "DrawingState.ask_end": "opens a part of the page",
    "DrawingState.left": "the page hears no more",
}
"""What reads and changes nothing of anybody's, and why."""
OF_A_TABLET = ("TabletState.", "ReceiptState.")
"""Held by TABLET_TABLE; of a worker they are turned away before anything is asked."""

ROUTES: dict[str, A] = {
    "GET /signing-in": A.SEE_FACTORS,
    "GET /signing-in/app": A.ADD_FACTOR,
    "POST /signing-in/app": A.ADD_FACTOR,
    "POST /signing-in/codes": A.NEW_RECOVERY_CODES,
    "GET /signing-in/rename/{factor_id}": A.SEE_FACTORS,
    "POST /signing-in/rename/{factor_id}": A.RENAME_FACTOR,
    "GET /signing-in/remove/{factor_id}": A.SEE_FACTORS,
    "POST /signing-in/remove/{factor_id}": A.REMOVE_FACTOR,
    "POST /signing-in/passkey/ask": A.ADD_FACTOR,
    "POST /signing-in/passkey": A.ADD_FACTOR,
    "POST /confirm/passkey/ask": A.SEE_FACTORS,
    "POST /confirm/passkey": A.CONFIRM_SELF,
    "GET /confirm": A.SEE_FACTORS,
    "POST /confirm": A.SEE_FACTORS,
    "GET /change-password": A.CHANGE_PASSWORD,
    "POST /change-password": A.CHANGE_PASSWORD,
    "GET /what-is-held": A.SUBJECT_ACCESS,
    "POST /what-is-held": A.SUBJECT_ACCESS,
    "POST /imports/file": A.ASK_IMPORT,
    "POST /phone": A.ADD_PHONE,
    "POST /phone/end": A.END_PHONE,
}
"""Each method and address of ours that names no case."""
ROUTES_OF_A_CASE: dict[str, A] = {
    "GET /cases/{case_id}/maps/{version}/record.pdf": A.EXPORT_MAP,
    "GET /cases/{case_id}/maps/{version}/picture.pdf": A.EXPORT_MAP,
    "GET /cases/{case_id}/maps/{version}/picture.png": A.EXPORT_MAP,
}
ROUTES_AMONG_ONES_OWN: dict[str, A] = {"POST /hand-over": A.HAND_OVER}
ROUTES_THAT_ASK_NOTHING: dict[str, str] = {
    **dict.fromkeys(
        (
            *("GET /sign-in", "POST /sign-in", "POST /sign-in/passkey/ask"),
            *("POST /sign-in/passkey", "GET /forgotten", "POST /forgotten"),
            *("GET /sign-in/code", "POST /sign-in/code", "GET /sign-in/set-up"),
            *("POST /sign-in/set-up", "GET /recover/{token}", "POST /recover/{token}"),
        ),
        "a door, for whoever is not here yet",
    ),
    **dict.fromkeys(
        ("GET /signing-in/codes", "GET /signing-in/passkey", "GET /confirm/done"),
        "a form or a link without anything in it",
    ),
    **dict.fromkeys(
        ("POST /sign-out", "GET /still", "POST /here", "GET /healthz", "GET /away"),
        "one's own session, or nobody's",
    ),
    **dict.fromkeys(
        ("POST /phone-renew", "POST /reached"),
        "a browser that takes pushes, by a cookie or a reference that open nothing: test_push",
    ),
    **dict.fromkeys(
        (
            *("POST /lock", "GET /unlock", "POST /unlock"),
            *("POST /unlock/passkey/ask", "POST /unlock/passkey"),
        ),
        "UNLOCK, of a session that is locked, which nobody's is here: tests of the idle lock",
    ),
    **dict.fromkeys(
        ("GET /join", "POST /join", "GET /join/{token}", "POST /join/{token}"),
        "a tablet's door, closed to a browser in which a worker is signed in",
    ),
    **dict.fromkeys(
        (
            *("GET /my-map", "POST /my-map", "GET /my-map/still", "POST /my-map/close"),
            *("GET /my-map/end", "POST /my-map/end", "GET /my-map/{token}"),
            *("POST /my-map/{token}", "GET /my-map/mind/{what}", "POST /my-map/mind/{what}"),
            *("GET /my-map/take/{version}", "GET /my-map/take/{version}/{form}"),
            *("GET /my-map/{rest:path}", "POST /my-map/{rest:path}"),
        ),
        "a young person's, by a cookie of their own: YOUNG_PERSON_TABLE",
    ),
}
"""What asks nothing of a worker's standing, and why."""
