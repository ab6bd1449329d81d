"""One file that an administrator sends does not stop everybody else's work."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from tests.attacks import confidential as s
from tests.attacks.seed import a_file
from tests.attacks.stage import Stage
from tests.attacks.surface import full

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD = a_file() + "?,?,?,?,?,?,?,?,?,?\n" * 60_000


@pytest.mark.attack("malformed", tries=1)
async def test_a_colleague_works_while_a_bad_file_is_read(stage: Stage) -> None:
    """Sam opens the case again and again: no time takes as long as half of the file."""
    await stage.connect("alex", await stage.sign_in("alex"))
    longest, opened = 0.0, 0

    async def send() -> tuple[httpx.Response, float]:
        began = time.monotonic()
        async with stage.client(stage.cookies["alex"]) as client:
            answer = await client.post(
                "/imports/file",
                files={"file": ("a.csv", BAD.encode())},
                headers={"Origin": stage.server.url},
                timeout=120,
            )
        return answer, time.monotonic() - began

    file = asyncio.create_task(send())
    case = {"case_id": stage.target.case}
    while not file.done():
        began = time.monotonic()
        stage.sockets["sam"].frames.clear()
        await stage.sockets["sam"].call(
            full("CaseState.load"), {}, f"/cases/{stage.target.case}", case
        )
        await stage.sockets["sam"].settled()
        opened += s.CASE in "".join(stage.sockets["sam"].frames)
        longest = max(longest, time.monotonic() - began)
    answer, whole = await file
    assert answer.status_code == 422
    assert "Line 2, case reference" in answer.text
    assert opened > 5
    assert longest < whole / 2
