"""Every remote endpoint there is, read from the app itself, and what an attacker sends to each.

`tries` names each public method of our states; a method that is not named here fails the test.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import reflex as rx
from reflex.state import BaseState

from peermap_app.api.routes import ROUTES as OWN_ROUTES
from peermap_app.domain.flag_changes import What
from peermap_app.ui.pages import ROUTES as PAGES
from tests.attacks import confidential as s
from tests.attacks.seed import Target, edits
from tests.attacks.wire import ROOT
from tests.builders import a_flag_form, a_held_form, a_sharing_form, a_step_form

WITHOUT = {"position": "refused", "urgent": "yes", "lawful": "s47"}
OURS, REFLEX = "peermap_app.", "reflex."


@dataclass(frozen=True, slots=True)
class Try:
    """One event. `asks` says that it asks for a case, so that a refusal must be recorded."""

    name: str
    payload: dict[str, Any] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    path: str = "/"
    asks: bool = False


def handlers(module: str) -> Iterator[tuple[type[BaseState], str]]:
    """Every state whose class lives under this module, with each of its remote methods."""
    waiting: list[type[BaseState]] = [rx.State]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.get_substates())
        if kind.__module__.startswith(module):
            yield from ((kind, name) for name in kind.event_handlers)


def short(kind: type[BaseState], name: str) -> str:
    """`CaseState.load`."""
    return f"{kind.__name__}.{name}"


def full(wanted: str) -> str:
    """The name that goes over the wire for `CaseState.load`."""
    names = {short(kind, name): kind for kind, name in handlers("")}
    return f"{names[wanted].get_full_name()}.{wanted.partition('.')[2]}"


def our_methods() -> set[str]:
    """What `tries` must name. `setvar` is Reflex's own on each state, see `reflexes`."""
    return {short(kind, name) for kind, name in handlers(OURS) if name != "setvar"}


def tries(target: Target) -> list[Try]:
    """Well-shaped events with true ids of somebody else's."""
    return [
        *_reading(target),
        *_typing(target),
        *_answering(target),
        *_administering(target),
        *_drawing(target),
        *_on_a_tablet(),
    ]


