"""Plain pages, rendered on the server: they work without any script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from peermap_app.domain.errors import Kind, Refusal

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


@dataclass(frozen=True, slots=True)
class Behind:
    """The idle lock of a page (assets/lock-page.js): after how long, in which words, whose."""

    seconds: int
    words: Mapping[str, str]
    mark: str


def page(
    name: str, *, status: int = 200, behind: Behind | None = None, **values: Any
) -> HTMLResponse:
    """A page from a template; what was typed stays in it after a refusal."""
    made = _templates.get_template(name).render(behind=behind, **values)
    return HTMLResponse(made, status_code=status)


def seconds(data: dict[str, object]) -> dict[str, str]:
    """The Retry-After header of a slow-down."""
    wait = data.get("seconds")
    return {"retry-after": str(wait)} if isinstance(wait, int) else {}


def status(refusal: Refusal) -> int:
    """The status of a form's page that shows a refusal: slowed down, busy, or not to be used."""
    if refusal.code == "busy":
        return 503
    return 429 if refusal.kind is Kind.TOO_MANY else 422
