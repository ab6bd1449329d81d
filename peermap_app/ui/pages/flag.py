"""Flag a case: what happened, the least that others must know, how soon, and who is told."""

import reflex as rx
from reflex.vars import VarData

from peermap_app.state.flag import FlagState
from peermap_app.state.views import KindOption, Option, ToldRow
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    radio,
    radio_group,
    screening_warning,
    select_field,
    text_area,
    text_field,
)
from peermap_app.ui.components.half_written import half_written
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.sharing import THRESHOLDS
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.draft.draft import draft
from peermap_app.words import flag_draft_words as drafts
from peermap_app.words import worker_pages as w

_PROPOSE = rx.Var(
    "((ev) => {const form = ev.currentTarget, soon = ev.target.dataset.soon;"
    " if (ev.target.name === 'urgency') form.dataset.chosen = 'yes';"
    " if (soon && !form.dataset.chosen)"
    " form.querySelector(`[name=urgency][value=${soon}]`).checked = true;})"
)
"""How soon follows what happened, in the page itself: it needs no connection.

By the browser's own `input`: React keeps `onChange` back for what had been proposed before.
"""


def page() -> rx.Component:
    """Every flag page says what PeerMap is not (rule 11)."""
    view, case_id = FlagState.view, route_part("case_id")
    here = FlagState.ready & (FlagState.missing | (view.id == case_id))
    there = here & ~FlagState.missing
    return page_frame(
        rx.cond(there, w.FLAG_HEADING + " " + view.reference, w.FLAG_THIS_CASE),
        rx.el.p(w.IN_DANGER_NOW, class_name="pm-danger"),
        kept_mounted(here, FlagState.missing, _form(case_id)),
        here="cases",
        back=("/cases/" + case_id, w.BACK_TO_CASE),
        said=said_once(FlagState.notice, FlagState.problems),
    )


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = FlagState.problems, FlagState.view
    return rx.el.form(
        fault_summary(problems),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        draft(
            draft=view.draft,
            mark=view.form_id,
            kept=FlagState.kept,
            on_keep=FlagState.keep_draft,
        ),
        card(_what_happened()),
        card(
            text_area(problems, "need_to_know", w.NEED_TO_KNOW, hint=w.NEED_TO_KNOW_HINT, rows="3")
        ),
        card(_how_soon()),
        card(select_field(problems, "threshold", w.THRESHOLD, THRESHOLDS)),
        card(_told()),
        card(
            date_field(
                problems, "review", drafts.REVIEW, hint=view.review_hint, default_value=view.review
            )
        ),
        card(_who()),
        screening_warning(problems, FlagState.found, hint=w.FOUND_REASON_HINT_FLAG),
        button(w.SEND_FLAG, sign="flag", kind="main", type="submit"),
        half_written(FlagState),
        rx.el.p(w.IN_DANGER_NOW, class_name="pm-note"),
        on_submit=FlagState.send,
        no_validate=True,
        custom_attrs={"onInput": _PROPOSE},
        key=case_id,
        class_name="pm-form",
    )


def _what_happened() -> rx.Component:
    return radio_group(
        FlagState.problems,
        "kind",
        w.WHAT_HAPPENED,
        rx.foreach(_held("kinds", FlagState.view.kinds, list[KindOption]), _kind),
    )


def _kind(option: rx.Var[KindOption], at: rx.Var[int]) -> rx.Component:
    """One kind; the first carries the group's id."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="kind",
            value=option.value,
            custom_attrs={
                "id": rx.cond(at == 0, "kind", "kind-" + option.value),
                "data-soon": option.soon,
            },
        ),
        rx.el.span(option.words),
        key=option.value,
        class_name="pm-choice",
    )


def _how_soon() -> rx.Component:
    """Proposed from what happened (`_PROPOSE`), until the worker chooses it themselves."""
    return radio_group(
        FlagState.problems,
        "urgency",
        w.HOW_SOON,
        *[
            radio(
                "urgency",
                Option(code, words),
                first=number == 0,
            )
            for number, (code, words) in enumerate(w.URGENCIES.items())
        ],
        inline=True,
    )


def _told() -> rx.Component:
    problems = FlagState.problems
    return radio_group(
        problems,
        "told",
        FlagState.view.told_label,
        radio("told", Option("yes", w.YES), first=True),
        radio(
            "told",
            Option("no", w.NOT_YET),
            more=text_area(problems, "not_told_because", w.NOT_YET_BECAUSE, rows="2"),
        ),
    )


def _who() -> rx.Component:
    view = FlagState.view
    return rx.el.fieldset(
        rx.el.legend(w.WHO_WILL_BE_TOLD, class_name="pm-label"),
        rx.foreach(_held("told", view.told, list[ToldRow]), _recipient),
        rx.cond(view.told.length() == 0, rx.el.p(w.NOBODY_LINKED, class_name="pm-muted")),
        id="left_out",
        custom_attrs={"tabIndex": -1},
        class_name="pm-field",
    )


def _held(name: str, rows: rx.Var, kind: type) -> rx.Var:
    """Rows of the form, held in the page while the server has restarted and knows nothing yet.

    Otherwise they would be made anew: somebody left out would be ticked again, a choice be gone.
    """
    view = FlagState.view
    hold = f"if ({view.id!s}) {name}.current = {rows!s};"
    return rx.Var(
        f"{name}.current",
        _var_data=VarData.merge(
            view._get_all_var_data(),
            VarData(
                imports={"react": "useRef"},
                hooks={f"const {name} = useRef([]);": None, hold: None},
            ),
        ),
    ).to(kind)


def _recipient(row: rx.Var[ToldRow]) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name="tell_" + row.id,
                custom_attrs={"id": "tell_" + row.id},
                default_checked=True,
                value="yes",
            ),
            rx.el.span(unbroken(row.name)),
            class_name="pm-choice",
        ),
        rx.cond(row.also != "", rx.el.p(row.also, class_name="pm-muted pm-small pm-under")),
        rx.el.div(
            rx.el.label(w.LEAVE_OUT, html_for="tell_" + row.id, class_name="pm-leave"),
            class_name="pm-unless",
        ),
        rx.el.div(_reason(row), class_name="pm-because"),
        key=row.id,
        class_name="pm-recipient",
    )


def _reason(row: rx.Var[ToldRow]) -> rx.Component:
    return text_field(FlagState.problems, row.field, w.LEAVE_OUT_BECAUSE)
