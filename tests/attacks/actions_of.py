"""Which action of the access table each method of a state asks for, first of all, about a case.

Beside `surface.tries`, and held together with it by `test_table`: a new method without a row here
fails, and so does one that asks for something else than it says.
"""

from __future__ import annotations

from peermap_app.domain.access import Action as A

ABOUT_A_CASE: dict[str, A] = {
    "CaseState.load": A.SEE_CASE,
    "CaseState.say_next_step": A.PLAN_STEP,
    "KeptMapState.load": A.SEE_MAP,
    "KeptMapState.note_later": A.NOTE_PRESENCE,
    "KeptMapState.draw_again": A.START_DRAWING,
    "MyMapState.said_aloud": A.NOTE_WITHDRAWAL,
    "MyMapState.end_card": A.END_RECEIPT,
    "LinkAskState.load": A.ASK_LINK,
    "LinkAskState.ask": A.ASK_LINK,
    "ReviewState.load": A.REVIEW_MAP,
    "ReviewState.answer": A.REVIEW_MAP,
    "WhoAgreedState.load": A.SEE_MAP,
    "WhoAgreedState.say": A.NOTE_PRESENCE,
    "FlagState.load": A.FLAG_CASE,
    "FlagState.send": A.FLAG_CASE,
    "FlagSentState.load": A.SEE_FLAG,
    "TeamCaseState.load": A.SEE_TEAM_CASE,
    "TeamCaseState.take_back": A.GIVE_TEMPORARY,
    "TeamGiveState.load": A.SEE_TEAM_CASE,
    "TeamGiveState.give": A.GIVE_TEMPORARY,
    "TeamGiveState.refuse": A.GIVE_TEMPORARY,
    "TeamLookState.load": A.SEE_TEAM_CASE,
    "TeamLookState.look": A.SEE_TEAM_CASE,
    "TeamLookState.put_away": A.SEE_TEAM_CASE,
    "DrawingState.load": A.SEE_DRAWING,
    "CloseCaseState.load": A.ASK_CLOSE,
    "CloseCaseState.ask": A.ASK_CLOSE,
}
"""What names a case by its id: the record holds the table's own reason for a refusal."""
MORE_OF_A_CASE: dict[str, A] = {
    "ReviewState, of a link": A.REVIEW_LINK,
    "ReviewState, of a flag": A.REVIEW_FLAG,
}
"""What the same methods ask for by what they are given."""
OF_NO_CASE: dict[str, A] = {
    "CasesState.load": A.LIST_CASES,
    "TeamState.load": A.SEE_TEAM,
    "TeamState.turn_to": A.SEE_TEAM,
    "TrayState.load": A.SEE_TRAY,
    "CoversState.load": A.SEE_COVERS,
    "OwnCoversState.load": A.SEE_ME,
    "DutyState.load": A.SET_DUTY,
    "DutyState.set_duty": A.SET_DUTY,
    "TemporaryAskState.load": A.ASK_TEMPORARY,
    "TemporaryAskState.ask": A.ASK_TEMPORARY,
    "LockedState.load": A.OPEN_LOCKED_COPY,
    "RecordState.load": A.SEE_ACCESS_RECORD,
    "DueState.load": A.SEE_DUE,
    "ClosingsState.load": A.AGREE_CLOSE,
    "MeState.load": A.SEE_ME,
}
"""What lists one's own, or names none: asked of whoever stands to no case."""
ELSEWHERE: dict[str, str] = {
    "AlertsState.load": "leads whoever has no cases to their own page, and asks LIST_ALERTS then",
    "AlertsState.choose_tab": "shows some of what the page holds already",
    "LiveState.enter": "who is signed in, and a number",
    "DutyState.give": "GIVE_TEMPORARY on the case of a reference: test_temporary",
    "LockedState.open_copy": "OPEN_LOCKED_COPY on the case of a reference: test_withdrawals",
    "LockedState.put_away": "empties the page",
    "RecordState.look": "SEE_ACCESS_RECORD, as its load",
    "RecordState.newest": "SEE_ACCESS_RECORD, as its load",
    "RecordState.older": "SEE_ACCESS_RECORD, as its load",
    **dict.fromkeys(
        (
            *(
                "AccountsState.load",
                "AccountsState.add",
                "AccountState.load",
                "AccountState.change",
            ),
            *(
                "AccountState.close",
                "AccountState.open_again",
                "TeamsState.load",
                "TeamsState.call",
            ),
            *("AllocationsState.load", "AllocationsState.ask", "HouseRulesState.load"),
            *("HouseRulesState.change", "AccountState.send_link"),
        ),
        "an administrator's, of no case: tests/services of the office",
    ),
    **dict.fromkeys(
        (
            *("AgreeState.load", "AgreeState.agree", "AgreeState.refuse"),
            *("LinkSecondState.load", "LinkSecondState.answer"),
            *("ImportsState.load", "ImportsState.agree", "ImportsState.refuse"),
        ),
        "what waits for a supervisor of the case's team: tests/services/test_waiting",
    ),
    **dict.fromkeys(
        ("ClosingsState.agree", "ClosingsState.not_yet", "DueState.erase", "DueState.hold"),
        "as its load, on what it lists: tests/services of endings",
    ),
    **dict.fromkeys(
        ("RecoveryState.load", "RecoveryState.agree", "RecoveryState.refuse"),
        "a supervisor's word on a link to sign in, of no case",
    ),
    **dict.fromkeys(
        ("CoversState.save", "CoversState.agree", "CoversState.refuse", "CoversState.end"),
        "a supervisor's of the worker's team, or an administrator's: tests/services/test_covers",
    ),
    "DueState.let_go": "as its load, on what it lists: tests/services of endings",
    **dict.fromkeys(
        ("DevicesState.load", "DevicesState.end", "DevicesState.end_others"),
        "one's own sessions, of no case",
    ),
}
"""What the walk does not ask of the table by itself, and why or where else."""
BY_WHAT_IS_THEIRS = ("LinkAnswerState.", "AlertState.")
"""Links and alerts are looked up among one's own first, with the same work whatever is named: what
is not theirs is refused as an unknown case (docs/decisions/links-and-what-the-asker-sees.md)."""
