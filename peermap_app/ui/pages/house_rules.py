"""Settings, to be read: what counts as usual reading, and what is set at the machine."""

import reflex as rx

from peermap_app.state.house_rules import HouseRulesState
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.office import office_frame
from peermap_app.ui.components.shell import shown
from peermap_app.words import settings_words as w


def page() -> rx.Component:
    """For administrators."""
    return office_frame(
        w.TITLE,
        shown(
            HouseRulesState.ready,
            HouseRulesState.missing,
            section(
                w.USUAL,
                rx.el.p(w.USUAL_WHY, class_name="pm-muted"),
                card(summary(HouseRulesState.usual, lined=True)),
            ),
            section(
                w.AT_THE_MACHINE,
                rx.el.p(w.AT_THE_MACHINE_WHY, class_name="pm-muted"),
                card(summary(HouseRulesState.facts, lined=True)),
            ),
        ),
        said=HouseRulesState.notice,
    )
