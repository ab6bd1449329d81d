"""What a half-written form has ticked when it is filled in again (`ui/draft/draft.jsx`)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.canvas.conftest import _node

DRAFT = Path(__file__).parents[2] / "peermap_app" / "ui" / "draft" / "draft.jsx"
ROW = "0" * 32


def ticked(draft: dict[str, str], **boxes: bool) -> list[str]:
    """Which boxes stand ticked after `draft` was filled in; `boxes`: whether each begins ticked."""
    source = DRAFT.read_text(encoding="utf-8")
    fill = source[source.index("function fill(") : source.index("const newId")]
    form: dict[str, Any] = {
        "dataset": {},
        "elements": [
            {"type": "checkbox", "name": name, "defaultChecked": begins, "checked": begins}
            for name, begins in boxes.items()
        ],
    }
    said = (
        f"{fill}; const form = {json.dumps(form)}; fill(form, {json.dumps(draft)});"
        "console.log(JSON.stringify(form.elements.filter((one) => one.checked)))"
    )
    done = subprocess.run(
        [_node(), "-e", said], capture_output=True, text=True, check=True, timeout=60
    )
    return [one["name"] for one in json.loads(done.stdout)]


def test_a_box_that_begins_empty_is_ticked_by_what_was_kept_alone() -> None:
    """What is already held and was not ticked, or was added since, supports nothing by itself."""
    mine, other = f"held_{ROW}", f"held_{'1' * 32}"
    assert ticked({"why": "x", mine: "on"}, **{mine: False, other: False}) == [mine]


def test_a_box_that_begins_ticked_stays_so_until_its_tick_was_taken_out() -> None:
    """Whom a flag tells: a colleague who came since is told."""
    left, came = f"tell_{ROW}", f"tell_{'1' * 32}"
    assert ticked({"untold": left}, **{left: True, came: True}) == [came]
    assert ticked({"why": "x"}, **{left: True}) == [left]
