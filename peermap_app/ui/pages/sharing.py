"""One sharing that a second person decides on: its worker's page, and theirs."""

import reflex as rx

from peermap_app.state.sharing import SecondPersonState, SharingState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_area
from peermap_app.ui.components.links import button, button_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, not_here, page_frame, said_once
from peermap_app.ui.components.show_first import show_first
from peermap_app.words import beyond_words, tray_words
from peermap_app.words import sharing_words as s
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """How it stands, what was written, and the way to send what is urgent."""
    state, view, case_id = SharingState, SharingState.view, route_part("case_id")
    held = (view.case_id == case_id) & (view.id == route_part("sharing_id"))
    return page_frame(
        rx.cond(view.agreed, beyond_words.TITLE, s.SHARING),
        kept_mounted(
            state.ready & (state.missing | held),
            state.missing,
            rx.el.div(
                card(summary(view.facts)),
                rx.cond(
                    view.agreed_to != "",
                    button_link(view.agreed_says, view.agreed_to, kind="main"),
                ),
                rx.cond(view.may_wait, rx.el.p(s.WAIT_WHAT, class_name="pm-note")),
                rx.cond(view.closed_why != "", rx.el.p(view.closed_why, class_name="pm-note")),
                rx.el.div(_send(case_id), hidden=~view.may_send),
                card(summary(view.record)),
                class_name="pm-form",
            ),
        ),
        here="cases",
        back=("/cases/" + case_id, w.BACK_TO_CASE),
        said=said_once(state.notice, state.problems),
    )


def _send(case_id: rx.Var[str]) -> rx.Component:
    problems, view = SharingState.problems, SharingState.view
    here = f"/cases/{case_id}/sharings/{route_part('sharing_id')}"
    return rx.el.form(
        fault_summary(problems, **s.FIELDS),
        rx.el.input(type="hidden", name="case_id", value=view.case_id),
        rx.el.input(type="hidden", name="sharing_id", value=view.id),
        card(
            rx.el.p(s.SEND_WHAT),
            text_area(problems, "send_why", s.SEND_WHY, rows="2"),
        ),
        button(s.SEND_NOW, kind="main", type="submit"),
        show_first(SharingState.notice, here),
        rx.el.p(w.IN_DANGER_NOW, class_name="pm-note"),
        on_submit=SharingState.send_now,
        no_validate=True,
        key=view.id,
        class_name="pm-form",
    )


def second() -> rx.Component:
    """What would be shared, and the question."""
    state, view = SecondPersonState, SecondPersonState.view
    here = state.ready & (state.missing | (view.id == route_part("sharing_id")))
    return page_frame(
        rx.cond(view.agreed, beyond_words.TITLE, s.SHARING),
        kept_mounted(
            here,
            state.missing,
            rx.el.div(
                rx.el.p(
                    rx.cond(view.agreed, beyond_words.SECOND_LEAD, s.SECOND_LEAD),
                    class_name="pm-muted",
                ),
                card(summary(view.facts)),
                card(summary(view.record)),
                rx.cond(
                    ~view.agreed & (view.beyond != ""),
                    rx.el.p(beyond_words.REASON_FOR_BOTH, class_name="pm-note"),
                ),
                rx.cond(view.closed_why != "", rx.el.p(view.closed_why, class_name="pm-note")),
                rx.el.div(_decide(), hidden=view.closed_why != ""),
                class_name="pm-form",
            ),
            gone=not_here(tray_words.GONE, tray_words.GONE_WHY),
        ),
        here="tray",
        back=("/waiting", tray_words.BACK),
        said=said_once(state.notice, state.problems),
    )


def _decide() -> rx.Component:
    problems, view = SecondPersonState.problems, SecondPersonState.view
    answers = [
        radio("agree", Option(code, words), first=at == 0)
        for at, (code, words) in enumerate(s.SECOND_ANSWERS.items())
    ]
    return rx.el.form(
        fault_summary(problems, **{**s.FIELDS, "why": s.SECOND_WHY}),
        rx.el.input(type="hidden", name="sharing_id", value=view.id),
        rx.el.input(type="hidden", name="beyond", value=view.beyond),
        card(
            radio_group(problems, "agree", s.SECOND_AGREE, *answers),
            text_area(problems, "why", s.SECOND_WHY, hint=s.SECOND_HINT),
        ),
        button(s.SAVE, kind="main", type="submit"),
        show_first(SecondPersonState.notice, f"/agree/sharing/{route_part('sharing_id')}"),
        on_submit=SecondPersonState.answer,
        no_validate=True,
        key=view.id,
        class_name="pm-form",
    )
