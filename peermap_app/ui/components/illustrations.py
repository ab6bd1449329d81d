"""Our own small pictures for young people's screens, as inline SVG text.

A picture stands beside every sentence and choice (product.md, "Words for young people"). They are
drawn for this product: round shapes, ink outlines, soft grounds; people without gender or skin
stereotypes where the picture needs none. All are decoration to a screen reader: the sentence beside
each says the same.
"""

import reflex as rx

from peermap_app.ui.components.icons import inline_svg

INK, TEAL, SKY, SUN = "#1E2433", "#0B6E69", "#AED4F4", "#F5C451"
LILAC, MINT, PEACH, ROSE, RED = "#C9B6F2", "#B8E6C4", "#FCC4A5", "#F5B3C8", "#A3301F"

_BLOB = "M48 2C73 1 95 20 94 48 93 76 72 95 47 94 21 93 2 74 2 48 2 21 22 3 48 2Z"


def _svg(view: str, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {view}" fill="none" stroke="{INK}" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" focusable="false">{body}</svg>'
    )


def _on(ground: str, body: str) -> str:
    return _svg("96 96", f'<path d="{_BLOB}" fill="{ground}" stroke="none"/>{body}')


def _dot(x: float, y: float, r: float, fill: str, stroke: str = "none") -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" stroke="{stroke}"/>'


def _head(x: float, y: float, r: float, mouth: str = "smile") -> str:
    """A plain friendly face; `mouth` is "smile" or "flat"."""
    bend = r * 0.42 if mouth == "smile" else 0
    width = r * 0.42
    eye = y - r * 0.12
    return (
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="#fff"/>'
        f'<path d="M{x - r * 0.36:.1f} {eye:.1f}v.1M{x + r * 0.36:.1f} {eye:.1f}v.1"/>'
        f'<path d="M{x - width:.1f} {y + r * 0.3:.1f}q{width:.1f} {bend:.1f} {2 * width:.1f} 0"/>'
    )


def _body(x: float, y: float, half: float, height: float, fill: str) -> str:
    """Round shoulders that stand on the line `y`."""
    return (
        f'<path d="M{x - half} {y}v-{height * 0.35:.1f}a{half} {height * 0.65:.1f} 0 0 1 '
        f'{2 * half} 0v{height * 0.35:.1f}Z" fill="{fill}"/>'
    )


_CANOPY = (
    f'<path d="M13 44C15 24 30 12 48 12s33 12 35 32c-3-4-9-4-11.5 0-3-4-9-4-12 0-3-4-9-4-11.5 0'
    f'-3-4-9-4-12 0-3-4-9-4-11.5 0-3-4-9-4-11.5 0Z" fill="{SUN}"/>'
    '<path d="M36.5 44c0-14 4-25 11.5-32 7.5 7 12 18 11.5 32M48 12V7"/>'
).replace(".500", ".5")

_INITIALS = (
    '<text x="{x}" y="{y}" font-size="{size}" font-weight="700" fill="{fill}" stroke="none" '
    'text-anchor="middle" font-family="inherit">{word}</text>'
)


def _word(x: float, y: float, size: float, word: str, fill: str = INK) -> str:
    return _INITIALS.format(x=x, y=y, size=size, word=word, fill=fill)


_TICK_BADGE = (
    f'<circle cx="66" cy="25" r="10" fill="{TEAL}" stroke="none"/>'
    '<path d="m61.5 25 3.2 3.4 6-6.4" stroke="#fff" stroke-width="2.5"/>'
).replace(".500", ".5")

