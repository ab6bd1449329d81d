"""What a page will ask for next is told with its first bytes, and nothing else is."""

import json
from pathlib import Path

import pytest

from peermap_app.api.ahead import Ahead, told_by

MANIFEST = {
    "routes": {
        "root": {"module": "/assets/root-1.js", "imports": ["/assets/all-1.js"], "css": []},
        "routes/case": {
            "path": "cases/:case_id",
            "module": "/assets/case-1.js",
            "imports": ["/assets/all-1.js"],
            "css": [],
        },
        "routes/draw": {
            "path": "draw",
            "module": "/assets/draw-1.js",
            "imports": ["/assets/all-1.js", "/assets/say-1.js"],
            "css": [],
        },
    }
}
DRAW = 'const d=(m.f||(m.f=["assets/board-1.js","assets/all-1.js","assets/board-1.css"]))'


def built(place: Path) -> Path:
    """A folder as Vite leaves one."""
    assets = place / "assets"
    assets.mkdir()
    (assets / "manifest-1.js").write_text(
        f"window.__reactRouterManifest={json.dumps(MANIFEST)};", encoding="utf-8"
    )
    (assets / "case-1.js").write_text("export{}", encoding="utf-8")
    (assets / "draw-1.js").write_text(DRAW, encoding="utf-8")
    return place


def test_a_page_tells_its_own_code_and_what_that_will_load(tmp_path: Path) -> None:
    """The board and its style too; what every page's text names already is not told again."""
    code = "rel=modulepreload; fetchpriority=low"
    assert Ahead(built(tmp_path)).of("/draw") == (
        f"</assets/draw-1.js>; {code}, </assets/say-1.js>; {code}, </assets/board-1.js>; {code}, "
        "</assets/board-1.css>; rel=preload; as=style; crossorigin"
    )


@pytest.mark.parametrize("path", ["/cases/1a2b", "/cases/1a2b/"])
def test_an_address_with_a_case_in_it_is_known_by_its_shape(tmp_path: Path, path: str) -> None:
    """And nothing of the address is in the header."""
    told = Ahead(built(tmp_path)).of(path)
    assert told.startswith("</assets/case-1.js>")
    assert "1a2b" not in told


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/cases/a/b", "/cases//", "/draw/x", "/assets/x"]
)
def test_other_addresses_tell_nothing(tmp_path: Path, path: str) -> None:
    """Nor does a house without built pages."""
    assert Ahead(built(tmp_path)).of(path) == ""
    assert Ahead(None).of("/draw") == ""


def test_pages_without_a_manifest_come_and_are_noticed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A React Router that keeps it elsewhere costs a hint and a line in the log, never a page."""
    (tmp_path / "assets").mkdir()
    with pytest.raises(ValueError, match="manifests"):
        told_by(tmp_path)
    ahead = Ahead(tmp_path)
    assert [ahead.of("/draw"), ahead.of("/draw")] == ["", ""]
    assert ["nothing_ahead" in record.getMessage() for record in caplog.records] == [True]