def _reading(t: Target) -> list[Try]:
    case, at = {"case_id": t.case}, f"/cases/{t.case}"
    other = {"case_id": t.other_case}
    return [
        Try("CaseState.load", params=case, path=at, asks=True),
        Try("CaseState.load", params=other, path=f"/cases/{t.other_case}", asks=True),
        Try(
            "KeptMapState.load",
            params={**case, "version": t.version},
            path=f"{at}/maps/{t.version}",
            asks=True,
        ),
        Try("LinkAskState.load", params=case, path=f"{at}/link", asks=True),
        Try("ShareAskState.load", params=case, path=f"{at}/link/without", asks=True),
        Try(
            "SharingState.load",
            params={**case, "sharing_id": t.link},
            path=f"{at}/sharings/{t.link}",
            asks=True,
        ),
        Try(
            "ShareAcceptState.load",
            params={"link_id": t.asked_link},
            path=f"/links/{t.asked_link}/without",
            asks=True,
        ),
        Try(
            "SecondPersonState.load",
            params={"sharing_id": t.link},
            path=f"/agree/sharing/{t.link}",
            asks=True,
        ),
        Try("FindingState.load", params=case, path=f"{at}/colleague", asks=True),
        Try(
            "FindingAnswerState.load",
            params={"ask_id": t.link},
            path=f"/agree/colleagues/{t.link}",
            asks=True,
        ),
        Try(
            "TogetherState.load",
            params={**case, "link_id": t.link},
            path=f"{at}/links/{t.link}",
            asks=True,
        ),
        *(
            Try(
                "ReviewState.load",
                params={**case, "thing": thing},
                path=f"{at}/again/{thing}",
                asks=True,
            )
            for thing in _things(t)
        ),
        Try("WhoAgreedState.load", params=case, path=f"{at}/agreed", asks=True),
        *(
            Try(
                "HeldConnectionState.load",
                params={**case, "held_id": held},
                path=f"{at}/held/{held}",
                asks=True,
            )
            for held in ("new", t.held)
        ),
        Try("FlagState.load", params=case, path=f"{at}/flag", asks=True),
        Try(
            "LinkAnswerState.load",
            params={"link_id": t.asked_link},
            path=f"/links/{t.asked_link}",
            asks=True,
        ),
        Try("LinkAnswerState.load", params={"link_id": t.link}, path=f"/links/{t.link}", asks=True),
        Try("AlertState.load", params={"alert_id": t.alert}, path=f"/alerts/{t.alert}", asks=True),
        Try("FlagSentState.load", params={"flag_id": t.flag}, path=f"/flags/{t.flag}", asks=True),
        *(
            Try(
                "FlagChangeState.load",
                params={"flag_id": t.flag, "act": what},
                path=f"/flags/{t.flag}/change/{what}",
                asks=True,
            )
            for what in What
        ),
        Try("CasesState.load", path="/cases"),
        Try("TeamState.load", path="/team"),
        Try("TeamState.turn_to", {"page": 1}, path="/team"),
        Try("TeamCaseState.load", params=case, path=f"/team/{t.case}", asks=True),
        Try("TeamGiveState.load", params=case, path=f"/team/{t.case}/give", asks=True),
        Try("TeamLookState.load", params=case, path=f"/team/{t.case}/look", asks=True),
        Try("TrayState.load", path="/waiting"),
        Try("CoversState.load", path="/covers"),
        Try("OwnCoversState.load", path="/me"),
        Try("LinkSecondState.load", params={"link_id": t.link}, path=f"/agree/links/{t.link}"),
        Try("HoursState.load", path="/hours"),
        Try("AbsenceState.load", path="/absence"),
        Try("DutyState.load", path="/duty"),
        Try("TemporaryAskState.load", path="/ask"),
        Try("LockedState.load", path="/locked"),
        Try("DueState.load", path="/due"),
        Try("ClosingsState.load", path="/closings"),
        Try("CloseCaseState.load", params=case, path=f"{at}/close", asks=True),
        Try("LockedState.put_away", path="/locked"),
        Try("RecordState.load", path="/record"),
        Try("RecordState.look", {"form": {"reason": "worry", "reference": s.CASE}}, path="/record"),
        Try("RecordState.older", path="/record"),
        Try("RecordState.newest", path="/record"),
        Try("UsualState.load", path="/record"),
        Try("UsualState.change", {"form": {"many_cases": "0", "weekends": "0"}}, path="/record"),
        Try("AccountsState.load", path="/accounts"),
        Try("AccountState.load", params={"worker_id": t.workers["sam"]}, path="/accounts/sam"),
        Try("TeamsState.load", path="/teams"),
        Try("AllocationsState.load", path="/allocations"),
        Try("AgreeState.load", path="/agree"),
        Try("AlertsState.load", path="/alerts"),
        Try("AlertsState.choose_tab", {"tab": "all"}),
        Try("AlertsState.not_now"),
        Try("LiveState.enter"),
        Try("LiveState.shown", {"number": 0}),
        Try("MeState.load", path="/me"),
        Try("MeState.also_mail", {"also": True}, path="/me"),
        Try("RecoveryState.load", path="/recovery"),
        Try("RecoveryState.agree", {"ask_id": t.link}, path="/recovery"),
        Try("RecoveryState.refuse", {"ask_id": t.link}, path="/recovery"),
        Try("DevicesState.load", path="/me"),
        Try("DevicesState.end", {"session_id": t.link}, path="/me"),
        Try("DevicesState.end_others", path="/me"),
        Try("PhonesState.load", path="/me"),
        Try("PhonesState.changed", path="/me"),
        Try("PhonesState.end", {"phone_id": t.link}, path="/me"),
        Try("PhonesState.try_out", {"phone_id": t.link}, path="/me"),
        Try("PhonesState.set_quiet", {"form": {"begins": "22:00", "ends": "07:00"}}, path="/me"),
    ]


