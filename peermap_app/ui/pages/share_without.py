"""Share without agreement: the form of the asking side, and of the side that accepts."""

from typing import Any

import reflex as rx

from peermap_app.state.share_without import ShareAcceptState, ShareAskState
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.forms import fault_summary, screening_warning, text_field
from peermap_app.ui.components.half_written import half_written
from peermap_app.ui.components.kept_form import kept_form
from peermap_app.ui.components.links import Child, button, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.sharing import without_cards
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.ui.components.show_first import show_first
from peermap_app.ui.components.ticks import held_ticks
from peermap_app.ui.draft.draft import draft
from peermap_app.words import sharing_words as s
from peermap_app.words import worker_pages as w


def asking() -> rx.Component:
    """An unknown reference looks exactly like a known one (rule 8)."""
    case_id = route_part("case_id")
    first = rx.fragment(_reference(), held_ticks(ShareAskState.problems, ShareAskState.view.held))
    sends = ("case_id", ShareAskState.ask, f"/cases/{case_id}/link/without")
    return page_frame(
        s.TITLE,
        _content(ShareAskState, case_id, sends, first, s.TO_AGREEMENT),
        here="cases",
        back=("/cases/" + case_id, w.BACK_TO_CASE),
        said=said_once(ShareAskState.notice, ShareAskState.problems),
    )


def _reference() -> rx.Component:
    return card(
        text_field(
            ShareAskState.problems,
            "reference",
            w.OTHER_REFERENCE,
            hint=w.OTHER_REFERENCE_HINT,
            auto_capitalize="characters",
            spell_check=False,
        )
    )


def accepting() -> rx.Component:
    """Who asks and our own case; never the other reference before both agreed."""
    link_id, view = route_part("link_id"), ShareAcceptState.view
    sends = ("link_id", ShareAcceptState.accept, f"/links/{link_id}/without")
    return page_frame(
        s.TITLE,
        _content(ShareAcceptState, link_id, sends, card(summary(view.facts)), s.ACCEPT_AGREEMENT),
        here="alerts",
        back=("/alerts", w.BACK_TO_ALERTS),
        said=said_once(ShareAcceptState.notice, ShareAcceptState.problems),
    )


def _content(
    state: Any,
    about: rx.Var[str],
    sends: tuple[str, Any, str],
    first: rx.Component,
    agreed: Child,
) -> rx.Component:
    view = state.view
    closed = rx.cond(
        view.closed_why != "",
        card(
            rx.el.p(view.closed_why),
            rx.cond(view.agreed_to != "", text_link(agreed, view.agreed_to)),
        ),
    )
    form = rx.el.div(_form(state, about, sends, first), hidden=view.closed_why != "")
    here = state.ready & (state.missing | (view.id == about))
    return kept_mounted(here, state.missing, rx.fragment(closed, form))


def _form(
    state: Any, about: rx.Var[str], sends: tuple[str, Any, str], first: rx.Component
) -> rx.Component:
    name, on_submit, here = sends
    view, problems = state.view, state.problems
    return rx.el.form(
        rx.el.p(s.LEAD, class_name="pm-muted"),
        fault_summary(problems, **s.FIELDS_WITHOUT),
        kept_form(values=view.known, stamp=view.id),
        draft(draft=view.draft, mark=view.form_id, kept=state.kept, on_keep=state.keep_draft),
        rx.el.input(type="hidden", name=name, value=view.id),
        first,
        without_cards(problems, view.told_label),
        screening_warning(problems, state.found),
        button(s.SEND_ON, kind="main", type="submit"),
        show_first(state.notice, here),
        rx.el.p(s.SEND_NOTE, class_name="pm-note"),
        rx.el.p(w.IN_DANGER_NOW, class_name="pm-note"),
        half_written(state),
        on_submit=on_submit,
        no_validate=True,
        key=about,
        class_name="pm-form",
    )
