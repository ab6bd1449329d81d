"""Accounts: everybody who works with PeerMap, one of them, and a form for a new one."""

import reflex as rx

from peermap_app.state.office import AccountsState, AccountState
from peermap_app.state.office_views import AccountRow
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.forms import (
    Problems,
    fault_summary,
    radio,
    radio_group,
    text_field,
)
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import button, door_link, link
from peermap_app.ui.components.office import office_frame, team_field
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import said_once, shown
from peermap_app.words import office_words as w
from peermap_app.words import recovery as r


def page() -> rx.Component:
    """The list, and below it the form."""
    return office_frame(
        w.ACCOUNTS,
        shown(
            AccountsState.ready,
            AccountsState.missing,
            rx.el.p(w.ACCOUNTS_LEAD, class_name="pm-muted"),
            rx.el.ul(rx.foreach(AccountsState.rows, _row), class_name="pm-list"),
            section(w.ADD_ACCOUNT, _new()),
        ),
        said=said_once(AccountsState.notice, AccountsState.problems),
    )


def _row(row: rx.Var[AccountRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(row.name, to=row.href)),
        rx.el.p(row.about, class_name="pm-small"),
        rx.el.p(row.email, class_name="pm-muted pm-small"),
        rx.cond(row.standing != "", rx.el.p(row.standing, class_name="pm-strong pm-small")),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.id,
        class_name="pm-card pm-linkcard",
    )


def _roles(problems: Problems, chosen: rx.Var[str] | None = None) -> rx.Component:
    choices = [
        radio(
            "role",
            Option(value, words),
            first=at == 0,
            **({} if chosen is None else {"default_checked": chosen == value}),
        )
        for at, (value, words) in enumerate(w.ROLES.items())
    ]
    return radio_group(problems, "role", w.ROLE, *choices)


def _new() -> rx.Component:
    problems = AccountsState.problems
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        card(
            text_field(problems, "name", w.NAME),
            text_field(problems, "email", w.EMAIL, auto_capitalize="none", spell_check=False),
            text_field(problems, "phone", w.PHONE, hint=w.PHONE_HINT, input_mode="tel"),
            _roles(problems),
            team_field(problems, AccountsState.teams),
        ),
        button(w.ADD, kind="main", type="submit"),
        on_submit=AccountsState.add,
        no_validate=True,
        class_name="pm-form",
    )


def one() -> rx.Component:
    """One account."""
    view = AccountState.view
    return office_frame(
        w.ACCOUNT,
        shown(
            AccountState.ready & (AccountState.missing | (view.id == route_part("worker_id"))),
            AccountState.missing,
            card(rx.el.h2(view.name, class_name="pm-cardtitle"), summary(view.facts)),
            rx.cond(view.first != "", rx.el.p(view.first, class_name="pm-note")),
            rx.cond(
                view.own,
                rx.el.p(w.OWN, class_name="pm-note"),
                rx.fragment(section(w.CHANGE, _change()), _cannot_sign_in(), _standing()),
            ),
        ),
        back=("/accounts", w.BACK_TO_ACCOUNTS),
        said=said_once(AccountState.notice, AccountState.problems),
    )


def _change() -> rx.Component:
    problems, view = AccountState.problems, AccountState.view
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        rx.el.input(type="hidden", name="worker_id", value=view.id),
        card(_roles(problems, view.role), team_field(problems, AccountState.teams, view.team)),
        rx.el.p(w.CHANGE_NOTE, class_name="pm-note"),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=AccountState.change,
        no_validate=True,
        key=view.id,
        class_name="pm-form",
    )


def _cannot_sign_in() -> rx.Component:
    """A link to their own mailbox, once their supervisor agrees; never shown here."""
    view = AccountState.view
    return rx.cond(
        view.open,
        section(
            r.CANNOT,
            card(
                rx.el.p(r.CANNOT_WHY),
                *[
                    button(words, type="button", on_click=AccountState.send_link(view.id, lost))
                    for lost, words in r.SEND.items()
                ],
                rx.el.p(door_link(r.SHOW_FIRST, "/confirm?then=/accounts")),
            ),
        ),
    )


def _standing() -> rx.Component:
    view = AccountState.view
    return card(
        rx.cond(
            view.open,
            rx.fragment(
                rx.el.p(w.CLOSE_WHY),
                button(w.CLOSE_ACCOUNT, type="button", on_click=AccountState.close(view.id)),
            ),
            rx.fragment(
                rx.el.p(w.OPEN_WHY),
                button(w.OPEN_ACCOUNT, type="button", on_click=AccountState.open_again(view.id)),
            ),
        )
    )