def _typing(t: Target) -> list[Try]:
    case = {"case_id": t.case}
    sharing = a_sharing_form(review=t.review, reference=s.FOREIGN_CASE)
    note = {"present_worker_only": "on", "understanding_own_words": "on"}
    flag = {**case, "form_id": uuid.uuid4().hex, **a_flag_form(), f"tell_{t.link}": "on"}
    return [
        Try(
            "CaseState.say_next_step",
            {"form": {**case, **a_step_form(review=t.review)}},
            asks=True,
        ),
        Try(
            "KeptMapState.note_later",
            {"form": {**case, "version": t.version, "consent_id": t.consent, **note}},
            asks=True,
        ),
        Try("KeptMapState.draw_again", {"form": {**case, "version": t.version}}, asks=True),
        Try(
            "MyMapState.said_aloud", {"form": {**case, "version": t.version, **_said()}}, asks=True
        ),
        Try("TeamCaseState.take_back", {**case, "temporary_id": t.link}, asks=True),
        Try("TeamGiveState.give", {"form": {**case, **_given()}}, asks=True),
        Try("TeamGiveState.give", {"form": {**case, "ask_id": t.link, **_given()}}, asks=True),
        Try("TeamGiveState.refuse", {**case, "ask_id": t.link}, asks=True),
        Try(
            "TeamLookState.look", {"form": {**case, "version": "1", "why": "A review."}}, asks=True
        ),
        Try("TeamLookState.put_away", case, asks=True),
        Try("DutyState.set_duty", {"form": {"duty_email": "jo@quorum.example"}}, path="/duty"),
        Try("DutyState.give", {"form": {"reference": s.CASE, **_given()}}, path="/duty"),
        Try("HoursState.save", {"form": {"opens_monday": "09:00"}}, path="/hours"),
        Try("HoursState.close", {"form": {"closed": "2020-01-01"}}, path="/hours"),
        Try("HoursState.open_again", {"day": "2020-01-01"}, path="/hours"),
        Try("AbsenceState.save", {"form": {"away_from": "2020-01-01"}}, path="/absence"),
        Try("AbsenceState.take_back", {"absence_id": t.link}, path="/absence"),
        Try("CoversState.save", {"form": _cover(t)}, path="/covers"),
        Try("CoversState.agree", {"cover_id": t.link}, path="/covers"),
        Try("CoversState.refuse", {"cover_id": t.link}, path="/covers"),
        Try("CoversState.end", {"cover_id": t.link}, path="/covers"),
        Try("TemporaryAskState.ask", {"form": {"reference": s.CASE, "why": ""}}, path="/ask"),
        Try("LockedState.open_copy", {"form": _locked()}, path="/locked"),
        Try("DueState.erase", {"form": {f"due_case-{t.case}": "yes"}}, path="/due"),
        Try(
            "DueState.hold",
            {"form": {"reference": s.CASE, "reason": "no", "review": t.review}},
            path="/due",
        ),
        Try("DueState.let_go", {"case_id": t.case}, path="/due"),
        Try("CloseCaseState.ask", {"form": {**case, "reason": "done"}}, asks=True),
        Try(
            "LinkSecondState.answer",
            {"form": {"link_id": t.link, "agree": "yes", "why": "It is well."}},
            path="/agree",
        ),
        Try("ClosingsState.agree", {"closing_id": t.case}, path="/closings"),
        Try("ClosingsState.not_yet", {"closing_id": t.case}, path="/closings"),
        Try("MyMapState.end_card", {"case_id": t.case}, asks=True),
        Try("LinkAskState.ask", {"form": {**case, **sharing}}, asks=True),
        Try(
            "WhomState.load",
            params={**case, "link_id": t.link},
            path=f"/cases/{t.case}/links/{t.link}/whom",
            asks=True,
        ),
        Try("WhomState.mark", {"form": {**_over(t), "person": "nobody"}}, asks=True),
        Try("ShareAskState.ask", {"form": {**case, **sharing, **WITHOUT}}, asks=True),
        *_half_written({**case, **sharing}, t.case, "LinkAskState", "ShareAskState"),
        Try(
            "SharingState.send_now",
            {"form": {**case, "sharing_id": t.link, "send_why": "Now."}},
            asks=True,
        ),
        Try(
            "SecondPersonState.answer",
            {"form": {"sharing_id": t.link, "agree": "yes", "why": "It is well."}},
            asks=True,
        ),
        Try("FindingState.ask", {"form": {**case, "helps": "Year 10."}}, asks=True),
        Try(
            "FindingAnswerState.answer",
            {"form": {"ask_id": t.link, "found": "yes", "reference": s.FOREIGN_CASE}},
            asks=True,
        ),
        Try("TogetherState.write", {"form": {**_over(t), "note": "We met."}}, asks=True),
        Try("TogetherState.say_met", {"form": {**_over(t), "next": t.review}}, asks=True),
        Try("TogetherState.confirm", {**case, "link_id": t.link}, asks=True),
        Try("CaseState.take_back", {**case, "link_id": t.link}, asks=True),
        Try(
            "TogetherState.end",
            {"form": {**case, "link_id": t.link, "why": ""}},
            asks=True,
        ),
        *(
            Try(
                "ReviewState.answer",
                {"form": {**case, "thing": thing, **_still_so(t)}},
                asks=True,
            )
            for thing in _things(t)
        ),
        Try(
            "WhoAgreedState.say",
            {"form": {**case, "agreed_who": "not_asked", "agreed_because": "It was late."}},
            asks=True,
        ),
        Try("FlagState.send", {"form": flag}, asks=True),
        *(
            Try(
                "HeldConnectionState.save",
                {"form": {**case, "held_id": held, "form_id": uuid.uuid4().hex, **a_held_form()}},
                asks=True,
            )
            for held in ("new", t.held)
        ),
        *(
            Try("HeldConnectionState.take_away", {**case, "held_id": held}, asks=True)
            for held in (t.flag, t.held)
        ),
        Try("FlagState.keep_draft", {"form": flag, "number": 1}, asks=True),
        Try("FlagState.throw_away", case, asks=True),
        *(
            Try(
                "FlagChangeState.send",
                {
                    "form": {
                        "flag_id": t.flag,
                        "form_id": uuid.uuid4().hex,
                        "what": what,
                        "known": "0",
                        "text": "It was another day.",
                        "why": "The day was wrong.",
                    }
                },
                asks=True,
            )
            for what in What
        ),
    ]


