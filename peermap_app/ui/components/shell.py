"""The frame of every worker's page: skip link, connection line, heading, content, places to go.

Content stands before the bar of places in the page's own order; a laptop shows the bar on top.
"""

import reflex as rx

from peermap_app.state.live import LiveState
from peermap_app.ui.components.arrived import arrived
from peermap_app.ui.components.cards import SAID, card, notice
from peermap_app.ui.components.connection import connection_line
from peermap_app.ui.components.heading import heading
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.kept_mounted import KeptMounted
from peermap_app.ui.components.links import Child, link, skip_link
from peermap_app.words import ending_words as e
from peermap_app.words import office_words as o
from peermap_app.words import record_words as r
from peermap_app.words import team_words as t
from peermap_app.words import tray_words as y
from peermap_app.words import worker_my_map as m
from peermap_app.words import worker_pages as w


def page_frame(
    title: Child,
    *children: Child,
    here: str = "",
    back: tuple[str | rx.Var[str], str] | None = None,
    said: rx.Var[str] | None = None,
    wide: bool = False,
    quiet: bool = False,
    alone: bool = False,
    read: rx.Var[str] | None = None,
) -> rx.Component:
    """A worker's page.

    Args:
        title: the h1.
        children: what stands below it.
        here: which place of the bar this page belongs to ("alerts", "cases", "tray", "team",
            "record", "locked", "due", "office", "imports", "covers", "me").
        back: where the arrow leads, and its name for a screen reader.
        said: the var that holds the page's notice.
        wide: two columns fit.
        quiet: an alert is a dot without words here (rule 11).
        alone: on a phone the bar gives its room to what must be pressed; the arrow leads back.
        read: the moment when the page's content was read, of a page that says without a connection
            when it was last up to date.
    """
    head: list[Child] = []
    if back is not None:
        head.append(link(icon("back"), to=back[0], aria_label=back[1], class_name="pm-back"))
    head.append(heading(title, large=back is None))
    if back is None:
        head.append(rx.el.span(LiveState.name, class_name="pm-who"))
    return rx.el.div(
        skip_link(w.SKIP, "content"),
        connection_line(read),
        rx.el.div(
            rx.el.main(
                rx.el.div(*head, class_name="pm-head"),
                *([notice(said, named=SAID)] if said is not None else []),
                *children,
                id="content",
                tab_index=-1,
                class_name="pm-main pm-wide" if wide else "pm-main",
            ),
            _places(here, quiet=quiet, alone=alone),
            *([] if quiet else [arrived()]),
            class_name="pm-page",
        ),
    )


def _places(here: str, *, quiet: bool, alone: bool) -> rx.Component:
    to_do = _number(LiveState.badge, w.BADGE_TO_DO, quiet=quiet)
    return rx.el.nav(
        rx.el.span(w.PEERMAP, class_name="pm-brand"),
        rx.el.ul(
            rx.cond(
                LiveState.works | LiveState.agrees,
                _place(w.ALERTS, "/alerts", "bell", here == "alerts", to_do),
            ),
            rx.cond(LiveState.works, _place(w.MY_CASES, "/cases", "folder", here == "cases")),
            *_offices(here, _number(LiveState.waits, y.HOW_MANY, quiet=quiet)),
            _place(w.ME, "/me", "person", here == "me"),
        ),
        aria_label=w.PLACES,
        class_name="pm-nav pm-nav-wide" if alone else "pm-nav",
    )


def _offices(here: str, waits: rx.Component) -> list[rx.Component]:
    """The places of a supervisor, of a data protection lead, of an administrator."""
    return [
        rx.cond(
            LiveState.agrees,
            rx.fragment(
                # A file of allocations waits for supervisors; administrators bring it in.
                _waiting(here in ("tray", "imports"), waits),
                _place(t.MY_TEAM, "/team", "people", here in ("team", "covers")),
            ),
        ),
        rx.cond(
            LiveState.checks,
            rx.fragment(
                _waiting(here == "tray", waits),
                _place(r.TITLE, "/record", "eye", here == "record"),
                _place(m.LOCKED, "/locked", "lock", here == "locked"),
                _place(e.DUE, "/due", "calendar", here == "due"),
            ),
        ),
        rx.cond(
            LiveState.administers,
            rx.fragment(
                _waiting(here == "tray", waits),
                _place(o.ADMINISTRATION, "/accounts", "people", here in _OFFICE),
            ),
        ),
    ]


_OFFICE = ("office", "imports", "covers")


def _waiting(here: bool, number: rx.Component) -> rx.Component:
    return _place(y.PLACE, "/waiting", "folder_tick", here, number)


def _number(count: rx.Var[int], words: str, *, quiet: bool) -> rx.Component:
    """How many, with what they are for whoever hears it; a dot where others look on (rule 11)."""
    return rx.cond(
        count > 0,
        rx.el.span(class_name="pm-badge pm-dot")
        if quiet
        else rx.el.span(count, rx.el.span(words, class_name="pm-unseen"), class_name="pm-badge"),
    )


def _place(words: str, to: str, sign: str, here: bool, extra: Child = "") -> rx.Component:
    current = {"aria_current": "page"} if here else {}
    return rx.el.li(
        link(icon(sign), rx.el.span(words), extra, to=to, class_name="pm-tab", **current)
    )


def said_once(said: rx.Var[str], problems: rx.Var[dict[str, str]]) -> rx.Var[str]:
    """The notice of a form page: nothing while the summary of faults says it."""
    return rx.cond(problems.length() > 0, "", said)


def loading() -> rx.Component:
    """Until the page's own snapshot is here. Words come only when it takes a moment."""
    return rx.el.div(rx.el.p(w.LOADING), class_name="pm-loading")


def not_here(words: str = w.NOT_HERE, why: str = w.NOT_HERE_WHY) -> rx.Component:
    """What is not found and what is refused, which look the same to someone who may not know."""
    return card(
        rx.el.p(words, class_name="pm-strong"),
        rx.el.p(why, class_name="pm-muted"),
        link(w.TO_START, to="/", class_name="pm-textlink"),
        class_name="pm-empty",
    )


def shown(here: rx.Var[bool], missing: rx.Var[bool], *children: Child) -> rx.Component:
    """Content once it is this page's own; before that a waiting line; "not here" without one."""
    return rx.cond(here, rx.cond(missing, not_here(), rx.fragment(*children)), loading())


def kept_mounted(
    here: rx.Var[bool],
    missing: rx.Var[bool],
    form: rx.Component,
    *,
    gone: rx.Component | None = None,
) -> rx.Component:
    """A form page's content. The form is hidden, never taken down: typed text lives in it alone,

    and after a restart of the server the page's vars are at their defaults for a moment. `gone`:
    what stands there in the place of "not here", for whoever may not know.
    """
    return rx.fragment(
        rx.cond(here, rx.cond(missing, not_here() if gone is None else gone), loading()),
        KeptMounted.create(form, away=~here | missing),
    )
