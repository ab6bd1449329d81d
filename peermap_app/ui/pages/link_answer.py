"""Answer a colleague who asked to link: who asks, our own case, and our own side of the record."""

import reflex as rx

from peermap_app.state.link_answer import LinkAnswerState
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.forms import fault_summary, screening_warning
from peermap_app.ui.components.half_written import half_written
from peermap_app.ui.components.kept_focus import kept_focus
from peermap_app.ui.components.kept_form import kept_form
from peermap_app.ui.components.links import button, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.sharing import sharing_cards
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.draft.draft import draft
from peermap_app.words import beyond_words, link_words, sharing_words
from peermap_app.words import worker_pages as w

_ANSWER = "answer"


def page() -> rx.Component:
    """The other reference is not shown before both agreed (rule 8)."""
    view, link_id = LinkAnswerState.view, route_part("link_id")
    here = LinkAnswerState.ready & (LinkAnswerState.missing | (view.id == link_id))
    return page_frame(
        w.LINK_ASKED_FOR,
        kept_mounted(here, LinkAnswerState.missing, _content(link_id)),
        here="alerts",
        back=("/alerts", w.BACK_TO_ALERTS),
        said=said_once(LinkAnswerState.notice, LinkAnswerState.problems),
    )


def _content(link_id: rx.Var[str]) -> rx.Component:
    view = LinkAnswerState.view
    return rx.el.div(
        card(rx.el.h2(unbroken(view.title), class_name="pm-cardtitle"), summary(view.facts)),
        rx.cond(
            view.settled != "",
            card(
                rx.el.p(view.settled, class_name="pm-strong"),
                rx.cond(view.together_to != "", text_link(link_words.GO_ON, view.together_to)),
                text_link(w.OPEN_CASE, view.case_to),
            ),
        ),
        rx.cond(view.closed_why != "", card(rx.el.p(view.closed_why))),
        rx.cond(
            view.waits_to != "",
            card(
                rx.el.p(beyond_words.ANSWER_WAITS),
                text_link(beyond_words.SEE_WAITS, view.waits_to),
            ),
        ),
        rx.cond(view.without_to != "", text_link(sharing_words.TO_WITHOUT, view.without_to)),
        rx.el.div(_form(link_id), hidden=~view.can_accept),
        rx.cond(
            view.settled == "",
            rx.el.details(
                # It cannot be taken back (rule 8 keeps it from the asker): one slip must not do it.
                rx.el.summary(w.DECLINE_OPEN),
                rx.el.p(w.DECLINE_NOTE),
                button(w.DECLINE, type="button", on_click=LinkAnswerState.decline(view.id)),
                class_name="pm-details pm-narrow",
            ),
        ),
        kept_focus(_ANSWER),
        id=_ANSWER,
        class_name="pm-list",
    )


def _form(link_id: rx.Var[str]) -> rx.Component:
    problems, view = LinkAnswerState.problems, LinkAnswerState.view
    return rx.el.form(
        fault_summary(problems, **sharing_words.FIELDS),
        kept_form(values=view.known, stamp=view.id),
        draft(
            draft=view.draft,
            mark=view.form_id,
            kept=LinkAnswerState.kept,
            on_keep=LinkAnswerState.keep_draft,
        ),
        rx.el.input(type="hidden", name="link_id", value=view.id),
        rx.cond(view.beyond, rx.el.p(beyond_words.ACCEPT_NOTE, class_name="pm-note")),
        sharing_cards(problems, view.why_label, view.told_label),
        screening_warning(problems, LinkAnswerState.found),
        button(rx.cond(view.beyond, beyond_words.SEND_ON, w.ACCEPT), kind="main", type="submit"),
        half_written(LinkAnswerState),
        on_submit=LinkAnswerState.accept,
        no_validate=True,
        key=link_id,
        class_name="pm-form",
    )
