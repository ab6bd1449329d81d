"""Correct a flag that was sent, say what is new, close it, or withdraw it: one thing a page."""

import reflex as rx

from peermap_app.state.flag_change import FlagChangeState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import (
    fault_summary,
    form_id,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.kept_form import kept_form
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import flag_change_words as w
from peermap_app.words import worker_pages


def page() -> rx.Component:
    """Every flag page says what PeerMap is not (rule 11)."""
    view, flag_id, what = FlagChangeState.view, route_part("flag_id"), route_part("act")
    asked = (view.id == flag_id) & (view.what == what)
    here = FlagChangeState.ready & (FlagChangeState.missing | asked)
    return page_frame(
        rx.cond(here & ~FlagChangeState.missing, view.title, w.CHANGE_IT),
        rx.el.p(worker_pages.IN_DANGER_NOW, class_name="pm-danger"),
        kept_mounted(here, FlagChangeState.missing, _form(flag_id + what, asked)),
        here="cases",
        back=("/flags/" + flag_id, w.BACK),
        said=said_once(FlagChangeState.notice, FlagChangeState.problems),
    )


def _form(key: rx.Var[str], asked: rx.Var[bool]) -> rx.Component:
    problems, view = FlagChangeState.problems, FlagChangeState.view
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        # Never a default of the field's: it is there before its own page was read, with what was
        # read for the last one, and would begin with another flag's text.
        kept_form(
            values={"text": rx.cond(view.what == "correct", view.says, "")},
            stamp=rx.cond(asked, view.id + view.what + view.known, ""),
        ),
        rx.el.p(view.lead, class_name="pm-muted"),
        rx.el.input(type="hidden", name="flag_id", value=view.id),
        rx.el.input(type="hidden", name="what", value=view.what),
        rx.el.input(type="hidden", name="known", value=view.known),
        form_id(),
        # Before it is read, too: a field that went while all was read anew would come back empty.
        rx.cond(
            (view.text != "") | (view.id == ""),
            card(
                text_area(
                    problems,
                    "text",
                    view.text,
                    hint=w.TEXT_HINT,
                    rows="4",
                )
            ),
        ),
        rx.cond(
            (view.why != "") | (view.id == ""),
            card(text_area(problems, "why", view.why, hint=view.why_hint, rows="2")),
        ),
        screening_warning(
            problems, FlagChangeState.found, hint=worker_pages.FOUND_REASON_HINT_FLAG
        ),
        button(view.send, sign="flag", kind="main", type="submit"),
        on_submit=FlagChangeState.send,
        reset_on_submit=False,
        no_validate=True,
        key=key,
        class_name="pm-form",
    )
