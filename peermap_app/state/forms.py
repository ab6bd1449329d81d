"""What the states of form pages share: what screening found is shown beside the faults (rule 2).

What was typed lives in the page alone and is there after a cut or a lock; so what was said about it
stands as well, until the page is opened anew or the form is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peermap_app.domain.errors import Problems, Refusal
from peermap_app.state.guarded import Page
from peermap_app.state.live import LiveState
from peermap_app.words import worker_sentences as say


class FormPage(Page, mixin=True):
    """A page with a form. `found` stays until the form is gone, so that the reason can be typed."""

    found: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page
    taken: int = 0
    """How often the form was taken: it is empty again each time (`ui.components.landing`)."""

    async def _came_back(self) -> bool:
        return str(self.router._page.raw_path) == (await self.get_state(LiveState))._opened

    def _silent(self) -> None:
        super()._silent()
        self.found = []

    def _forget_what_was_read(self, *stays: str) -> None:
        super()._forget_what_was_read("problems", "found", "taken", *stays)

    def _opened_anew(self) -> None:
        super()._opened_anew()
        self._silent()

    def _refused(self, refusal: Refusal) -> Any:
        found = [say.found_line(each.text, each.kind) for each in _found(refusal)]
        answer = super()._refused(refusal)
        if found:
            self.found = list(dict.fromkeys(found))
        return answer


def _found(refusal: Refusal) -> list[Any]:
    faults = refusal.problems if isinstance(refusal, Problems) else (refusal,)
    return [
        each
        for fault in faults
        if fault.code == "screened" and isinstance(fault.data.get("found"), tuple | list)
        for each in fault.data["found"]
    ]


def typed(form: object, name: str) -> str:
    """One value of a sent form, hostile as it is: a string, or "" for anything else."""
    value = form.get(name) if isinstance(form, Mapping) else None
    return value if isinstance(value, str) else ""


def sent(form: object) -> Mapping[str, Any]:
    """A sent form, hostile as it is: a mapping, or an empty one for anything else."""
    return form if isinstance(form, Mapping) else {}
