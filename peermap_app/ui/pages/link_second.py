"""One worker has both cases of a link: a supervisor says yes or no, with a reason."""

import reflex as rx

from peermap_app.state.link_second import LinkSecondState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_area
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, not_here, page_frame, said_once
from peermap_app.words import second_words as w
from peermap_app.words import tray_words


def page() -> rx.Component:
    """What it is about, and the question."""
    state, view = LinkSecondState, LinkSecondState.view
    here = state.ready & (state.missing | (view.id == route_part("link_id")))
    return page_frame(
        w.TITLE,
        kept_mounted(
            here,
            state.missing,
            rx.el.div(
                rx.el.p(w.LEAD, class_name="pm-muted"),
                card(summary(view.facts)),
                rx.foreach(view.sides, lambda side: card(summary(side))),
                rx.cond(view.closed_why != "", rx.el.p(view.closed_why, class_name="pm-note")),
                rx.el.div(_form(), hidden=view.closed_why != ""),
                class_name="pm-form",
            ),
            gone=not_here(tray_words.GONE, tray_words.GONE_WHY),
        ),
        here="tray",
        back=("/waiting", tray_words.BACK),
        said=said_once(state.notice, state.problems),
    )


def _form() -> rx.Component:
    problems, view = LinkSecondState.problems, LinkSecondState.view
    answers = [
        radio("agree", Option(code, words), first=at == 0)
        for at, (code, words) in enumerate(w.ANSWERS.items())
    ]
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        rx.el.input(type="hidden", name="link_id", value=view.id),
        card(
            radio_group(problems, "agree", w.AGREE, *answers),
            text_area(problems, "why", w.WHY, hint=w.WHY_HINT),
        ),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=LinkSecondState.answer,
        no_validate=True,
        key=view.id,
        class_name="pm-form",
    )
