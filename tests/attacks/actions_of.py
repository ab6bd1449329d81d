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
}
"""What names a case by its id: the record holds the table's own reason for a refusal."""
OF_NO_CASE: dict[str, A] = {
    "CasesState.load": A.LIST_CASES,
    "AlertsState.load": A.LIST_ALERTS,
    "AlertsState.choose_tab": A.LIST_ALERTS,
    "TeamState.load": A.SEE_TEAM,
    "TeamState.turn_to": A.SEE_TEAM,
    "DutyState.load": A.SET_DUTY,
    "DutyState.set_duty": A.SET_DUTY,
    "TemporaryAskState.load": A.ASK_TEMPORARY,
    "TemporaryAskState.ask": A.ASK_TEMPORARY,
    "LockedState.load": A.OPEN_LOCKED_COPY,
    "MeState.load": A.SEE_ME,
}
"""What lists one's own, or names none: asked of whoever stands to no case."""
BY_WHAT_IS_THEIRS = ("LinkAnswerState.", "AlertState.")
"""Links and alerts are looked up among one's own first, with the same work whatever is named: what
is not theirs is refused as an unknown case (docs/decisions/links-and-what-the-asker-sees.md)."""
