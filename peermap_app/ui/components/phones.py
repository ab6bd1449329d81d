"""On Me: alerts on this phone, one's other phones, and quiet hours."""

import reflex as rx

from peermap_app.state.live import LiveState
from peermap_app.state.push_views import PhoneRow
from peermap_app.state.web_push import PhonesState
from peermap_app.ui.components.cards import card, section, tag
from peermap_app.ui.components.forms import Problems, fault_summary, text_field
from peermap_app.ui.components.landing import lands, leads
from peermap_app.ui.components.links import button
from peermap_app.ui.push.push import push
from peermap_app.words import push_words as w

_SAID, _PLACE = "phones-said", "phones"


def phones_section() -> rx.Component:
    """Nothing for whoever gets no alerts; nor before the page knows whose it is, which it says."""
    there = PhonesState.ready & PhonesState.mine & (LiveState.whose != "")
    return rx.cond(
        there,
        section(
            w.ON_THIS_PHONE,
            card(
                push(
                    server_key=PhonesState.view.key,
                    here=PhonesState.view.here,
                    ended=PhonesState.view.ended,
                    whose=LiveState.whose,
                    words=w.CARD,
                    on_changed=PhonesState.changed,
                )
            ),
            rx.el.div(
                rx.cond(PhonesState.said != "", rx.el.p(PhonesState.said, class_name="pm-notice")),
                rx.cond(
                    (PhonesState.notice != "") & (PhonesState.problems.length() == 0),
                    rx.el.p(PhonesState.notice, class_name="pm-notice"),
                ),
                role="status",
                id=_SAID,
                tab_index=-1,
            ),
            lands(PhonesState.said, _SAID),
            leads(there, _PLACE),
            _phones(),
            _quiet(),
            id=_PLACE,
            tab_index=-1,
        ),
    )


def _phones() -> rx.Component:
    rows = PhonesState.view.rows
    return rx.fragment(
        rx.el.h3(w.PHONES, class_name="pm-cardtitle"),
        rx.cond(
            rows.length() > 0,
            rx.el.ul(rx.foreach(rows, _phone), class_name="pm-list"),
            rx.el.p(w.NO_PHONES, class_name="pm-muted"),
        ),
    )


def _phone(row: rx.Var[PhoneRow]) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.p(row.name, class_name="pm-strong"),
            rx.cond(row.here, tag(w.THIS_ONE, sign="tick", kind="good")),
            rx.el.p(row.since, class_name="pm-muted"),
            rx.el.p(row.reached, class_name="pm-muted"),
            rx.cond(row.trouble != "", rx.el.p(row.trouble)),
            rx.el.div(
                button(
                    w.TRY,
                    type="button",
                    aria_label=row.try_named,
                    on_click=PhonesState.try_out(row.id),
                ),
                button(
                    w.END,
                    type="button",
                    aria_label=row.end_named,
                    on_click=PhonesState.end(row.id),
                ),
                class_name="pm-row",
            ),
        ),
        key=row.id,
    )


def _clock(
    problems: Problems, name: str, label: str, held: rx.Var[str], *, hint: str = ""
) -> rx.Component:
    """The phone's own clock: nobody has to know how a time is written."""
    return text_field(problems, name, label, hint=hint, type="time", default_value=held)


def _quiet() -> rx.Component:
    problems, view = PhonesState.problems, PhonesState.view
    return rx.el.form(
        card(
            rx.el.h3(w.QUIET, class_name="pm-cardtitle"),
            rx.el.p(w.QUIET_WHY, class_name="pm-muted"),
            fault_summary(problems, box="quiet-faults", begins=w.QUIET_FROM, ends=w.QUIET_TO),
            _clock(problems, "begins", w.QUIET_FROM, view.quiet_from, hint=w.QUIET_HINT),
            _clock(problems, "ends", w.QUIET_TO, view.quiet_to),
            button(w.QUIET_SAVE, type="submit"),
        ),
        on_submit=PhonesState.set_quiet,
        no_validate=True,
        class_name="pm-form",
        key=view.quiet_from + view.quiet_to,
    )
