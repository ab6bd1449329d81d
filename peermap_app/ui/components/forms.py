"""Fields after the patterns of the GOV.UK Design System: label, hint, fault beside the field.

Inputs are uncontrolled: what is typed lives in the page alone until it is sent, and a refusal or a
lost connection leaves it there.
"""

from collections.abc import Callable, Sequence

import reflex as rx

from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.links import INTO_PLACE, Child
from peermap_app.words import worker_pages as w

Problems = rx.Var[dict[str, str]]

_MOST_TYPED = 20_000
"""Signs that a field takes: far beyond what any may hold, so that the server says what is too much,

and far below the megabyte at which a message is lost without a word."""

_ON_FAULTS = """
useEffect(() => {{
  if (Object.keys({problems}).length > 0) document.getElementById({box})?.focus();
}}, [{problems}]);
"""


class _Faults(rx.el.Div):
    """The box of an error summary: takes the focus whenever a new answer brings faults."""

    problems: Problems
    box: rx.Var[str]

    def add_imports(self) -> dict[str, str]:
        """React's own hook."""
        return {"react": "useEffect"}

    def add_hooks(self) -> list[str | rx.Var]:
        """Focus on every change of the faults that leaves some."""
        var_data = self.problems._get_all_var_data()
        script = _ON_FAULTS.format(problems=str(self.problems), box=str(self.box))
        return [rx.Var(script, _var_data=var_data)]

    def _exclude_props(self) -> list[str]:
        return ["problems", "box"]


def _before(name: str) -> str:
    """A field's name before what is wrong with it: `Why? Fill this in.`"""
    return f"{name} " if name.endswith("?") else f"{name}: "


def fault_summary(problems: Problems, *, box: str = "faults", **names: str) -> rx.Component:
    """Every fault with a link to its field. Always there, so that it can take the focus.

    `box`: its id, another one for each form of a page.
    `names`: what a field is called on this form, where that is not its usual name.
    """
    names = {**w.FIELD_NAMES, **names}
    named = rx.Var.create({field: _before(name) for field, name in names.items()})
    return _Faults.create(
        rx.cond(
            problems.length() > 0,
            card(
                rx.el.h2(w.FAULTS),
                rx.el.ul(
                    rx.foreach(
                        problems,
                        lambda pair: rx.el.li(
                            rx.el.a(
                                rx.cond(named[pair[0].to(str)], named[pair[0].to(str)], ""),
                                pair[1],
                                href="#" + pair[0].to(str),
                            ),
                            key=pair[0],
                        ),
                    )
                ),
                class_name="pm-faults",
                role="alert",
            ),
        ),
        problems=problems,
        box=box,
        id=box,
        tab_index=-1,
        custom_attrs={"onClickCapture": INTO_PLACE},
    )


def _fault(problems: Problems, name: str | rx.Var[str]) -> rx.Var:
    return problems.to(dict[str, str])[name]


def _wrong(problems: Problems, name: str | rx.Var[str], class_name: str = "") -> rx.Var:
    base = f"pm-field {class_name}".strip()
    return rx.cond(_fault(problems, name), f"{base} pm-wrong", base)


def _fault_line(problems: Problems, name: str | rx.Var[str]) -> rx.Component:
    fault_id = name + "-fault"
    return rx.cond(
        _fault(problems, name),
        rx.el.p(_fault(problems, name), id=fault_id, class_name="pm-fault"),
    )


def _described(name: str, hint: Child) -> dict[str, str]:
    # A description whose element is not there is passed over by the browser.
    told = f"{name}-hint {name}-fault" if not isinstance(hint, str) or hint else f"{name}-fault"
    return {"aria-describedby": told}


def _field(
    problems: Problems, name: str, label: Child, hint: Child, control: rx.Component
) -> rx.Component:
    parts: list[Child] = [rx.el.label(label, html_for=name, class_name="pm-label")]
    if not isinstance(hint, str) or hint:
        parts.append(rx.el.p(hint, id=f"{name}-hint", class_name="pm-hint"))
    return rx.el.div(
        *parts, _fault_line(problems, name), control, class_name=_wrong(problems, name)
    )


def field_of(
    problems: Problems, name: str, label: Child, control: rx.Component, *, hint: Child = ""
) -> rx.Component:
    """A field around a control that the page makes itself; its id is `name`."""
    return _field(problems, name, label, hint, control)


def _invalid(problems: Problems, name: str | rx.Var[str]) -> rx.Var:
    return rx.cond(_fault(problems, name), "true", "false")


def _typed(
    element: Callable[..., rx.Component],
    problems: Problems,
    name: str,
    label: Child,
    hint: Child,
    **props: object,
) -> rx.Component:
    """A field that is typed into, by this element."""
    own = props.pop("custom_attrs", {})
    control = element(
        id=name,
        name=name,
        class_name="pm-input",
        auto_complete="off",
        max_length=_MOST_TYPED,
        custom_attrs={
            **_described(name, hint),
            "aria-invalid": _invalid(problems, name),
            **own,
        },
        **props,
    )
    return _field(problems, name, label, hint, control)


def text_field(
    problems: Problems, name: str, label: Child, *, hint: Child = "", **props: object
) -> rx.Component:
    """One line of text."""
    return _typed(rx.el.input, problems, name, label, hint, **props)


def text_area(
    problems: Problems, name: str, label: Child, *, hint: Child = "", **props: object
) -> rx.Component:
    """Several lines of text."""
    return _typed(rx.el.textarea, problems, name, label, hint, **props)