PICTURES: dict[str, str] = {
    "together": _on(
        SKY,
        _CANOPY
        + '<path d="M48 44v40"/>'
        + _body(33, 85, 15, 26, MINT)
        + _head(33, 57, 9.5)
        + _body(66, 85, 17, 28, TEAL)
        + _head(66, 54, 10.5),
    ),
    "initials": _on(
        SUN,
        '<circle cx="42" cy="37" r="24" fill="#fff"/>'
        + _word(42, 44, 19, "AK")
        + _TICK_BADGE
        + '<rect x="22" y="68" width="62" height="18" rx="9" fill="#fff"/>'
        '<path d="M31 79c2-6 4-6 5 0s3 4 5-1 4-3 5 1 4 4 6 0 3-4 5 0 3 2 5-1 3-3 5 0" '
        'stroke-width="1.6"/>'.replace(".600", ".6")
        + f'<path d="m27 88 56-24" stroke="{RED}" stroke-width="2.4"/>',
    ),
    "watching": _on(
        LILAC,
        f'<path d="M41 32c-3-18 3-26 15-26s18 8 15 26l-4 14H45Z" fill="{INK}"/>'
        + _body(56, 56, 19, 16, TEAL)
        + _head(56, 29, 11)
        + '<rect x="13" y="48" width="67" height="38" rx="7" fill="#fff"/>'
        f'<path d="M47 68 30 58M47 68l18-9" stroke="{TEAL}"/>'
        + _dot(47, 68, 7, INK)
        + _dot(29, 57, 5.5, PEACH)
        + _dot(66, 58, 5.5, MINT)
        + f'<path d="m56 77 3.5-8L79 53l6 7-20 16Z" fill="{SUN}"/>'.replace(".500", ".5"),
    ),
    "tell": _on(
        PEACH,
        '<path d="M41 9h33a7 7 0 0 1 7 7v15a7 7 0 0 1-7 7H48l-9 9 1-10a7 7 0 0 1-7-6V16a7 7 0 0 1'
        ' 8-7Z" fill="#fff"/>'
        f'<path d="M57 16v9M57 30.5v.2" stroke="{RED}" stroke-width="4"/>'
        + _body(28, 86, 18, 26, TEAL)
        + _head(28, 53, 11)
        + _body(71, 86, 15, 22, MINT)
        + _head(71, 59, 9.5, "flat"),
    ),
    "skip": _on(
        MINT,
        f'<path d="M20 33c8-18 44-24 54-4M76 18l-1.5 12-11-4" stroke="{TEAL}" '
        'stroke-width="3"/>'.replace(".500", ".5")
        + _dot(19, 48, 9, "#fff", INK)
        + f'<circle cx="48" cy="48" r="9" stroke-dasharray="4 4" stroke="{INK}"/>'
        + _dot(77, 48, 9, SUN, INK)
        + '<rect x="29" y="64" width="38" height="22" rx="11" fill="#fff"/>'
        '<path d="M44 71v8M52 71v8" stroke-width="3"/>',
    ),
    "yours": _on(
        ROSE,
        '<path d="M20 12 60 10a5 5 0 0 1 5 5l3 54a5 5 0 0 1-5 5l-38 2a5 5 0 0 1-5-5L15 18a5 5 0 0 1'
        ' 5-6Z" fill="#fff" stroke-dasharray="5 4.5"/>'.replace(".500", ".5")
        + f'<path d="M40 42 27 29M40 42l11-14M40 42 31 60" stroke="{TEAL}"/>'
        + _dot(40, 42, 7.5, INK)
        + _dot(26, 29, 5.5, SKY)
        + _dot(52, 27, 5.5, SUN)
        + _dot(31, 61, 5.5, LILAC)
        + f'<path d="M58 50h20a9 9 0 0 1 9 9v9a9 9 0 0 1-9 9h-6l-9 9V77h-5a9 9 0 0 1-9-9v-9'
        f'a9 9 0 0 1 9-9Z" fill="{TEAL}"/>'
        '<path d="m60 64 6 6 11-12" stroke="#fff" stroke-width="3"/>',
    ),
    "keep": _on(
        SKY,
        '<path d="M28 15h34a6 6 0 0 1 6 6v40H28Z" fill="#fff"/>'
        f'<path d="M48 40 37 28M48 40l12-12" stroke="{TEAL}"/>'
        + _dot(48, 40, 6.5, INK)
        + _dot(36, 27, 5.5, PEACH)
        + _dot(60, 28, 5.5, LILAC)
        + '<path d="M15 45a5 5 0 0 1 5-5h13l8 9h37a5 5 0 0 1 5 5v24a5 5 0 0 1-5 5H20'
        f'a5 5 0 0 1-5-5Z" fill="{SUN}"/>',
    ),
    "plan": _on(
        MINT,
        _CANOPY
        + '<rect x="27" y="46" width="42" height="42" rx="7" fill="#fff"/>'
        f'<path d="m34 58 3 3 6-6M34 73l3 3 6-6" stroke="{TEAL}" stroke-width="2.6"/>'
        '<path d="M50 60h12M50 75h12"/>'.replace(".600", ".6"),
    ),
    "talk": _on(
        ROSE,
        f'<path d="M23 38v24M73 38v24" />'
        f'<path d="M33 68h30" stroke="{TEAL}" stroke-width="4"/>'
        f'<path d="M35 28h26" stroke="{TEAL}" stroke-width="3" stroke-dasharray="1 6"/>'
        + _dot(23, 28, 11, TEAL, INK)
        + '<path d="M19 26v.1M27 26v.1M19 31q4 4 8 0" stroke="#fff"/>'
        '<circle cx="73" cy="28" r="11" fill="#fff" stroke-dasharray="4 4"/>'
        + _word(73, 34, 17, "?")
        + _dot(23, 68, 11, INK, INK)
        + '<path d="M19 66v.1M27 66v.1M19 71q4 4 8 0" stroke="#fff"/>'
        + _dot(73, 68, 11, SUN, INK)
        + '<path d="M69 66v.1M77 66v.1M69 71q4 4 8 0"/>',
    ),
    "wait": _on(
        SKY,
        '<rect x="14" y="28" width="40" height="52" rx="7" fill="#fff"/><path d="M31 73h6"/>'
        '<rect x="60" y="20" width="24" height="44" rx="6" fill="#fff"/><path d="M70 58h4"/>'
        f'<path d="M34 40v.1" stroke="{TEAL}" stroke-width="6"/>'
        f'<path d="m27 52 5 5 10-11" stroke="{TEAL}" stroke-width="3"/>'
        f'<path d="M40 18c7-8 15-8 22-3M62 8l1 8-8 1" stroke="{TEAL}" stroke-width="3"/>',
    ),
    "kept": _on(
        MINT,
        '<path d="M14 40a5 5 0 0 1 5-5h14l8 9h36a5 5 0 0 1 5 5v28a5 5 0 0 1-5 5H19a5 5 0 0 1-5-5Z" '
        f'fill="{SUN}"/>'
        f'<circle cx="62" cy="34" r="18" fill="{TEAL}"/>'
        '<path d="m54 34 6 6 11-12" stroke="#fff" stroke-width="4"/>',
    ),
    "gone": _on(
        PEACH,
        '<rect x="24" y="14" width="48" height="62" rx="8" fill="#fff" stroke-dasharray="5 5"/>'
        '<path d="M18 86h60" stroke-width="3"/>'
        f'<g stroke="{TEAL}" stroke-width="3"><path d="M40 36l16 16M56 36 40 52"/></g>',
    ),
    "later": _on(
        SUN,
        '<circle cx="48" cy="48" r="30" fill="#fff"/><path d="M48 30v19l12 8" stroke-width="3.5"/>'
        f'<path d="M76 22c9 10 11 24 6 36M84 50l-2 9-8-5" stroke="{TEAL}" stroke-width="3"/>',
    ),
    # What happens if you say yes?
    "if_workers": _on(
        SKY,
        _body(30, 86, 17, 26, TEAL)
        + _head(30, 54, 10.5)
        + _body(70, 86, 15, 24, LILAC)
        + _head(70, 57, 9.5)
        + '<path d="M28 10h40a5 5 0 0 1 5 5v20a5 5 0 0 1-5 5H28a5 5 0 0 1-5-5V15a5 5 0 0 1 5-5Z" '
        f'fill="#fff"/><path d="M48 26 37 20M48 26l12-7" stroke="{TEAL}"/>'
        + _dot(48, 26, 5, INK)
        + _dot(35, 19, 4, PEACH)
        + _dot(61, 19, 4, SUN),
    ),
    "if_plan": _on(
        MINT,
        _CANOPY + '<rect x="27" y="46" width="42" height="42" rx="7" fill="#fff"/>'
        f'<path d="m34 58 3 3 6-6M34 73l3 3 6-6" stroke="{TEAL}" stroke-width="2.6"/>'
        '<path d="M50 60h12M50 75h12"/>',
    ),
    "if_friends": _on(
        ROSE,
        _body(26, 88, 14, 22, SUN)
        + _head(26, 61, 9)
        + _body(70, 88, 14, 22, MINT)
        + _head(70, 61, 9)
        + '<path d="M33 10h30a5 5 0 0 1 5 5v22a5 5 0 0 1-5 5H33a5 5 0 0 1-5-5V15a5 5 0 0 1 5-5Z" '
        f'fill="#fff"/><path d="M48 28 40 20M48 28l9-8" stroke="{TEAL}"/>'
        + _dot(48, 28, 5, INK)
        + _dot(39, 19, 3.5, PEACH)
        + _dot(58, 19, 3.5, LILAC),
    ),
    "if_change": _on(
        SUN,
        _body(48, 88, 20, 24, PEACH)
        + _head(48, 56, 12)
        + f'<path d="M24 34a27 27 0 0 1 47-7M72 14l0 13-13 0" stroke="{TEAL}" stroke-width="4"/>',
    ),
    # Who is here with you?
    "worker_only": _on(
        MINT,
        _body(31, 86, 15, 24, SUN)
        + _head(31, 57, 9.5)
        + _body(66, 86, 17, 30, TEAL)
        + _head(66, 50, 11),
    ),
    "parent_or_carer": _on(
        PEACH,
        _body(30, 86, 14, 22, SUN)
        + _head(30, 60, 9)
        + _body(64, 86, 20, 36, LILAC)
        + _head(64, 42, 13),
    ),
    "friend": _on(
        SKY,
        _body(30, 86, 15, 24, SUN)
        + _head(30, 57, 9.5)
        + _body(66, 86, 15, 24, ROSE)
        + _head(66, 57, 9.5),
    ),
    "someone_else": _on(
        LILAC,
        _body(48, 86, 20, 30, "#fff")
        + '<circle cx="48" cy="44" r="14" fill="#fff" stroke-dasharray="4 4"/>'
        + _word(48, 51, 20, "?"),
    ),
    "bye": _on(
        SUN,
        f'<path d="M18 68h60M26 68a22 22 0 0 1 44 0" fill="{PEACH}"/>'
        '<path d="M48 24v10M22 36l7 7M74 36l-7 7M32 78h32" stroke-width="3"/>',
    ),
}