def _cover(t: Target) -> dict[str, str]:
    """Jo covers for Sam today: of two teams."""
    today = datetime.now(UTC).date().isoformat()
    return {"away": t.workers["sam"], "by": t.workers["jo"], "starts": today, "ends": today}


def _things(t: Target) -> tuple[str, ...]:
    """What has a review date, as the page names it."""
    return (f"map-{t.kept_map}", f"link-{t.link}", f"flag-{t.flag}", f"held-{t.held}")


def _over(t: Target) -> dict[str, str]:
    """The link, from the case at its one end."""
    return {"case_id": t.case, "link_id": t.link}


def _still_so(t: Target) -> dict[str, str]:
    return {"answer": "keep", "why": "It is still so.", "until": t.review}


def _administering(t: Target) -> list[Try]:
    """What an administrator does; nobody here is one but alex, who does what alex may."""
    jo, today = t.workers["jo"], datetime.now(UTC).date().isoformat()
    account = {"worker_id": jo, "role": "administrator", "team": ""}
    new = {"name": "N", "email": "jo@quorum.example", "phone": "", "role": "administrator"}
    asked = {"reference": s.CASE, "email": "jo@quorum.example", "starts": today, "ends": ""}
    return [
        Try("AccountsState.add", {"form": new}),
        Try("AccountState.change", {"form": account}),
        Try("AccountState.close", {"worker_id": "0" * 32}),
        Try("AccountState.send_link", {"worker_id": t.workers["sam"], "lost": "password"}),
        Try("AccountState.open_again", {"worker_id": "0" * 32}),
        Try("TeamsState.call", {"form": {"name": "West", "team_id": ""}}),
        Try("AllocationsState.ask", {"form": {**asked, "email": "alex@quorum.example"}}),
        Try("HouseRulesState.load", path="/settings"),
        Try("FlagKindsState.load", path="/flag-kinds"),
        Try("FlagKindState.load", params={"code": "missing"}, path="/flag-kinds/missing"),
        Try("FlagKindState.save", {"form": {"code": "missing", "words": "Seen with others"}}),
        Try("FlagKindState.take_off", {"code": "missing"}),
        Try("FlagKindState.put_back", {"code": "missing"}),
        Try("ImportsState.load", path="/imports"),
        Try("ImportsState.agree", {"import_id": jo}),
        Try("ImportsState.refuse", {"import_id": jo}),
        Try("AgreeState.agree", {"asked_id": jo}),
        Try("AgreeState.refuse", {"asked_id": jo}),
    ]


