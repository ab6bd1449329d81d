"""The page's websocket goes to where the page came from.

Reflex writes host and port of the build into the page and, behind https, assumes port 443. Ours
is built once and then served on whatever port or address an operator chose (and each test server
on its own), so the one function that reads the address takes the page's own host and port instead.
"""

from typing import Any

from reflex.plugins import Plugin

STATE_JS = "utils/state.js"
BEFORE = '      endpoint.port = ""; // Assume websocket is on https port via load balancer.\n'
AFTER = ""
HOST = "    endpoint.hostname = frontend_hostname;\n"
HOST_AND_PORT = HOST + "    endpoint.port = window.location.port;\n"


def to_own_origin(state_js: str) -> str:
    """The text of Reflex's state.js with the change; the same text when it is there already.

    Raises:
        ValueError: a new Reflex wrote this place differently: look at `getBackendURL` again.
    """
    if HOST_AND_PORT in state_js:
        return state_js
    if state_js.count(BEFORE) != 1 or state_js.count(HOST) != 1:
        raise ValueError("getBackendURL in Reflex's state.js is not as peermap_app/ui knows it")
    return state_js.replace(BEFORE, AFTER).replace(HOST, HOST_AND_PORT)


class OwnOrigin(Plugin):
    """A Reflex plugin that applies `to_own_origin` at every compilation."""

    def pre_compile(self, **context: Any) -> None:
        """Register the change; Reflex calls this before it writes `.web`."""
        context["add_modify_task"](STATE_JS, to_own_origin)