HERO = _svg(
    "610 270",
    '<g stroke="#E3D9C6" stroke-dasharray="3 7" stroke-width="2"><circle cx="252" cy="172" r="92"/>'
    '<circle cx="252" cy="172" r="172"/><circle cx="252" cy="172" r="252"/>'
    '<circle cx="252" cy="172" r="332"/></g>'
    f'<g stroke="{TEAL}" stroke-width="6"><path d="M136 112q60 50 116 60"/>'
    '<path d="M252 172q60-10 110-34"/></g>'
    f'<path d="M252 172q70 76 218 12" stroke="{TEAL}" stroke-width="4"/>'
    '<path d="M144 222 252 172" stroke="#C4472F" stroke-width="4" stroke-dasharray="1 9"/>'
    '<path d="M414 178c3-42 40-64 90-64 52 0 80 26 79 68-1 40-34 62-85 62-50-1-87-22-84-66Z" '
    'fill="#D9EFDC" stroke="#57A66C" stroke-width="3"/>'
    + f'<path d="M416 195q24-2 40-8" stroke="{TEAL}" stroke-width="4"/>'
    + _dot(136, 112, 36, SKY)
    + _dot(362, 138, 34, SUN)
    + _dot(470, 184, 32, LILAC)
    + _dot(252, 172, 46, INK)
    + _word(136, 120, 21, "JS")
    + _word(362, 146, 21, "AK")
    + _word(470, 192, 20, "TM")
    + _word(252, 181, 24, "ME", "#fff")
    + '<circle cx="388" cy="114" r="14" fill="#fff" stroke="#E3D9C6"/>'
    '<path d="M388 121c-12-9-9-14-5-14 3 0 5 3 5 4 0-1 2-4 5-4 4 0 7 5-5 14Z" fill="#D9573B" '
    'stroke="none"/>'
    '<g stroke="#1F6B3C" stroke-width="3"><path d="M508 180q8 8 18 8h22q10 0 18-8"/>'
    '<circle cx="528" cy="195" r="5"/><circle cx="552" cy="195" r="5"/></g>'
    f'<g transform="rotate(33 154 194)"><path d="M146 166h18v46l-9 18-9-18Z" fill="{PEACH}"/>'
    f'<path d="M146 172v-8a9 9 0 0 1 18 0v8Z" fill="{ROSE}"/>'
    f'<path d="m151 222 4 8 4-8Z" fill="{INK}"/><path d="M155 174v37"/></g>',
)


def illustration(name: str, class_name: str = "pm-art") -> rx.Component:
    """The picture called `name`. Raises KeyError for a picture that we do not have."""
    return inline_svg(HERO if name == "hero" else PICTURES[name], class_name)
