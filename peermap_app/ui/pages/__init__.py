"""Every page: its address, what it shows, what runs when it opens, and its title.

Titles carry nothing of a case: they stand in history lists and on shared screens (rule 11).
"""

from collections.abc import Callable
from typing import NamedTuple

import reflex as rx

from peermap_app.state.absence import AbsenceState
from peermap_app.state.alert import AlertState
from peermap_app.state.alerts import AlertsState
from peermap_app.state.case import CaseState
from peermap_app.state.cases import CasesState
from peermap_app.state.closing import CloseCaseState, ClosingsState
from peermap_app.state.covers import CoversState, OwnCoversState
from peermap_app.state.devices import DevicesState
from peermap_app.state.drawing import DrawingState
from peermap_app.state.due import DueState
from peermap_app.state.duty import DutyState
from peermap_app.state.finding import FindingAnswerState, FindingState
from peermap_app.state.flag import FlagState
from peermap_app.state.flag_change import FlagChangeState
from peermap_app.state.flag_kinds import FlagKindsState, FlagKindState
from peermap_app.state.flag_sent import FlagSentState
from peermap_app.state.held_connections import HeldConnectionState
from peermap_app.state.hours import HoursState
from peermap_app.state.house_rules import HouseRulesState
from peermap_app.state.imports import ImportsState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.state.link_answer import LinkAnswerState
from peermap_app.state.link_ask import LinkAskState
from peermap_app.state.link_second import LinkSecondState
from peermap_app.state.live import LiveState
from peermap_app.state.locked import LockedState
from peermap_app.state.me import MeState
from peermap_app.state.office import (
    AccountsState,
    AccountState,
    AgreeState,
    AllocationsState,
    TeamsState,
)
from peermap_app.state.receipt import ReceiptState
from peermap_app.state.record import RecordState
from peermap_app.state.recovery import RecoveryState
from peermap_app.state.review import ReviewState
from peermap_app.state.share_without import ShareAcceptState, ShareAskState
from peermap_app.state.sharing import SecondPersonState, SharingState
from peermap_app.state.tablet import TabletState
from peermap_app.state.team import TeamCaseState, TeamState
from peermap_app.state.team_give import TeamGiveState, TemporaryAskState
from peermap_app.state.team_look import TeamLookState
from peermap_app.state.together import TogetherState
from peermap_app.state.tray import TrayState
from peermap_app.state.usual import UsualState
from peermap_app.state.web_push import PhonesState
from peermap_app.state.who_agreed import WhoAgreedState
from peermap_app.state.whom import WhomState
from peermap_app.ui.idle_lock.lock import behind
from peermap_app.ui.pages import (
    absence,
    accounts,
    alert,
    alerts,
    allocations,
    case,
    cases,
    close_case,
    closings,
    covers,
    drawing,
    due,
    duty,
    finding,
    flag,
    flag_change,
    flag_kinds,
    flag_sent,
    held_connection,
    hours,
    house_rules,
    imports,
    kept_map,
    link_answer,
    link_ask,
    link_second,
    locked,
    me,
    not_found,
    record,
    recovery,
    review,
    share_without,
    sharing,
    tablet,
    take_map,
    team,
    team_case,
    team_give,
    team_look,
    teams,
    temporary_ask,
    together,
    tray,
    who_agreed,
    whom,
)
from peermap_app.ui.speaking import address, spoken_in
from peermap_app.words.absence_words import TITLES as ABSENCE_TITLES
from peermap_app.words.cover_words import TITLES as COVER_TITLES
from peermap_app.words.finding_words import TITLES as FINDING_TITLES
from peermap_app.words.flag_change_words import TITLES as CHANGE_TITLES
from peermap_app.words.flag_kind_words import TITLES as KIND_TITLES
from peermap_app.words.held_connection_words import TITLES as HELD_TITLES
from peermap_app.words.hours_words import TITLES as HOURS_TITLES
from peermap_app.words.languages import ENGLISH, offered
from peermap_app.words.link_words import TITLES as LINK_TITLES
from peermap_app.words.second_words import TITLES as SECOND_TITLES
from peermap_app.words.sharing_words import TITLES as SHARING_TITLES
from peermap_app.words.team_words import TITLES as TEAM_TITLES
from peermap_app.words.tray_words import TITLES as TRAY_TITLES
from peermap_app.words.worker_pages import TITLES


class Route(NamedTuple):
    """One page. `on_load` runs when it opens and again after a reconnect."""

    path: str
    page: Callable[[], rx.Component]
    on_load: tuple[rx.event.EventHandler, ...]
    title: str


_TITLES = {
    **TITLES,
    **SHARING_TITLES,
    **FINDING_TITLES,
    **TEAM_TITLES,
    **TRAY_TITLES,
    **COVER_TITLES,
    **SECOND_TITLES,
    **HOURS_TITLES,
    **ABSENCE_TITLES,
    **KIND_TITLES,
    **LINK_TITLES,
    **CHANGE_TITLES,
    **HELD_TITLES,
}


def _worker(path: str, page: Callable[[], rx.Component], load: object, title: str) -> Route:
    return Route(path, behind(page), (load, LiveState.enter), _TITLES[title])


