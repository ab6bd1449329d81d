"""Working together: one link, its colleague, its dates, and its end."""

import reflex as rx

from peermap_app.state.together import TogetherState
from peermap_app.state.views import LinkRow
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.contacts import contact
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import button, link, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.note.note import begins
from peermap_app.words import link_words as w
from peermap_app.words import worker_pages as pages


def page() -> rx.Component:
    """What crosses the link now; nothing of the other side once it is over."""
    case_id, link_id = route_part("case_id"), route_part("link_id")
    return _frame(w.TITLE, _content(link_id), "/cases/" + case_id, pages.BACK_TO_CASE)


def end_page() -> rx.Component:
    """One link, and its end."""
    case_id, link_id = route_part("case_id"), route_part("link_id")
    to, view = "/cases/" + case_id + "/links/" + link_id, TogetherState.view
    content = rx.el.div(
        _stands(), rx.el.div(_end(link_id), hidden=~view.may_end), class_name="pm-list"
    )
    return _frame(w.END, content, to, w.BACK)


def _frame(title: str, content: rx.Component, back: rx.Var[str], back_to: str) -> rx.Component:
    state, view = TogetherState, TogetherState.view
    ours = (view.case_id == route_part("case_id")) & (view.id == route_part("link_id"))
    return page_frame(
        title,
        kept_mounted(state.ready & (state.missing | ours), state.missing, content),
        here="cases",
        back=(back, back_to),
        said=rx.cond(_went_well(), "", said_once(state.notice, state.problems)),
    )


def _stands() -> rx.Component:
    """Why nothing crosses it, or that it is over and since when."""
    view = TogetherState.view
    return rx.el.div(
        rx.cond(
            view.stands != "",
            card(
                rx.el.p(view.stands, class_name="pm-strong"),
                rx.cond(view.means != "", rx.el.p(view.means)),
            ),
        ),
        role="status",
    )


def _content(link_id: rx.Var[str]) -> rx.Component:
    view = TogetherState.view
    return rx.el.div(
        _stands(),
        rx.cond(view.may_confirm, _confirm()),
        card(
            summary(view.facts),
            rx.cond(view.review_to != "", text_link(w.REVIEW_NOW, view.review_to)),
            rx.cond(view.whom_to != "", text_link(w.WHOM, view.whom_to)),
        ),
        rx.el.div(
            _talk(),
            _flags(),
            _note(link_id),
            _meetings(link_id),
            hidden=~view.holds,
            class_name="pm-list",
        ),
        rx.cond(view.may_end, text_link(w.END, view.end_to)),
        class_name="pm-list",
    )


def _confirm() -> rx.Component:
    """This side's own record, and the next worker's word."""
    view = TogetherState.view
    return card(
        rx.el.p(w.CONFIRM_WHY),
        summary(view.record),
        rx.cond(view.confirm_by != "", rx.el.p(view.confirm_by, class_name="pm-strong")),
        rx.el.p(w.NO_LONGER, class_name="pm-muted"),
        button(
            w.CONFIRM,
            kind="main",
            type="button",
            on_click=TogetherState.confirm(view.case_id, view.id),
        ),
    )


def _talk() -> rx.Component:
    rows = TogetherState.view.contacts
    return rx.cond(
        rows.length() > 0,
        card(rx.el.h2(w.TALK, class_name="pm-cardtitle"), rx.foreach(rows, contact)),
    )


def _flags() -> rx.Component:
    rows = TogetherState.view.flags
    return rx.cond(
        rows.length() > 0,
        section(w.FLAGS, rx.el.ul(rx.foreach(rows, _flag), class_name="pm-list")),
    )


def _flag(row: rx.Var[LinkRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(row.good, icon("smile"), icon("flag")),
            link(unbroken(row.title), to=row.href),
            class_name="pm-mood",
        ),
        rx.el.p(row.note, class_name="pm-muted pm-small"),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.id,
        class_name="pm-card pm-linkcard",
    )


