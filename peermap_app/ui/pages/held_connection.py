"""One connection that the case's own record already holds: add it, correct it, take it away."""

from collections.abc import Mapping

import reflex as rx

from peermap_app.state.held_connections import HeldConnectionState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    form_id,
    radio,
    radio_group,
    screening_warning,
    text_area,
    text_field,
)
from peermap_app.ui.components.kept_form import kept_form
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import held_connection_words as w
from peermap_app.words import worker_pages

_VIEW, _PROBLEMS = HeldConnectionState.view, HeldConnectionState.problems
_HELD: dict[str, rx.Var[str]] = {
    "initials": _VIEW.initials,
    "not_a_name": rx.cond(_VIEW.not_a_name, "yes", ""),
    "symbol": _VIEW.symbol,
    "weight": _VIEW.weight,
    "known": _VIEW.known,
    "nature": _VIEW.nature,
    "source": _VIEW.source,
    "source_day": _VIEW.source_day,
    "shown": _VIEW.shown,
    "shown_on": _VIEW.shown_on,
    "shown_by": _VIEW.shown_by,
    "not_shown_because": _VIEW.because,
    "review": _VIEW.review,
}
"""What each field begins with."""
_NONE: dict[str, object] = {"default_checked": True}
"""Of the choice that nothing is chosen: it stands on every form until another one is."""


def page() -> rx.Component:
    """One at a time: there is no list to paste into."""
    case_id, held_id = route_part("case_id"), route_part("held_id")
    asked = (_VIEW.case_id == case_id) & (_VIEW.id == held_id)
    here = HeldConnectionState.ready & (HeldConnectionState.missing | asked)
    return page_frame(
        rx.cond(here & ~HeldConnectionState.missing, w.TITLE + " " + _VIEW.reference, w.ONE),
        rx.el.p(w.LEAD, class_name="pm-muted"),
        kept_mounted(here, HeldConnectionState.missing, _form(case_id + held_id, asked)),
        here="cases",
        back=("/cases/" + case_id, worker_pages.BACK_TO_CASE),
        said=said_once(HeldConnectionState.notice, _PROBLEMS),
    )


def _form(key: rx.Var[str], asked: rx.Var[bool]) -> rx.Component:
    return rx.el.form(
        fault_summary(_PROBLEMS, **w.FIELDS),
        # Never defaults of the fields': they are there before their own page was read, with what
        # was read for the last one, and would begin with another connection.
        kept_form(values=_HELD, stamp=rx.cond(asked, _stamp(), "")),
        rx.el.input(type="hidden", name="case_id", value=_VIEW.case_id),
        rx.el.input(type="hidden", name="held_id", value=_VIEW.id),
        form_id(),
        _who(),
        _what(),
        _source(),
        _shown(),
        screening_warning(_PROBLEMS, HeldConnectionState.found),
        button(w.SAVE, kind="main", type="submit"),
        rx.cond(_VIEW.there, _away()),
        on_submit=HeldConnectionState.save,
        reset_on_submit=False,
        no_validate=True,
        key=key,
        class_name="pm-form",
    )


def _stamp() -> rx.Var[str]:
    """Another one as soon as anything that is held is another."""
    stamp = _VIEW.case_id + _VIEW.id
    for held in _HELD.values():
        stamp = stamp + "|" + held
    return stamp


def _choices(name: str, label: str | rx.Var[str], words: Mapping[str, str]) -> rx.Component:
    return radio_group(
        _PROBLEMS,
        name,
        label,
        *[
            radio(name, Option(code, said), first=at == 0, **_NONE if code == "" else {})
            for at, (code, said) in enumerate(words.items())
        ],
        inline=True,
    )


def _who() -> rx.Component:
    return card(
        text_field(
            _PROBLEMS,
            "initials",
            w.WHO,
            hint=w.WHO_HINT,
            auto_capitalize="characters",
            spell_check=False,
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="not_a_name",
                value="yes",
                custom_attrs={"id": "not_a_name"},
            ),
            rx.el.span(w.NOT_A_NAME),
            class_name="pm-choice",
        ),
        _choices("symbol", w.SYMBOL, {"": w.NO_SYMBOL, **w.SYMBOLS}),
    )


def _what() -> rx.Component:
    return card(
        _choices("weight", _VIEW.weight_label, w.WEIGHTS),
        text_area(_PROBLEMS, "known", w.KNOWN, hint=w.KNOWN_HINT, rows="3"),
        _choices("nature", w.NATURE, w.NATURES),
    )


def _source() -> rx.Component:
    return card(
        _choices("source", w.SOURCE, w.SOURCES),
        date_field(_PROBLEMS, "source_day", w.SOURCE_DAY),
    )


def _shown() -> rx.Component:
    return card(
        radio_group(
            _PROBLEMS,
            "shown",
            _VIEW.shown_label,
            radio(
                "shown",
                Option("yes", w.YES),
                first=True,
                more=rx.fragment(
                    date_field(_PROBLEMS, "shown_on", w.SHOWN_ON),
                    _choices("shown_by", w.SHOWN_BY, w.SHOWERS),
                ),
            ),
            radio(
                "shown",
                Option("no", w.NO),
                more=rx.fragment(
                    text_area(
                        _PROBLEMS,
                        "not_shown_because",
                        w.BECAUSE,
                        rows="2",
                    ),
                    date_field(
                        _PROBLEMS,
                        "review",
                        w.REVIEW,
                        hint=_VIEW.review_hint,
                    ),
                ),
            ),
        )
    )


def _away() -> rx.Component:
    return rx.el.details(
        rx.el.summary(w.TAKE_AWAY),
        rx.el.p(w.TAKE_AWAY_WHAT),
        button(
            w.TAKE_AWAY_NOW,
            type="button",
            on_click=HeldConnectionState.take_away(_VIEW.case_id, _VIEW.id),
        ),
        class_name="pm-details",
    )