def _half_written(form: dict[str, str], about: str, *states: str) -> list[Try]:
    """Keeping a form of a sharing record as it is written, and throwing it away."""
    kept = {"form": {**form, "form_id": uuid.uuid4().hex}, "number": 1}
    return [
        one
        for state in states
        for one in (
            Try(f"{state}.keep_draft", kept, asks=True),
            Try(f"{state}.throw_away", {"about": about}, asks=True),
        )
    ]


def _answering(t: Target) -> list[Try]:
    answer = {"link_id": t.asked_link, **a_sharing_form(review=t.review)}
    return [
        Try("LinkAnswerState.accept", {"form": answer}, asks=True),
        Try("ShareAcceptState.accept", {"form": {**answer, **WITHOUT}}, asks=True),
        *_half_written(answer, t.asked_link, "LinkAnswerState", "ShareAcceptState"),
        Try("LinkAnswerState.decline", {"link_id": t.asked_link}, asks=True),
        Try("LinkAnswerState.decline", {"link_id": t.link}, asks=True),
        Try("AlertState.seen", {"alert_id": t.alert, "number": 0}, asks=True),
        Try("AlertState.in_touch", {"alert_id": t.alert, "number": 0}, asks=True),
    ]


def _drawing(t: Target) -> list[Try]:
    params, path = {"case_id": t.case}, f"/cases/{t.case}/draw"
    more = {"params": params, "path": path}
    of_own = ("new_code", "that_is_ours", "not_ours", "carry_on", "end")
    note = {"form": {"present_worker_only": "on", "understanding_own_words": "on"}}
    # Edits and dots of a page that has read no drawing yet ask for nothing, and get no answer.
    return [
        Try("DrawingState.load", asks=True, **more),  # type: ignore[arg-type]
        Try("DrawingState.again", asks=True, **more),  # type: ignore[arg-type]
        Try("DrawingState.edits", {"edits": edits("AB", "a bench")}, **more),  # type: ignore[arg-type]
        Try("DrawingState.dot", {"at": {"x": 1, "y": 2}}, **more),  # type: ignore[arg-type]
        Try("DrawingState.ask", {"number": 0}, asks=True, **more),  # type: ignore[arg-type]
        Try("DrawingState.seed", {"copy": _copy()}, asks=True, **more),  # type: ignore[arg-type]
        Try("DrawingState.note", note, asks=True, **more),  # type: ignore[arg-type]
        *(Try(f"DrawingState.{name}", asks=True, **more) for name in of_own),  # type: ignore[arg-type]
        Try("DrawingState.watch", {"on": True}, params, path),
        Try("DrawingState.ask_end", {"on": True}, params, path),
        Try("DrawingState.left", {}, params, path),
    ]


def _on_a_tablet() -> list[Try]:
    """Ways out come last: a tablet that may take one has nothing left to try."""
    more: dict[str, dict[str, Any]] = {
        "load": {},
        "speak": {"language": "en"},
        "start": {},
        "start_empty": {},
        "look_before": {},
        "edits": {"edits": edits("AB", "a bench", "2")},
        "dot": {"at": {"x": 1, "y": 2}},
        "ask": {"number": 0},
        "seed": {"copy": _copy()},
        "finished": {},
        "answer": {"statement": "keep", "value": "no"},
        "say_here": {"who": "friend"},
        "say_fine": {"value": "no"},
        "ask_here": {},
        "ask_what_if": {},
        "make_mark": {"mark": {"kind": "tick"}},
        "tick": {},
        "ask_dont_keep": {},
        "ask_later": {},
        "choose_again": {},
        "go_back": {},
        "keep": {"shown": {"keep": "yes", "mark": "tick"}},
        "later": {},
        "carry_on": {},
        "dont_keep": {},
        "not_today": {},
    }
    card: dict[str, dict[str, Any]] = {
        "load": {},
        "take": {},
        "choose": {"chosen": {"pin": s.PIN, "again": s.PIN}},
        "done": {},
        "not_now": {},
    }
    return [
        *(Try(f"TabletState.{name}", payload, path="/draw") for name, payload in more.items()),
        *(Try(f"ReceiptState.{name}", payload, path="/draw") for name, payload in card.items()),
    ]