ROUTES: tuple[Route, ...] = (
    _worker("/", alerts.page, AlertsState.load, "alerts"),
    _worker("/alerts", alerts.page, AlertsState.load, "alerts"),
    _worker("/alerts/[alert_id]", alert.page, AlertState.load, "alert"),
    _worker("/cases", cases.page, CasesState.load, "cases"),
    _worker("/cases/[case_id]", case.page, CaseState.load, "case"),
    _worker("/cases/[case_id]/maps/[version]", kept_map.page, KeptMapState.load, "map"),
    _worker(
        "/cases/[case_id]/maps/[version]/take",
        spoken_in(ENGLISH, take_map.page),
        KeptMapState.load,
        "take",
    ),
    _worker("/cases/[case_id]/draw", drawing.page, DrawingState.load, "draw"),
    _worker("/cases/[case_id]/link", link_ask.page, LinkAskState.load, "link_ask"),
    _worker("/cases/[case_id]/links/[link_id]", together.page, TogetherState.load, "together"),
    _worker("/cases/[case_id]/link/without", share_without.asking, ShareAskState.load, "without"),
    _worker("/links/[link_id]/without", share_without.accepting, ShareAcceptState.load, "without"),
    _worker("/cases/[case_id]/sharings/[sharing_id]", sharing.page, SharingState.load, "sharing"),
    _worker(
        "/agree/sharing/[sharing_id]", sharing.second, SecondPersonState.load, "sharing_second"
    ),
    _worker("/cases/[case_id]/colleague", finding.page, FindingState.load, "finding"),
    _worker(
        "/agree/colleagues/[ask_id]", finding.answer, FindingAnswerState.load, "finding_answer"
    ),
    _worker(
        "/cases/[case_id]/links/[link_id]/end", together.end_page, TogetherState.load, "link_end"
    ),
    _worker("/cases/[case_id]/links/[link_id]/whom", whom.page, WhomState.load, "whom"),
    _worker("/cases/[case_id]/agreed", who_agreed.page, WhoAgreedState.load, "who_agreed"),
    _worker("/cases/[case_id]/again/[thing]", review.page, ReviewState.load, "review"),
    _worker(
        "/cases/[case_id]/held/[held_id]",
        held_connection.page,
        HeldConnectionState.load,
        "held_connection",
    ),
    _worker("/cases/[case_id]/flag", flag.page, FlagState.load, "flag"),
    _worker("/links/[link_id]", link_answer.page, LinkAnswerState.load, "link_answer"),
    _worker("/flags/[flag_id]", flag_sent.page, FlagSentState.load, "flag_sent"),
    _worker("/flags/[flag_id]/change/[act]", flag_change.page, FlagChangeState.load, "flag_change"),
    _worker("/waiting", tray.page, TrayState.load, "tray"),
    _worker("/team", team.page, TeamState.load, "team"),
    _worker("/team/[case_id]", team_case.page, TeamCaseState.load, "team_case"),
    _worker("/team/[case_id]/give", team_give.page, TeamGiveState.load, "team_give"),
    _worker("/team/[case_id]/asks/[ask_id]", team_give.page, TeamGiveState.load, "team_give"),
    _worker("/team/[case_id]/look", team_look.page, TeamLookState.load, "team_look"),
    _worker("/covers", covers.page, CoversState.load, "covers"),
    _worker("/hours", hours.page, HoursState.load, "hours"),
    _worker("/absence", absence.page, AbsenceState.load, "absence"),
    _worker("/duty", duty.page, DutyState.load, "duty"),
    _worker("/ask", temporary_ask.page, TemporaryAskState.load, "temporary_ask"),
    _worker("/cases/[case_id]/close", close_case.page, CloseCaseState.load, "close_case"),
    _worker("/closings", closings.page, ClosingsState.load, "closings"),
    _worker("/due", due.page, DueState.load, "due"),
    _worker("/locked", locked.page, LockedState.load, "locked"),
    _worker("/recovery", recovery.page, RecoveryState.load, "recovery"),
    _worker("/accounts", accounts.page, AccountsState.load, "accounts"),
    _worker("/accounts/[worker_id]", accounts.one, AccountState.load, "account"),
    _worker("/teams", teams.page, TeamsState.load, "teams"),
    _worker("/allocations", allocations.page, AllocationsState.load, "allocations"),
    _worker("/imports", imports.page, ImportsState.load, "imports"),
    _worker("/settings", house_rules.page, HouseRulesState.load, "settings"),
    _worker("/flag-kinds", flag_kinds.page, FlagKindsState.load, "flag_kinds"),
    _worker("/flag-kinds/[code]", flag_kinds.one, FlagKindState.load, "flag_kind"),
    _worker("/agree/links/[link_id]", link_second.page, LinkSecondState.load, "link_second"),
    _worker("/agree", allocations.agree, AgreeState.load, "agree"),
    Route(
        "/me",
        behind(me.page),
        (MeState.load, DevicesState.load, OwnCoversState.load, PhonesState.load, LiveState.enter),
        TITLES["me"],
    ),
    Route(
        "/record",
        behind(record.page),
        (RecordState.load, UsualState.load, LiveState.enter),
        _TITLES["record"],
    ),
    *(
        Route(
            address("/draw", language),
            spoken_in(language, tablet.page),
            (TabletState.load, ReceiptState.load),
            TITLES["tablet"],
        )
        for language in offered()
    ),
    Route("404", behind(not_found.page), (LiveState.enter,), TITLES["not_found"]),
)
