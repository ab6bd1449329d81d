"""A file of allocations: the form that sends it, what it would change, and who agrees."""

import reflex as rx

from peermap_app.state.imports import ChangeView, ImportsState
from peermap_app.ui.components.cards import card, empty, section, summary
from peermap_app.ui.components.links import button, text_link
from peermap_app.ui.components.office import office_parts
from peermap_app.ui.components.plain_form import plain_form
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.whom import whom_marks
from peermap_app.words import import_words as w
from peermap_app.words import tray_words as y


def page() -> rx.Component:
    """For administrators, and for supervisors of the teams that it concerns."""
    asks = ImportsState.asks
    return page_frame(
        rx.cond(asks, w.TITLE, w.WAITS_FILE),
        shown(
            ImportsState.ready,
            ImportsState.missing,
            rx.cond(asks, office_parts(), text_link(y.BACK, "/waiting")),
            rx.el.p(w.LEAD, class_name="pm-muted"),
            rx.cond(asks, _form()),
            section(
                w.WAITS,
                rx.cond(
                    ImportsState.view.id != "",
                    _waits(),
                    empty(
                        w.NOTHING_WAITS,
                        rx.cond(asks, w.NOTHING_WAITS_WHY, w.NOTHING_WAITS_HERE),
                        sign="clock",
                    ),
                ),
            ),
        ),
        here="imports",
        said=ImportsState.notice,
    )


def _form() -> rx.Component:
    return plain_form(
        card(
            rx.el.div(
                rx.el.label(w.FILE, html_for="file", class_name="pm-label"),
                rx.el.p(w.FILE_HINT, id="file-hint", class_name="pm-hint"),
                rx.el.input(
                    type="file",
                    id="file",
                    name="file",
                    accept=".csv,text/csv",
                    required=True,
                    class_name="pm-input",
                    custom_attrs={"aria-describedby": "file-hint"},
                ),
                class_name="pm-field",
            )
        ),
        button(w.SEND, kind="main", type="submit"),
        action="/imports/file",
        files=True,
    )


def _change(line: rx.Var[ChangeView], place: rx.Var[int]) -> rx.Component:
    return rx.el.li(
        rx.el.h4(line.title, class_name="pm-strong"),
        rx.cond(line.facts.length() > 0, summary(line.facts, lined=True)),
        whom_marks(line.marks),
        key=place,
    )


def _waits() -> rx.Component:
    view = ImportsState.view
    return rx.fragment(
        card(summary(view.facts, lined=True)),
        card(
            rx.el.h3(w.CHANGES, class_name="pm-cardtitle"),
            rx.el.ul(rx.foreach(view.lines, _change), class_name="pm-list"),
            rx.cond(view.more != "", rx.el.p(view.more)),
        ),
        rx.cond(
            ~ImportsState.asks,
            rx.cond(
                view.own,
                rx.el.p(w.OWN, class_name="pm-note"),
                card(
                    rx.el.p(w.REFUSE_NOTE),
                    rx.el.div(
                        button(
                            w.AGREE,
                            kind="dark",
                            type="button",
                            on_click=ImportsState.agree(view.id),
                        ),
                        button(w.REFUSE, type="button", on_click=ImportsState.refuse(view.id)),
                        class_name="pm-row",
                    ),
                ),
            ),
        ),
    )