def _given() -> dict[str, str]:
    return {"email": "jo@quorum.example", "hours": "12", "why": "A review."}


def _locked() -> dict[str, str]:
    return {"reference": s.CASE, "version": "1", "reason": "review"}


def _said() -> dict[str, str]:
    today = datetime.now(UTC).date().isoformat()
    return {"statement": "talk", "answer": "no", "said_on": today}


def _copy() -> dict[str, Any]:
    return {"number": 3, "map": {"people": [], "places": [], "ties": [], "strokes": []}}


SETTING = ("setvar", "update_vars_internal", "handle_frontend_exception")
"""Reflex's methods that nothing of ours needs: the gate stops them."""
LOADING = ("hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated")
"""Reflex's methods that each page needs: they run, for whatever address the page claims."""


def reflexes(target: Target) -> list[Try]:
    """Every method of Reflex's own, on every state, with a spoofed address and spoofed vars."""
    drawing = full("DrawingState.load").rpartition(".")[0]
    case = full("CaseState.load").rpartition(".")[0]
    planted = {
        f"{drawing}.view_rx_state_": {"drawing_id": target.link, "case_id": target.case},
        f"{case}.ready_rx_state_": True,
        f"{ROOT}.case_id_rx_state_": target.case,
    }
    payloads: dict[str, dict[str, Any]] = {
        "setvar": {"var_name": "ready", "value": True},
        "update_vars_internal": {"vars": planted},
        "handle_frontend_exception": {"info": s.STEP, "component_stack": s.STEP},
        "hydrate_and_load": {"vars": planted, "hashes": None},
        "set_is_hydrated": {"value": True},
    }
    made = []
    for kind, name in sorted(handlers(""), key=lambda each: short(*each)):
        if name not in SETTING + LOADING:
            continue
        for path, params in _addresses(target):
            wire = f"{kind.get_full_name()}.{name}"
            made.append(Try(wire, payloads.get(name, {}), params, path))
            if name in SETTING:
                break  # it is stopped before any address counts
    return made


def reflex_methods() -> set[str]:
    """Names of the remote methods that Reflex itself brings: `reflexes` knows each."""
    return {name for _, name in handlers(REFLEX)}


def _addresses(target: Target) -> list[tuple[str, dict[str, str]]]:
    """Every page's address with true ids of somebody else's."""
    return [(filled(each.path, target), _ids(target)) for each in PAGES if each.path != "404"]


def _ids(t: Target) -> dict[str, str]:
    return {
        "case_id": t.case,
        "worker_id": t.workers["sam"],
        "version": t.version,
        "link_id": t.asked_link,
        "flag_id": t.flag,
        "sharing_id": t.link,
        "alert_id": t.alert,
        "ask_id": t.link,
        "code": "missing",
        "thing": f"map-{t.kept_map}",
        "token": "A" * 43,
        "factor_id": t.flag,  # of the shape of one, and nobody's
        "act": "correct",
        "held_id": t.held,
        "what": "talk",
        "form": "pdf",
        "rest:path": "a/b",
    }


def filled(path: str, target: Target) -> str:
    """An address with its parts filled in; a part that is not known here is a KeyError."""
    ids = _ids(target)
    parts = path.split("/")
    return "/".join(
        ids[part.strip("[]{}")] if part[:1] in "[{" and part else part for part in parts
    )


def addresses(target: Target) -> list[str]:
    """Every address that the server answers, ours, the pages' and Reflex's own."""
    from peermap_app.peermap_app import app

    assert app._api is not None
    reflexes_own = [getattr(route, "path", "") for route in app._api.routes]
    pages = [each.path for each in PAGES if each.path != "404"]
    own = [route.path for route in OWN_ROUTES]
    told = [filled(path, target) for path in (*pages, *own, *reflexes_own)]
    return list(dict.fromkeys([*told, "/nothing/here", "/_upload", "/_all_routes", "/sw.js"]))
