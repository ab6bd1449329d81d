"""A case: strengths before worries, then draw, map, what happens next, links, flags."""

import reflex as rx

from peermap_app.state.case import CaseState
from peermap_app.state.views import CompanyRow, FlagRow, LinkRow, Version
from peermap_app.ui.components.acks import ack_list
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.kept_mounted import KeptMounted
from peermap_app.ui.components.landing import lands, leads
from peermap_app.ui.components.link_rows import link_rows
from peermap_app.ui.components.links import button, button_link, link, text_link
from peermap_app.ui.components.picture import kept_picture
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import loading, not_here, page_frame, said_once
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.pages.case_again import again, again_said
from peermap_app.ui.pages.case_held import held
from peermap_app.ui.pages.my_map_card import my_map_card
from peermap_app.ui.pages.next_step import next_step_form
from peermap_app.words import (
    agreed,
    beyond_words,
    ending_words,
    finding_words,
    link_words,
    sharing_words,
)
from peermap_app.words import half_written_words as drafts
from peermap_app.words import team_words as t
from peermap_app.words import worker_my_map as m
from peermap_app.words import worker_pages as w

NEXT = "next"
"""The part that the end of a drawing leads to: `/cases/…#next`."""


def page() -> rx.Component:
    """One main action: Draw together."""
    view = CaseState.view
    here = CaseState.ready & (CaseState.missing | (view.id == route_part("case_id")))
    there = here & ~CaseState.missing
    return page_frame(
        rx.cond(there, view.reference, w.CASE),
        rx.cond(here, rx.cond(CaseState.missing, not_here()), loading()),
        # Hidden and not taken down while it loads: the form below holds typed text.
        KeptMounted.create(_left(), _right(), class_name="pm-columns", away=~there),
        leads(there, NEXT),
        here="cases",
        back=("/cases", w.BACK_TO_CASES),
        said=said_once(CaseState.notice, CaseState.problems),
        wide=True,
    )


def _left() -> rx.Component:
    view = CaseState.view
    return rx.el.div(
        card(summary(view.facts, lined=True)),
        rx.cond(
            ~view.covering,
            rx.el.div(
                button_link(view.draw_words, view.draw_to, sign="pencil", kind="main"),
                class_name="pm-narrow",
            ),
        ),
        again(),
        _company(),
        section(
            w.MAP,
            _agreed_task(),
            rx.cond(view.has_map, _map(), _no_map()),
            _declined(),
            _changes(),
        ),
        held(),
        my_map_card(view.id, view.card, view.card_open),
        again_said(),
        class_name="pm-column",
    )


def _company() -> rx.Component:
    """Who was added, who has or had it for some hours, which supervisor looked, and why."""
    return rx.cond(
        CaseState.view.company.length() > 0,
        section(
            t.WHO_CAME,
            card(rx.el.ul(rx.foreach(CaseState.view.company, _came), class_name="pm-bullets")),
        ),
    )


def _came(row: rx.Var[CompanyRow], place: rx.Var[int]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.new,
            rx.el.span(
                rx.el.span(t.NEW, class_name="pm-unseen"), class_name="pm-badge pm-dot pm-here"
            ),
        ),
        row.words,
        key=place,
    )


def _map() -> rx.Component:
    view = CaseState.view
    return rx.fragment(
        card(kept_picture(view.picture), text_link(w.OPEN_MAP, view.map_to)),
        rx.cond(
            view.versions.length() > 0,
            rx.el.details(
                rx.el.summary(w.OLDER_MAPS),
                rx.el.ul(rx.foreach(view.versions, _version)),
                class_name="pm-details pm-note",
            ),
        ),
    )


def _agreed_task() -> rx.Component:
    """One task: the young person may be under the age for agreeing alone."""
    view = CaseState.view
    return rx.cond(
        view.agreed_task != "",
        card(
            rx.el.p(view.agreed_task, class_name="pm-strong"),
            text_link(agreed.TO_NOTE, view.agreed_to),
            class_name="pm-todo",
        ),
    )


def _declined() -> rx.Component:
    """That keeping was offered and declined since, with a map on the case or without (rule 3)."""
    words = CaseState.view.declined
    return rx.cond(words != "", rx.el.p(words, class_name="pm-note"))


