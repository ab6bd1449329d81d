"""One case of the team, without opening it: who works with it, who covers, who asks, which maps."""

import reflex as rx

from peermap_app.state.team import TeamCaseState
from peermap_app.state.team_views import AskRow, GivenRow
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.links import button, button_link, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.components.whom import whom_marks
from peermap_app.words import team_words as t
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """What waits for the supervisor stands first."""
    view = TeamCaseState.view
    ours = TeamCaseState.ready & (TeamCaseState.missing | (view.id == route_part("case_id")))
    return page_frame(
        rx.cond(ours & ~TeamCaseState.missing, view.reference, w.CASE),
        shown(
            ours,
            TeamCaseState.missing,
            rx.foreach(view.asks, _ask),
            card(summary(view.facts, lined=True)),
            section(
                t.FOR_SOME_HOURS,
                rx.cond(
                    view.given.length() > 0,
                    rx.el.ul(rx.foreach(view.given, _given), class_name="pm-list"),
                    card(rx.el.p(t.NOBODY_COVERS), class_name="pm-muted"),
                ),
                button_link(t.GIVE, view.give_to, sign="people"),
            ),
            section(
                t.KEPT_MAPS,
                card(
                    rx.cond(
                        view.maps.length() > 0,
                        rx.el.ul(
                            rx.foreach(view.maps, lambda words, at: rx.el.li(words, key=at)),
                            class_name="pm-bullets",
                        ),
                        rx.el.p(t.NO_MAPS),
                    ),
                ),
                rx.cond(view.look_to != "", button_link(t.LOOK, view.look_to, sign="page")),
            ),
        ),
        here="team",
        back=("/team", t.BACK_TO_TEAM),
        said=TeamCaseState.notice,
    )


def _ask(row: rx.Var[AskRow]) -> rx.Component:
    return card(
        rx.el.p(unbroken(row.title), class_name="pm-strong"),
        rx.el.p(row.whom),
        rx.el.p(row.note),
        whom_marks(row.marks),
        rx.cond(row.href != "", text_link(t.ANSWER, row.href)),
        key=row.id,
        class_name="pm-todo",
    )


def _given(row: rx.Var[GivenRow]) -> rx.Component:
    take_back = TeamCaseState.take_back(TeamCaseState.view.id, row.id)
    return rx.el.li(
        rx.el.p(unbroken(row.title), class_name="pm-strong"),
        rx.el.p(row.note, class_name="pm-small"),
        rx.cond(row.open, button(t.TAKE_BACK, type="button", on_click=take_back)),
        key=row.id,
        class_name="pm-card",
    )