def date_field(
    problems: Problems, name: str, label: Child, *, hint: Child = "", **props: object
) -> rx.Component:
    """A day, by the browser's own control."""
    return text_field(problems, name, label, hint=hint, type="date", **props)


def select_field(
    problems: Problems, name: str, label: Child, options: Sequence[Option], *, hint: Child = ""
) -> rx.Component:
    """One of a few, by the browser's own control. Nothing is chosen beforehand."""
    return _field(
        problems,
        name,
        label,
        hint,
        rx.el.select(
            rx.el.option(w.CHOOSE, value=""),
            *[rx.el.option(option.words, value=option.value) for option in options],
            id=name,
            name=name,
            default_value="",
            class_name="pm-input",
            custom_attrs={**_described(name, hint), "aria-invalid": _invalid(problems, name)},
        ),
    )


def chosen_field(
    problems: Problems, name: str, label: Child, options: rx.Var[list[Option]], *, hint: Child = ""
) -> rx.Component:
    """One of those that the page was sent, by the browser's own control; nothing beforehand."""
    return _field(
        problems,
        name,
        label,
        hint,
        rx.el.select(
            rx.el.option(w.CHOOSE, value=""),
            rx.foreach(
                options, lambda one: rx.el.option(one.words, value=one.value, key=one.value)
            ),
            id=name,
            name=name,
            default_value="",
            class_name="pm-input",
            custom_attrs={**_described(name, hint), "aria-invalid": _invalid(problems, name)},
        ),
    )


def radio(
    name: str, option: Option, *, first: bool = False, more: Child = "", **props: object
) -> rx.Component:
    """One choice; the first carries the group's id. `more` shows once it is made."""
    choice = rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=option.value,
            # Not Reflex's own `id`: for that it would send this element's value, ticked or not.
            custom_attrs={"id": name if first else f"{name}-{option.value}"},
            **props,
        ),
        rx.el.span(option.words),
        class_name="pm-choice",
    )
    if isinstance(more, str):
        return choice
    return rx.fragment(choice, rx.el.div(more, class_name="pm-more"))


def radio_group(
    problems: Problems,
    name: str,
    label: Child,
    *choices: rx.Component,
    hint: Child = "",
    inline: bool = False,
    **props: object,
) -> rx.Component:
    """A question with its choices."""
    parts: list[Child] = [rx.el.legend(label, class_name="pm-label")]
    if not isinstance(hint, str) or hint:
        parts.append(rx.el.p(hint, id=f"{name}-hint", class_name="pm-hint"))
    return rx.el.fieldset(
        *parts,
        _fault_line(problems, name),
        rx.el.div(*choices, class_name="pm-inline" if inline else "pm-choices"),
        class_name=_wrong(problems, name),
        custom_attrs=_described(name, hint),
        **props,
    )


def chosen_radios(
    problems: Problems, name: str, label: Child, options: rx.Var[list[Option]]
) -> rx.Component:
    """A question with as many choices as the page was sent; the first carries the group's id."""

    def one(option: rx.Var[Option], at: rx.Var[int]) -> rx.Component:
        named = rx.cond(at == 0, name, name + "-" + option.value)
        return rx.el.label(
            rx.el.input(type="radio", name=name, value=option.value, custom_attrs={"id": named}),
            rx.el.span(option.words),
            key=option.value,
            class_name="pm-choice",
        )

    return radio_group(problems, name, label, rx.foreach(options, one))


def check_boxes(
    problems: Problems, name: str, label: Child, choices: dict[str, str]
) -> rx.Component:
    """A question with several answers; each box is sent as `name_code`."""
    return radio_group(
        problems,
        name,
        label,
        *[
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=f"{name}_{code}",
                    value="yes",
                    custom_attrs={"id": name if number == 0 else f"{name}-{code}"},
                ),
                rx.el.span(words),
                class_name="pm-choice",
            )
            for number, (code, words) in enumerate(choices.items())
        ],
    )


def screening_warning(
    problems: Problems, found: rx.Var[list[str]], *, hint: str = w.FOUND_REASON_HINT
) -> rx.Component:
    """What screening found, and a way to go on with a reason (rule 2). Hidden, never taken down."""
    return rx.el.div(
        card(
            rx.el.h2(w.FOUND),
            rx.el.ul(
                rx.foreach(found, lambda text: rx.el.li(text, key=text)), class_name="pm-bullets"
            ),
            rx.el.p(w.FOUND_WHAT_NOW),
            text_field(problems, "screened_reason", w.FOUND_REASON, hint=hint),
            class_name="pm-warning",
        ),
        hidden=found.length() == 0,
    )


class _FormId(rx.el.Input):
    """A hidden field whose value is made in the page and lives as long as the form is shown."""

    def add_imports(self) -> dict[str, str]:
        """React's own hooks."""
        return {"react": ["useEffect", "useState"]}

    def add_hooks(self) -> list[str]:
        """16 random bytes in hex: what the services take for an id."""
        return [_FORM_ID]


_FORM_ID = """const [formId, setFormId] = useState("");
useEffect(() => setFormId(Array.from(crypto.getRandomValues(new Uint8Array(16)),
  (byte) => byte.toString(16).padStart(2, "0")).join("")), []);"""


def form_id() -> rx.Component:
    """Names one filling-in of a form: sent again after a cut or a restart, it counts once."""
    return _FormId.create(type="hidden", name="form_id", value=rx.Var("formId"))
