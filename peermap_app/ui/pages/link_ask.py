"""Ask a colleague to link: a reference that is already known, and the four parts of the record."""

import reflex as rx

from peermap_app.state.link_ask import LinkAskState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import fault_summary, screening_warning, text_field
from peermap_app.ui.components.half_written import half_written
from peermap_app.ui.components.kept_form import kept_form
from peermap_app.ui.components.links import button
from peermap_app.ui.components.sharing import sharing_cards
from peermap_app.ui.components.ticks import held_ticks
from peermap_app.ui.draft.draft import draft
from peermap_app.words import beyond_words, sharing_words
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """An unknown reference looks exactly like a known one (rule 8)."""
    return case_form_page(w.ASK_TO_LINK, LinkAskState, _form)


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = LinkAskState.problems, LinkAskState.view
    return rx.el.form(
        fault_summary(problems, **sharing_words.FIELDS),
        kept_form(values=view.known, stamp=view.id),
        draft(
            draft=view.draft,
            mark=view.form_id,
            kept=LinkAskState.kept,
            on_keep=LinkAskState.keep_draft,
        ),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        rx.cond(view.beyond, rx.el.p(beyond_words.ASK_NOTE, class_name="pm-note")),
        card(
            text_field(
                problems,
                "reference",
                w.OTHER_REFERENCE,
                hint=w.OTHER_REFERENCE_HINT,
                auto_capitalize="characters",
                spell_check=False,
            )
        ),
        held_ticks(problems, view.held),
        sharing_cards(problems, view.why_label, view.told_label),
        screening_warning(problems, LinkAskState.found),
        button(rx.cond(view.beyond, beyond_words.SEND_ON, w.ASK), kind="main", type="submit"),
        rx.cond(view.beyond, rx.fragment(), rx.el.p(w.ASK_NOTE, class_name="pm-note")),
        half_written(LinkAskState),
        on_submit=LinkAskState.ask,
        no_validate=True,
        key=case_id,
        class_name="pm-form",
    )
