"""Script that is typed: what a page says back is text, whoever typed it."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from tests.attacks.counted import Tried
from tests.attacks.plain import well
from tests.attacks.stage import Stage
from tests.attacks.surface import full

pytestmark = pytest.mark.asyncio(loop_scope="module")


class _Read(HTMLParser):
    """What of a page would run: scripts with words of their own, handlers, odd addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        for name, value in attrs:
            odd = name in ("href", "src", "action") and "planted" in (value or "")
            if name.startswith("on") or odd or name == "srcdoc":
                self.runs.append(f"{tag} {name}={value}")
        if tag in ("svg", "img", "iframe") and ("onload" in str(attrs) or "onerror" in str(attrs)):
            self.runs.append(tag)

    def handle_data(self, data: str) -> None:
        """Text of the element that was begun last."""
        if self.cdata_elem == "script" and "planted" in data:
            self.runs.append(data)


SCRIPTS = (
    "<script>planted()</script>",
    '"><img src=x onerror=planted()>',
    "'><svg onload=planted()>",
    "</textarea><script>planted()</script>",
    "{{7*7}}{% raw %}",
    "javascript:planted()",
    "<scr\x00ipt>planted()</scr\x00ipt>",
    "\u2028planted()\u2029",
    "＜script＞planted()＜/script＞",
    "<!--><script>planted()</script>",
)


@pytest.mark.attack("script", tries=3)
@pytest.mark.parametrize("script", SCRIPTS, ids=range(len(SCRIPTS)))
async def test_what_a_door_says_back_is_text(stage: Stage, tried: Tried, script: str) -> None:
    """The e-mail address, the code and the words of a card, typed wrongly, stand in the page again:
    as text, and evaluated by nothing."""
    async with stage.client() as client:
        for path, data in (
            ("/sign-in", {"email": script, "password": script}),
            ("/join", {"code": script}),
            ("/my-map", {"words": script, "pin": script}),
        ):
            answer = await client.post(path, data=data, headers={"Origin": stage.server.url})
            assert answer.status_code in (422, 429), path
            read = _Read()
            read.feed(answer.text)
            assert read.runs == [], path
            assert "49" not in answer.text or "7*7" not in script
            tried("script")


@pytest.mark.attack("script", tries=4)
@pytest.mark.parametrize("script", SCRIPTS[:6], ids=range(6))
async def test_what_a_worker_types_comes_back_as_text(
    stage: Stage, tried: Tried, script: str
) -> None:
    """Sam's own step, in every field: it is refused with a sentence or kept, and what comes back is
    a string in JSON, letter for letter; no address that a page would load changes."""
    sam, case = stage.sockets["sam"], {"case_id": stage.target.case}
    path = f"/cases/{stage.target.case}"
    fields = {"text": script, "review": stage.target.review, "screened_reason": script}
    for name, given in (
        ("CaseState.say_next_step", {**case, **fields}),
        ("CaseState.say_next_step", {"case_id": script, **fields}),
        ("CaseState.say_next_step", {**case, **fields, "review": script}),
        ("LinkAskState.ask", {**case, "reference": script, "why": script, "review": script}),
    ):
        sam.frames.clear()
        await sam.call(full(name), {"form": given}, path, case)
        held = (await sam.settled())[full(name).rpartition(".")[0]]
        told = "".join(sam.frames)
        refused = held["notice_rx_state_"] or held["missing_rx_state_"]
        assert refused or json.dumps(script)[1:-1] in told or script in told
        assert "_call_script" not in told
        tried("script")
    await well(stage)
