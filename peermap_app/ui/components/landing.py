"""Where the focus goes when what had it leaves the page, and where an address leads on it.

A form that was sent is put away or begins anew, and its button goes with it: without this the focus
would be nowhere (WCAG 2.4.3). Nothing scrolls then, for whoever tapped is where they want to be.
"""

from typing import Any, ClassVar

import reflex as rx

from peermap_app.ui.components.cards import SAID

_LAND = """
const landed{name} = useRef({told});
useEffect(() => {{
  if (landed{name}.current === {told}) return;
  landed{name}.current = {told};
  const had = document.activeElement;
  const lost = !had || had === document.body || !had.checkVisibility();
  if ({told} && lost) document.getElementById({to})?.focus({{preventScroll: true}});
}}, [{told}]);
"""

_LEAD = """
useEffect(() => {{
  if ({told} && window.location.hash === "#" + {to}) document.getElementById({to})?.focus();
}}, [{told}]);
"""


class _Lands(rx.Fragment):
    """Nothing to see: a hook of the page on `told`."""

    told: rx.Var[Any]
    to: rx.Var[str]
    script: ClassVar[str] = _LAND

    def add_imports(self) -> dict[str, list[str]]:
        """React's own hooks."""
        return {"react": ["useEffect", "useRef"]}

    def add_hooks(self) -> list[str | rx.Var]:
        """The script, with the vars filled in."""
        told, to = str(self.told), str(self.to)
        name = "".join(each for each in to if each.isalnum())
        var_data = self.told._get_all_var_data()
        return [rx.Var(self.script.format(told=told, to=to, name=name), _var_data=var_data)]

    def _exclude_props(self) -> list[str]:
        return ["told", "to"]


class _Leads(_Lands):
    """Nothing to see: a hook of the page on whether it is there."""

    script: ClassVar[str] = _LEAD


_BEGIN_ANEW = """
const taken{name} = useRef({told});
useEffect(() => {{
  if ({told} > taken{name}.current) {{
    document.getElementById({to})?.reset();
    document.getElementById("SAID")?.focus();
  }}
  taken{name}.current = {told};
}}, [{told}]);
""".replace("SAID", SAID)


class _BeginsAnew(_Lands):
    """Nothing to see: a hook of the page on how often a form was taken."""

    script: ClassVar[str] = _BEGIN_ANEW


def begins_anew(taken: rx.Var[int], form: str) -> rx.Component:
    """When `taken` grows, the form of this id is empty again, and the page's notice has the focus.

    What was refused stays in it, and so does what was typed while the page lost its vars for a
    moment (they only fall then).
    """
    return _BeginsAnew.create(told=taken, to=form)


def lands(told: rx.Var, to: str) -> rx.Component:
    """When `told` changes, and is something, a focus that was lost goes to the element `to`."""
    return _Lands.create(told=told, to=to)


def leads(there: rx.Var[bool], to: str) -> rx.Component:
    """An address that ends in `#to` gives that element the focus, once it is there."""
    return _Leads.create(told=there, to=to)