def _note(link_id: rx.Var[str]) -> rx.Component:
    """The note as it stands, and the field to write it on."""
    state, view = TogetherState, TogetherState.view
    problems = _said("note")
    return section(
        w.NOTE,
        card(
            rx.cond(
                view.note != "",
                rx.fragment(
                    rx.el.p(view.note, class_name="pm-prose"),
                    rx.el.p(view.note_by, class_name="pm-muted pm-small"),
                ),
                rx.el.p(w.NOTE_NONE, class_name="pm-muted"),
            ),
            rx.cond(
                view.older.length() > 0,
                rx.el.details(
                    rx.el.summary(w.NOTE_OLDER), summary(view.older), class_name="pm-details"
                ),
            ),
            aria_live="polite",
        ),
        rx.el.form(
            fault_summary(problems, box="note-faults", **w.FIELDS),
            _ids(),
            begins(text=view.note, number=view.note_number, taken=state.taken, field="note"),
            rx.el.input(type="hidden", name="seen", value=state.seen),
            card(text_area(problems, "note", w.NOTE_WRITE, hint=w.NOTE_HINT, rows="4")),
            screening_warning(problems, state.found),
            button(w.NOTE_SAVE, kind="main", type="submit"),
            _beside(w.NOTE_SAVED),
            on_submit=state.write,
            no_validate=True,
            key=link_id,
            class_name="pm-form",
            hidden=~view.may_write,
        ),
    )


def _meetings(link_id: rx.Var[str]) -> rx.Component:
    state, view = TogetherState, TogetherState.view
    problems = _said("met")
    return section(
        w.MEETINGS,
        rx.cond((view.next_words != "") | (view.met.length() > 0), card(_when_they_meet())),
        rx.el.form(
            fault_summary(problems, box="met-faults", **w.FIELDS),
            _ids(),
            card(date_field(problems, "met", w.MET), date_field(problems, "next", w.NEXT)),
            button(w.MET_SAVE, type="submit"),
            _beside(w.MET_SAVED),
            on_submit=state.say_met,
            no_validate=True,
            key=link_id,
            class_name="pm-form",
            hidden=~view.may_write,
        ),
    )


def _when_they_meet() -> rx.Component:
    view = TogetherState.view
    return rx.fragment(
        rx.cond(view.next_words != "", rx.el.p(view.next_words, class_name="pm-strong")),
        rx.cond(
            view.met.length() > 0,
            rx.el.ul(
                rx.foreach(view.met, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            ),
        ),
    )


def _said(form: str) -> rx.Var:
    """What is wrong with one of the page's forms: that which was sent last."""
    nothing = rx.Var.create({}).to(dict[str, str])
    here = TogetherState.of_form == form
    return rx.cond(here, TogetherState.problems, nothing).to(dict[str, str])


def _went_well() -> rx.Var[bool]:
    """Whether the notice is of a form far below the heading: it is said there, by its button."""
    notice = TogetherState.notice
    return (notice == w.NOTE_SAVED) | (notice == w.MET_SAVED)


def _beside(words: str) -> rx.Component:
    """The region is always there, so a screen reader says what comes."""
    went_well = TogetherState.notice == words
    return rx.el.div(rx.cond(went_well, rx.el.p(words, class_name="pm-notice")), role="status")


def _ids() -> rx.Component:
    view = TogetherState.view
    return rx.fragment(
        rx.el.input(type="hidden", name="case_id", value=view.case_id),
        rx.el.input(type="hidden", name="link_id", value=view.id),
    )


def _end(link_id: rx.Var[str]) -> rx.Component:
    """It says plainly what ends, and asks nothing twice."""
    problems = TogetherState.problems
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        _ids(),
        card(
            rx.el.p(w.END_WHAT),
            rx.el.p(w.END_THEY_SEE),
            text_area(problems, "why", w.END_WHY, hint=w.END_WHY_HINT),
        ),
        screening_warning(problems, TogetherState.found),
        button(w.END, kind="main", type="submit"),
        on_submit=TogetherState.end,
        no_validate=True,
        key=link_id,
        class_name="pm-form",
    )
