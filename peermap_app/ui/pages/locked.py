"""Locked copies: the data protection lead's page."""

import reflex as rx

from peermap_app.state.locked import LockedState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_field
from peermap_app.ui.components.links import button
from peermap_app.ui.components.picture import kept_picture
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import worker_my_map as m


def page() -> rx.Component:
    """The form, and below it the copy that was opened."""
    view = LockedState.view
    return page_frame(
        m.LOCKED,
        shown(
            LockedState.ready,
            LockedState.missing,
            rx.el.p(m.LOCKED_WHY, class_name="pm-muted"),
            rx.cond(view.title != "", _copy()),
            _form(),
        ),
        here="locked",
        said=said_once(LockedState.notice, LockedState.problems),
    )


def _form() -> rx.Component:
    problems = LockedState.problems
    reasons = [
        radio("reason", Option(value, words), first=at == 0)
        for at, (value, words) in enumerate(m.LOCKED_REASONS.items())
    ]
    return rx.el.form(
        fault_summary(
            problems,
            reference=m.LOCKED_REFERENCE,
            version=m.LOCKED_VERSION,
            reason=m.LOCKED_REASON,
        ),
        card(
            text_field(
                problems,
                "reference",
                m.LOCKED_REFERENCE,
                hint=m.LOCKED_REFERENCE_HINT,
                auto_capitalize="characters",
                spell_check=False,
            ),
            text_field(problems, "version", m.LOCKED_VERSION, input_mode="numeric"),
            radio_group(problems, "reason", m.LOCKED_REASON, *reasons),
        ),
        button(m.LOCKED_OPEN, kind="main", type="submit"),
        on_submit=LockedState.open_copy,
        no_validate=True,
        class_name="pm-form",
    )


def _copy() -> rx.Component:
    view = LockedState.view
    return rx.fragment(
        card(
            rx.el.h2(unbroken(view.title), class_name="pm-cardtitle"),
            rx.el.p(view.since, class_name="pm-muted"),
            kept_picture(view.picture, facts=True),
            button(m.LOCKED_PUT_AWAY, type="button", on_click=LockedState.put_away),
        ),
        section(
            m.LOCKED_RESTS,
            card(
                rx.el.ul(
                    rx.foreach(view.rests, lambda words, at: rx.el.li(words, key=at)),
                    class_name="pm-bullets",
                )
            ),
        ),
    )
