"""Write the fonts of pages (assets/fonts), pictures and PDFs (peermap_app/fonts) from npm packages.

Typesetting needs whole, still font files; browsers are given small, variable, compressed ones, with
the weights that our style sheets use: every page waits for them on a slow network. Run
it after a font is raised, in an environment of its own that has `fonttools` and `brotli`
(PeerMap itself needs neither), and commit what it wrote:

    python scripts/make_fonts.py
"""

import subprocess
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ROOT / "assets" / "fonts"
WRITTEN = ROOT / "peermap_app" / "fonts"
USED = (400, 800)
"""The lightest and the heaviest weight of our style sheets: a fifth of the file was for thinner."""
WEIGHTS = {"Regular": 400, "Bold": 700}
SCRIPTS = {
    "noto-sans": ("cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese", "devanagari"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-armenian": ("armenian",),
    "noto-sans-bengali": ("bengali",),
    "noto-sans-ethiopic": ("ethiopic",),
    "noto-sans-georgian": ("georgian",),
    "noto-sans-gujarati": ("gujarati",),
    "noto-sans-gurmukhi": ("gurmukhi",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-sinhala": ("sinhala",),
    "noto-sans-tamil": ("tamil",),
    "noto-sans-thai": ("thai",),
}
"""npm package -> the scripts taken from it, in bold: what initials are set in."""


def packed(name: str, place: Path) -> Path:
    """The folder of an npm package's font files, unpacked into `place`."""
    file = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=place, check=True, capture_output=True, text=True
    ).stdout.strip()
    subprocess.run(["tar", "xzf", file], cwd=place, check=True)
    return place / "package" / "files"


def for_browsers(place: Path) -> None:
    """Atkinson Hyperlegible Next in both its Latin parts, in the weights that are used."""
    name = "atkinson-hyperlegible-next"
    files = packed(f"@fontsource-variable/{name}", place)
    for part in ("latin", "latin-ext"):
        font = TTFont(files / f"{name}-{part}-wght-normal.woff2")
        font = instantiateVariableFont(font, {"wght": (USED[0], USED[0], USED[1])})
        font.flavor = "woff2"
        font.save(BROWSERS / f"atkinson-next-{part}.woff2")


def ours(style: str, weight: int, place: Path) -> None:
    """Atkinson Hyperlegible Next at one weight, with both its Latin parts in one file."""
    parts = []
    for name in ("atkinson-next-latin", "atkinson-next-latin-ext"):
        font = instantiateVariableFont(
            TTFont(BROWSERS / f"{name}.woff2"), {"wght": weight}, updateFontNames=False
        )
        font.flavor = None
        # The parts differ only in the signs that they hold: rules that span them stay in the first.
        parts.append(str(place / f"{name}-{style}.ttf"))
        font.save(parts[-1])
    whole = Merger().merge(parts)
    named(whole, "Atkinson Hyperlegible Next", style, weight)
    whole.save(WRITTEN / f"atkinson-next-{style.lower()}.ttf")


def others(package: str, scripts: tuple[str, ...], place: Path) -> None:
    """The scripts of one package, each a file of its own."""
    files = packed(f"@fontsource/{package}", place)
    for script in scripts:
        font = TTFont(files / f"{package}-{script}-700-normal.woff2")
        font.flavor = None
        named(font, f"Noto Sans {script}", "Bold", 700)
        font.save(WRITTEN / f"noto-sans-{script}.ttf")


def named(font: TTFont, family: str, style: str, weight: int) -> None:
    """The names by which a document asks for it."""
    font["OS/2"].usWeightClass = weight
    names = font["name"]
    for number in (16, 17, 21, 22, 25):
        names.removeNames(nameID=number)
    for number, text in {1: family, 2: style, 4: f"{family} {style}"}.items():
        names.setName(text, number, 3, 1, 0x409)
    names.setName(f"{family} {style}".replace(" ", ""), 6, 3, 1, 0x409)


def main() -> None:
    """All of them, anew."""
    WRITTEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as held:
        for_browsers(Path(held))
        for style, weight in WEIGHTS.items():
            ours(style, weight, Path(held))
        for package, scripts in SCRIPTS.items():
            others(package, scripts, Path(held))


if __name__ == "__main__":
    main()