def _changes() -> rx.Component:
    """What the young person says now, and each change of mind since they kept a map (rule 4)."""
    view = CaseState.view
    return rx.cond(
        view.changes.length() > 0,
        card(
            rx.cond(
                view.now_said != "",
                rx.fragment(
                    rx.el.h3(m.YOUR_SAY_NOW, class_name="pm-strong"),
                    rx.el.p(view.now_said),
                ),
            ),
            rx.el.h3(m.CHANGED_MIND, class_name="pm-strong"),
            rx.el.ul(
                rx.foreach(view.changes, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            ),
        ),
    )


def _version(version: rx.Var[Version]) -> rx.Component:
    return rx.el.li(text_link(version.words, version.href), key=version.href)


def _no_map() -> rx.Component:
    return card(rx.el.p(CaseState.view.no_map), class_name="pm-muted")


def _right() -> rx.Component:
    view = CaseState.view
    return rx.el.div(
        section(w.WHAT_HAPPENS_NEXT, _next(), id=NEXT, tab_index=-1),
        lands(CaseState.notice, NEXT),
        _linked(),
        rx.cond(
            view.flags.length() > 0,
            section(
                w.FLAGS_SENT,
                rx.el.ul(rx.foreach(view.flags, _flag), class_name="pm-list", aria_live="polite"),
            ),
        ),
        rx.cond(
            view.half_flag != "",
            card(
                rx.el.p(view.half_flag, class_name="pm-strong"),
                text_link(drafts.GO_ON, view.flag_to),
                class_name="pm-todo",
            ),
        ),
        rx.foreach(view.half_shared, _half_shared),
        rx.el.div(
            button_link(w.FLAG_THIS_CASE, view.flag_to, sign="flag"),
            rx.cond(view.link_to != "", button_link(w.ASK_TO_LINK, view.link_to, sign="link")),
            class_name="pm-row",
        ),
        rx.cond(view.find_colleague != "", rx.el.p(view.find_colleague, class_name="pm-note")),
        rx.cond(view.finding_to != "", text_link(finding_words.TO_ASK, view.finding_to)),
        rx.cond(view.no_link_why != "", rx.el.p(view.no_link_why, class_name="pm-note")),
        rx.cond(view.without_to != "", text_link(sharing_words.TO_WITHOUT, view.without_to)),
        rx.cond(
            ~view.covering,
            text_link(ending_words.CLOSE_THIS_CASE, "/cases/" + view.id + "/close"),
        ),
        class_name="pm-column",
    )


def _half_shared(row: rx.Var[LinkRow]) -> rx.Component:
    return card(
        rx.el.p(row.title, class_name="pm-strong"),
        text_link(drafts.GO_ON, row.href),
        key=row.id,
        class_name="pm-todo",
    )


def _linked() -> rx.Component:
    """Links, what is shared without agreement, and the colleagues who are looked for."""
    view = CaseState.view
    return rx.fragment(
        section(w.LINKED_CASES, _links(), side=view.link_count),
        rx.cond(
            view.sharings.length() > 0,
            section(
                sharing_words.SHARINGS,
                link_rows(view.sharings),
            ),
        ),
        rx.cond(
            view.beyond.length() > 0,
            section(beyond_words.SECTION, link_rows(view.beyond)),
        ),
        rx.cond(
            view.findings.length() > 0,
            section(finding_words.LOOKED_FOR, link_rows(view.findings)),
        ),
    )


def _next() -> rx.Component:
    view = CaseState.view
    return card(
        _mood("smile", view.good),
        _mood("frown", view.tricky, "pm-mood pm-tricky"),
        rx.cond(
            view.step != "",
            rx.el.div(
                icon("calendar"),
                rx.el.div(
                    rx.el.p(view.step, class_name="pm-prose"),
                    rx.cond(view.step_review != "", rx.el.p(view.step_review)),
                ),
                class_name="pm-step",
            ),
        ),
        rx.cond(view.steps_ended != "", rx.el.p(view.steps_ended, class_name="pm-strong")),
        rx.cond(view.no_step_why != "", rx.el.p(view.no_step_why, class_name="pm-muted")),
        rx.el.div(next_step_form(), hidden=~view.asks_step),
    )


def _mood(sign: str, words: rx.Var[str], class_name: str = "pm-mood") -> rx.Component:
    return rx.cond(words != "", rx.el.p(icon(sign), rx.el.span(words), class_name=class_name))


def _links() -> rx.Component:
    view = CaseState.view
    return rx.cond(
        view.links.length() > 0,
        link_rows(view.links, lambda row: rx.cond(row.back, _take_back(row))),
        card(rx.el.p(w.NO_LINKS), class_name="pm-muted"),
    )


def _take_back(row: rx.Var[LinkRow]) -> rx.Component:
    """What it means stands before the tap that does it."""
    back = CaseState.take_back(CaseState.view.id, row.id)
    return rx.el.details(
        rx.el.summary(link_words.TAKE_BACK),
        rx.el.p(link_words.TAKE_BACK_WHAT),
        button(link_words.TAKE_BACK_NOW, type="button", on_click=back),
        class_name="pm-details",
    )


def _flag(row: rx.Var[FlagRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(icon("flag"), link(unbroken(row.title), to=row.href), class_name="pm-mood"),
        rx.el.p(row.when, class_name="pm-muted pm-small"),
        ack_list(row.acks),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.id,
        class_name="pm-card pm-linkcard",
    )
