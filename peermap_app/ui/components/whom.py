"""What must be known of a colleague before anybody agrees."""

import reflex as rx


def whom_marks(marks: rx.Var[list[str]]) -> rx.Component:
    """Each on a line of its own; nothing where there is nothing to know."""
    return rx.foreach(
        marks, lambda words, at: rx.el.p(words, key=at, class_name="pm-strong pm-small")
    )
