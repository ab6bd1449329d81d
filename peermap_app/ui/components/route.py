"""What the address of the open page says, read in the browser at the moment it is shown.

A state still holds the last case while the next one loads (or cannot load, with the connection
gone). Pages compare what they hold with the address and show nothing of another case under it.
"""

import reflex as rx
from reflex.vars import VarData
from reflex.vars.sequence import StringVar


def route_part(name: str) -> StringVar:
    """The part of the address that the route calls `name`, as the browser has it now."""
    return rx.Var(
        _js_expr=f"(routeParts.{name} ?? '')",
        _var_data=VarData(
            imports={"react-router": "useParams"},
            hooks={"const routeParts = useParams();": None},
        ),
    ).to(str)
