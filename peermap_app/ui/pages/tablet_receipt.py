"""After keeping, on the tablet: "Is it safe to take this?", a PIN of their own, and the card."""

import reflex as rx

from peermap_app.state.receipt import ReceiptState
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.young import choices, dark_button, line, told
from peermap_app.ui.pin.pin import pin
from peermap_app.ui.speaking import w
from peermap_app.ui.stage.stage import Stage

W = w.CARD


def card_offer() -> rx.Component:
    """One step at a time; nothing of it once the offer was answered."""
    return Stage.create(
        rx.match(
            ReceiptState.step,
            ("pin", _pin()),
            ("card", _card()),
            ("over", rx.fragment()),
            _is_it_safe(),
        ),
        rx.el.div(
            rx.cond(  # the keypad shows its own, above the keys
                (ReceiptState.notice != "") & (ReceiptState.step != "pin"),
                rx.el.p(
                    icon("speech"),
                    rx.el.span(ReceiptState.notice, class_name="pd-say-it"),
                    class_name="pd-fault",
                ),
            ),
            role="status",
        ),
        phase=rx.cond(ReceiptState.step == "", "offer", ReceiptState.step),
        heading=".pd-receipt h2, .pd-screen h1",
        class_name="pd-receipt",
    )


def making_a_card() -> rx.Var[bool]:
    """The young person still has the tablet in hand: nobody is told to give it back yet."""
    return (ReceiptState.step == "pin") | (ReceiptState.step == "card")


def _is_it_safe() -> rx.Component:
    """Yes and Not now weigh the same."""
    return rx.fragment(
        illustration("yours"),
        rx.el.h2(W["safe_title"], class_name="pd-say-it"),
        told(
            ("phone", W["safe_what"]),
            ("lock", W["safe_found"]),
            ("eye", W["safe_seen"]),
            ("clock", W["safe_later"]),
        ),
        choices(
            dark_button(W["safe_yes"], "lock", ReceiptState.take),
            dark_button(W["safe_no"], "clock", ReceiptState.not_now),
        ),
    )


def _pin() -> rx.Component:
    pad = {key: W[key] for key in W if key.startswith(("pin_", "again_"))}
    pad |= {"not_now": W["safe_no"], "go_back": w.COMMON["go_back"]}
    return rx.fragment(
        told(("eye_off", W["pin_own"])),
        pin(
            words=pad,
            fault=ReceiptState.notice,
            serial=ReceiptState.serial,
            on_pin=ReceiptState.choose,
            on_not_now=ReceiptState.not_now,
        ),
    )


def _card() -> rx.Component:
    card = ReceiptState.card
    return rx.fragment(
        rx.el.h2(icon("tablet"), rx.el.span(W["card_title"], class_name="pd-say-it"), tab_index=-1),
        rx.el.div(
            rx.el.div(
                line("phone", W["card_scan"]),
                rx.html(card.qr, class_name="pd-qr", role="img", aria_label=W["card_qr"]),
                class_name="pd-receipt-half",
            ),
            rx.el.div(
                line("pencil", W["card_or"]),
                rx.el.p(rx.el.strong(card.address, class_name="pd-address pd-say-it")),
                rx.el.ol(
                    rx.foreach(
                        card.words, lambda word, at: rx.el.li(word, key=at, class_name="pd-say-it")
                    ),
                    aria_label=W["card_words"],
                    class_name="pd-receipt-words",
                ),
                class_name="pd-receipt-half",
            ),
            class_name="pd-receipt-card",
        ),
        told(("pencil", W["card_once"]), ("lock", W["card_pin"])),
        dark_button(W["card_done"], "tick", ReceiptState.done),
    )
