"""The worker's Draw together, /cases/[case_id]/draw (screens/worker-phone.png, third phone).

While the young person chooses there is no board on this page, only that they are choosing (rule 4);
an alert is a dot without words (rule 11).
"""

from collections.abc import Callable

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from peermap_app.state.drawing import DrawingState
from peermap_app.state.live import LiveState
from peermap_app.ui.canvas.board import board
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import Child, button, button_link, text_link
from peermap_app.ui.components.plain_form import plain_form
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.young import filled
from peermap_app.ui.pages.drawing_note import note
from peermap_app.ui.pages.tablet_line import tablet_line
from peermap_app.ui.stage.stage import Stage
from peermap_app.words import draw_together as w
from peermap_app.words import young

_VIEW = DrawingState.view
_WATCHED = DrawingState.watching & (_VIEW.screen == "drawing")


def page() -> rx.Component:
    """The whole page; the board lies over it while it is watched."""
    case_id = route_part("case_id")
    here = DrawingState.ready & (DrawingState.missing | (_VIEW.case_id == case_id))
    return rx.fragment(
        rx.el.div(
            page_frame(
                rx.fragment(
                    w.TITLE, rx.cond(here & ~DrawingState.missing, " · " + _VIEW.reference, "")
                ),
                shown(here, DrawingState.missing, _screens(case_id)),
                here="cases",
                back=("/cases/" + case_id, w.BACK),
                said=rx.cond(DrawingState.problems.length() > 0, "", DrawingState.notice),
                quiet=True,
            ),
            # What lies under the board is out of reach of keys and of a screen reader.
            custom_attrs={"inert": _WATCHED},
        ),
        _watch(),
        rx.el.span(on_unmount=DrawingState.left),
    )


def _screens(case_id: rx.Var[str]) -> rx.Component:
    return Stage.create(
        rx.el.p(_status(), role="status", class_name="pm-unseen"),
        tablet_line(),
        rx.match(
            _VIEW.screen,
            ("offered", _offered()),
            ("asked", _asked()),
            ("ready", _stands(w.READY, w.SEE_NOTHING_YET)),
            ("drawing", _drawing()),
            ("choosing", _choosing()),
            ("later", _later()),
            _over(case_id),
        ),
        rx.cond(
            _VIEW.starts_from != "",
            rx.el.p(*filled(w.STARTS_FROM, _VIEW.starts_from), class_name="pm-note"),
        ),
        rx.cond(_VIEW.screen != "over", _end()),
        phase=_VIEW.screen,
        drawing=_VIEW.drawing_id,
        beat=DrawingState.beat,
        on_behind=DrawingState.load,
        heading="#title, .pd-watch .pm-question",
        layer=_WATCHED,
        class_name="pm-list",
    )


def _status() -> rx.Component:
    """How it stands, for a screen reader: this line is always there, so that a change is said."""
    return rx.match(
        _VIEW.screen,
        ("offered", rx.fragment(w.WAITING_FOR_TABLET)),
        ("asked", rx.fragment(w.ASKS)),
        ("ready", rx.fragment(*_who(w.READY))),
        ("drawing", rx.fragment(*_who(w.DRAWING))),
        ("choosing", rx.fragment(*_who(w.CHOOSING))),
        ("later", rx.fragment(*_who(w.LATER))),
        ("over", _ended(lambda title, said: rx.fragment(title, ". ", *_who(said)))),
        rx.fragment(),
    )


def _ended(told: Callable[[str, str], rx.Component]) -> rx.Component:
    """How it ended, as `told(title, sentence)` puts it."""
    return rx.match(
        _VIEW.ending,
        *[(ending, told(*said)) for ending, said in w.OVER.items() if ending != "expired"],
        told(*w.OVER["expired"]),
    )


def _who(sentence: str) -> list[Child]:
    return filled(sentence, _VIEW.initials)


def _offered() -> rx.Component:
    return rx.fragment(_code(), _this_device())


def _this_device() -> rx.Component:
    """The worker's own device handed over: said before, done by a form of the browser's own."""
    return card(
        rx.el.h2(w.NO_TABLET),
        rx.el.p(*_who(w.USE_THIS_WHY), class_name="pm-muted"),
        plain_form(
            rx.el.input(type="hidden", name="drawing", value=_VIEW.drawing_id),
            button(w.USE_THIS, type="submit"),
            action="/hand-over",
            once=True,
        ),
    )


def _code() -> rx.Component:
    offer = DrawingState.offer
    return rx.cond(
        offer.spoken != "",
        rx.fragment(
            card(
                rx.el.h2(w.SCAN),
                rx.html(offer.qr, class_name="pd-qr", role="img", aria_label=w.QR_LABEL),
                rx.el.p(
                    w.OR_OPEN,
                    " ",
                    rx.el.strong(offer.address, class_name="pd-address"),
                    " ",
                    w.AND_TYPE,
                    class_name="pm-muted",
                ),
                rx.el.p(
                    rx.el.span(offer.spoken, class_name="pm-unseen"),
                    rx.el.span(offer.code[0], aria_hidden="true"),
                    rx.el.span(offer.code[1], aria_hidden="true"),
                    class_name="pd-code",
                ),
                rx.el.p(w.WORKS_ONCE, class_name="pm-muted pm-small"),
                class_name="pd-offer",
            ),
            card(rx.el.p(w.WAITING_FOR_TABLET, class_name="pd-status pd-quiet")),
            button(w.NEW_CODE, type="button", on_click=DrawingState.new_code),
        ),
        card(
            rx.el.p(w.OLD_CODE),
            button(w.NEW_CODE, kind="main", type="button", on_click=DrawingState.new_code),
        ),
    )


