"""Kinds of flag, for administrators: the list in the order of the form, and one of them."""

import reflex as rx

from peermap_app.state.flag_kinds import FlagKindsState, FlagKindState, KindRow
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_field
from peermap_app.ui.components.links import button, button_link, link
from peermap_app.ui.components.office import office_frame
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import said_once, shown
from peermap_app.words import flag_kind_words as w
from peermap_app.words import worker_pages


def page() -> rx.Component:
    """The list."""
    return office_frame(
        w.TITLE,
        shown(
            FlagKindsState.ready,
            FlagKindsState.missing,
            rx.el.p(w.LEAD, class_name="pm-muted"),
            rx.el.ol(rx.foreach(FlagKindsState.rows, _row), class_name="pm-list"),
            rx.el.div(button_link(w.ADD, "/flag-kinds/new", kind="main"), class_name="pm-narrow"),
        ),
        said=FlagKindsState.notice,
    )


def _row(row: rx.Var[KindRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(row.words, to=row.href), class_name="pm-cardtitle"),
        summary(row.facts),
        rx.cond(row.note != "", rx.el.p(row.note, class_name="pm-muted")),
        key=row.code,
        class_name="pm-card",
    )


def one() -> rx.Component:
    """One kind: what it is called and proposes, and whether it can be chosen."""
    view = FlagKindState.view
    here = FlagKindState.ready & (FlagKindState.missing | (view.code == route_part("code")))
    return office_frame(
        rx.cond(here & ~FlagKindState.missing, view.heading, w.ONE),
        shown(here, FlagKindState.missing, _form(), _standing()),
        back=("/flag-kinds", w.BACK),
        said=said_once(FlagKindState.notice, FlagKindState.problems),
    )


def _form() -> rx.Component:
    problems, view = FlagKindState.problems, FlagKindState.view
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        rx.el.input(type="hidden", name="code", value=view.code),
        card(
            text_field(problems, "words", w.NAME, hint=w.NAME_HINT, default_value=view.words),
            _choice("urgency", w.SOON, worker_pages.URGENCIES, view.urgency),
            _choice("good", w.GOOD, {"yes": worker_pages.YES, "no": w.NO}, view.good),
        ),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=FlagKindState.save,
        reset_on_submit=False,
        no_validate=True,
        key=view.code,
        class_name="pm-form",
    )


def _choice(name: str, label: str, words: dict[str, str], chosen: rx.Var[str]) -> rx.Component:
    return radio_group(
        FlagKindState.problems,
        name,
        label,
        *[
            radio(name, Option(code, said), first=at == 0, default_checked=chosen == code)
            for at, (code, said) in enumerate(words.items())
        ],
        inline=True,
    )


def _standing() -> rx.Component:
    """Taken off the form, or put back; never what can always be chosen."""
    view = FlagKindState.view
    act = rx.cond(
        view.offered,
        button(w.TAKE_OFF, type="button", on_click=FlagKindState.take_off(view.code)),
        rx.fragment(
            rx.el.p(view.note, class_name="pm-muted"),
            button(w.PUT_BACK, type="button", on_click=FlagKindState.put_back(view.code)),
        ),
    )
    always = rx.el.p(w.ALWAYS_THERE, class_name="pm-note")
    return rx.cond(view.known, section(w.ON_THE_FORM, rx.cond(view.always, always, act)))
