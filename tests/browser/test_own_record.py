"""The sealed file in a browser without a connection: it opens itself, by its passphrase alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.async_api import expect

from peermap_app.services import sealed_bundle
from peermap_app.words import held_words as w
from tests.conftest import PHONE, NewPerson
from tests.fakes import NOW


async def test_it_opens_itself(new_person: NewPerson, tmp_path: Path) -> None:
    """A wrong passphrase says so; the right one saves the zip; nothing is asked of any network."""
    passphrase = sealed_bundle.new_passphrase()
    content = sealed_bundle.zipped({"record.json": b'{"about": "K"}'}, NOW)
    file = tmp_path / w.FILE
    file.write_bytes(sealed_bundle.sealed(content, passphrase))
    page = await new_person(PHONE, offline=True, accept_downloads=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    await page.get_by_label(w.OPENS_WITH).fill("aaaa-aaaa-aaaa-aaaa-aaaa")
    await page.get_by_role("button", name=w.BUNDLE_OPEN).click()
    await expect(page.get_by_text(w.BUNDLE_WRONG)).to_be_visible()
    await page.get_by_label(w.OPENS_WITH).fill(f" {passphrase} ")
    async with page.expect_download() as coming:
        await page.get_by_role("button", name=w.BUNDLE_OPEN).click()
    await (await coming.value).save_as(tmp_path / "saved.zip")
    with zipfile.ZipFile(tmp_path / "saved.zip") as held:
        assert held.read("record.json") == b'{"about": "K"}'
    await expect(page.get_by_text(w.BUNDLE_OPENED)).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