def _asked() -> rx.Component:
    return card(
        rx.el.p(w.ASKS, class_name="pd-status"),
        rx.cond(_VIEW.device != "", rx.el.p(_VIEW.device, class_name="pm-strong")),
        rx.el.p(w.ASKS_WHY),
        button(
            w.THAT_IS_OURS,
            sign="tick",
            kind="main",
            type="button",
            on_click=DrawingState.that_is_ours,
        ),
        button(w.NOT_OURS, type="button", on_click=DrawingState.not_ours),
    )


def _stands(status: str, see: str) -> rx.Component:
    """How it stands, why it is done, and what this page shows of it."""
    return card(
        rx.el.p(rx.el.span(*_who(status)), class_name="pd-status"),
        rx.el.dl(
            rx.el.div(rx.el.dt(w.WHY), rx.el.dd(*_who(w.WHY_PLAN))),
            rx.el.div(rx.el.dt(w.YOU_SEE), rx.el.dd(*_who(see))),
            class_name="pm-sum",
        ),
    )


def _drawing() -> rx.Component:
    return rx.fragment(
        _stands(w.DRAWING, w.SEE_LIVE),
        button(w.WATCH, sign="eye", kind="main", type="button", on_click=DrawingState.watch(True)),
    )


def _choosing() -> rx.Component:
    return rx.fragment(
        _stands(w.CHOOSING, w.SEE_CHOOSING),
        note(),
        button(w.WATCH, sign="eye_off", type="button", disabled=True),
        rx.el.p(*_who(w.LIVE_AGAIN), class_name="pm-note"),
    )


def _later() -> rx.Component:
    return rx.fragment(
        _stands(w.LATER, w.SEE_LATER),
        button(
            w.CARRY_ON, sign="pencil", kind="main", type="button", on_click=DrawingState.carry_on
        ),
    )


def _end() -> rx.Component:
    """End this drawing: what goes is said first, in plain words."""
    return rx.cond(
        DrawingState.asks_end,
        card(
            rx.el.h2(w.END_TITLE),
            rx.el.p(w.END_WHY),
            rx.el.div(
                button(w.END_NO, type="button", on_click=DrawingState.ask_end(False)),
                button(w.END_YES, kind="dark", type="button", on_click=DrawingState.end),
                class_name="pm-row",
            ),
            class_name="pd-ending",
            role="alert",
        ),
        rx.fragment(
            rx.cond(
                (_VIEW.screen == "ready")
                | (_VIEW.screen == "drawing")
                | (_VIEW.screen == "choosing")
                | (_VIEW.screen == "later"),
                _other_tablet(),
            ),
            button(w.END, type="button", on_click=DrawingState.ask_end(True)),
        ),
    )


def _other_tablet() -> rx.Component:
    return rx.el.details(
        rx.el.summary(w.TABLET_GONE),
        rx.el.p(w.TABLET_GONE_WHY),
        button(w.OTHER_TABLET, type="button", on_click=DrawingState.new_code),
        class_name="pm-details",
    )


def _over(case_id: rx.Var[str]) -> rx.Component:
    to_case = "/cases/" + case_id

    def told(title: str, said: str) -> rx.Component:
        return rx.fragment(rx.el.p(title, class_name="pd-status pd-quiet"), rx.el.p(*_who(said)))

    return rx.fragment(
        card(
            _ended(told),
            rx.cond(_VIEW.ending == "kept", text_link(w.SEE_ON_CASE, to_case)),
        ),
        rx.cond(
            _VIEW.ending == "kept",
            button_link(w.WHAT_NEXT, to_case + "#next", kind="main"),
            button_link(w.TO_CASE, to_case, kind="main"),
        ),
        button(w.DRAW_AGAIN, type="button", on_click=DrawingState.again),
    )


def _watch() -> rx.Component:
    """The live board. It is on the page while they draw, and while the phase is not known: after a

    cut or a restart the board must still be there with what it holds.
    """
    return rx.cond(
        (_VIEW.screen == "drawing") | ((_VIEW.screen == "") & ~DrawingState.missing),
        rx.el.section(
            rx.el.div(
                rx.el.button(
                    icon("back"),
                    type="button",
                    aria_label=w.STOP_WATCHING,
                    on_click=DrawingState.watch(False),
                    class_name="pd-watch-back",
                ),
                rx.el.p(w.TITLE, " · ", _VIEW.reference, class_name="pm-strong"),
                rx.cond(LiveState.dot, rx.el.span(class_name="pm-badge pm-dot")),
                class_name="pd-watch-bar",
            ),
            tablet_line(),
            rx.el.div(
                board(
                    mode="worker",
                    snapshot=DrawingState.snapshot,
                    incoming=DrawingState.incoming,
                    answered=DrawingState.answered,
                    words=young.BOARD,
                    online=~has_connection_errors,
                    on_edits=DrawingState.edits,
                    on_ask=DrawingState.ask,
                    on_seed=DrawingState.seed,
                    beat=DrawingState.beat,
                    dot=DrawingState.finger,
                    on_dot=DrawingState.dot.temporal,
                ),
                class_name="pd-watch-board",
            ),
            aria_label=w.WATCH,
            class_name=rx.cond(_WATCHED, "pd-watch", "pd-watch pd-away"),
        ),
    )
