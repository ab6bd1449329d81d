"""The parts of a sharing record, the same on both sides of a link (rule 5)."""

import reflex as rx

from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import (
    Problems,
    date_field,
    radio,
    radio_group,
    select_field,
    text_area,
)
from peermap_app.ui.components.links import Child
from peermap_app.words import sharing_words as s
from peermap_app.words import worker_pages as w

THRESHOLDS = tuple(Option(code, words) for code, words in w.THRESHOLDS.items())
LAWFUL_BASES = tuple(Option(code, words) for code, words in s.LAWFUL_BASES.items())


def without_cards(problems: Problems, told_label: Child) -> rx.Component:
    """The same without agreement (rule 5): what they say, why it is necessary, how urgent."""
    return rx.fragment(
        card(
            radio_group(
                problems,
                "position",
                s.POSITION,
                *[
                    radio("position", Option(code, words), first=at == 0)
                    for at, (code, words) in enumerate(s.POSITIONS.items())
                ],
            ),
            text_area(problems, "consent", w.CONSENT, hint=s.CONSENT_HINT, rows="2"),
        ),
        card(
            text_area(problems, "why", s.NECESSARY, rows="3"),
            text_area(problems, "privacy", w.PRIVACY, hint=w.PRIVACY_HINT, rows="2"),
            text_area(
                problems,
                "proportionality",
                w.PROPORTIONALITY,
                hint=s.PROPORTIONALITY_HINT,
                rows="2",
            ),
            select_field(problems, "threshold", w.THRESHOLD, THRESHOLDS),
            select_field(problems, "lawful", s.LAWFUL, LAWFUL_BASES[1:], hint=s.LAWFUL_HINT),
        ),
        card(
            _told(problems, told_label),
            radio_group(
                problems,
                "urgent",
                s.URGENT,
                radio("urgent", Option("yes", w.YES), first=True),
                radio("urgent", Option("no", s.NO)),
                hint=s.URGENT_HINT,
            ),
        ),
        card(date_field(problems, "review", w.REVIEW_DATE, hint=s.REVIEW_HINT)),
    )


def _told(problems: Problems, label: Child) -> rx.Component:
    return radio_group(
        problems,
        "told",
        label,
        radio("told", Option("yes", w.YES), first=True),
        radio(
            "told",
            Option("no", w.NOT_YET),
            more=text_area(problems, "not_told_because", w.NOT_YET_BECAUSE, rows="2"),
        ),
    )


def sharing_cards(problems: Problems, why_label: Child, told_label: Child) -> rx.Component:
    """Why it helps, the four parts, and when it is looked at again."""
    return rx.fragment(
        card(text_area(problems, "why", why_label, rows="3")),
        card(
            text_area(problems, "consent", w.CONSENT, hint=w.CONSENT_HINT, rows="2"),
            text_area(problems, "privacy", w.PRIVACY, hint=w.PRIVACY_HINT, rows="2"),
            text_area(
                problems,
                "proportionality",
                w.PROPORTIONALITY,
                hint=w.PROPORTIONALITY_HINT,
                rows="2",
            ),
            select_field(problems, "threshold", w.THRESHOLD, THRESHOLDS),
        ),
        card(
            select_field(problems, "lawful", s.LAWFUL, LAWFUL_BASES, hint=s.LAWFUL_HINT),
            _told(problems, told_label),
        ),
        card(date_field(problems, "review", w.REVIEW_DATE, hint=w.REVIEW_HINT)),
    )
