"""Our own small line icons: 24 x 24, drawn with the text's colour, always beside words.

Each icon is decoration (`aria-hidden`): the words next to it say the same, so nothing is lost to
someone who does not see it. They are inline SVG, so a page needs no icon font and no request.
"""

import reflex as rx

_SHAPES: dict[str, str] = {
    "back": '<path d="m15 5-7 7 7 7"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15Z"/>'
    '<path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "folder": '<path d="M3.5 18.5v-12h6l2 2.5h9v9.5Z"/>',
    "folder_tick": '<path d="M3.5 18.5v-12h6l2 2.5h9v9.5Z"/><path d="m9.2 13.6 2 2 3.6-3.8"/>',
    "person": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
    "people": '<circle cx="9" cy="8.2" r="3.4"/><path d="M2.8 19.5a6.3 6.3 0 0 1 12.4 0"/>'
    '<path d="M15.6 5.2a3.3 3.3 0 0 1 0 6M18 14.4a6.2 6.2 0 0 1 3.3 5.1"/>',
    "shield": '<path d="M12 3.2 19.2 6v5.2c0 4.6-3 7.8-7.2 9.6-4.2-1.8-7.2-5-7.2-9.6V6Z"/>',
    "again": '<path d="M4.6 5v5h5"/><path d="M5 10a7.6 7.6 0 1 1-.6 4.5"/>',
    "speech": '<path d="M4 4.5h16v11.5h-9L6.5 20v-4H4Z"/><path d="M12 7.5v3.8M12 13.4v.1"/>',
    "ring": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.6"/>'
    '<path d="m6 6 3.4 3.4M18 6l-3.4 3.4M6 18l3.4-3.4M18 18l-3.4-3.4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "pencil": '<path d="m4.5 19.5 1-4.6L16.6 3.8l3.6 3.6L9.1 18.5Z"/><path d="m14 6.4 3.6 3.6"/>',
    "sunrise": '<path d="M3 19.5h18M6.8 16a5.2 5.2 0 0 1 10.4 0"/>'
    '<path d="M12 4v3.5M4.8 8.6l2 1.8M19.2 8.6l-2 1.8"/>',
    "sound": '<path d="M4 9.5v5h3.2L12 19V5L7.2 9.5Z"/><path d="M15 9.2a4 4 0 0 1 0 5.6"/>'
    '<path d="M17.8 6.6a7.6 7.6 0 0 1 0 10.8"/>',
    "tick": '<path d="m4.5 12.8 5 5L19.8 6.5"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    # The three answers: one ring each, and in it a shape of its own. None of them smiles.
    "say_yes": '<circle cx="12" cy="12" r="9.5"/><path d="m7.4 12.5 3.2 3.2 6-6.8"/>',
    "say_no": '<circle cx="12" cy="12" r="9.5"/><path d="m8.2 8.2 7.6 7.6M15.8 8.2l-7.6 7.6"/>',
    "say_not_sure": '<circle cx="12" cy="12" r="9.5"/>'
    '<path d="M9 9.6a3 3 0 1 1 4.6 2.6c-1 .6-1.6 1.1-1.6 2.1M12 17.2v.1"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "eye_off": '<path d="M9.5 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.8 3.5"/>'
    '<path d="M14.2 14.4A2.9 2.9 0 0 1 9.7 10.3M6.5 7.3A16 16 0 0 0 2.5 12S6 18.5 12 18.5'
    'a9 9 0 0 0 4.3-1.1M4 3.5l16.5 17"/>',
    "tablet": '<rect x="4.5" y="3" width="15" height="18" rx="2.5"/><path d="M10.5 17.8h3"/>',
    "out_of_touch": '<path d="M3.5 9.6a12.5 12.5 0 0 1 4.6-2.8M12 6a12.6 12.6 0 0 1 8.5 3.6"/>'
    '<path d="M6.8 13.4a7.6 7.6 0 0 1 3-1.7M15.4 12.3a7.7 7.7 0 0 1 1.8 1.1"/>'
    '<path d="M12 18.4v.1" stroke-width="3.2"/><path d="m4.5 3.5 15 17"/>',
    "stop": '<rect x="6" y="6" width="12" height="12" rx="2.5"/>',
    "smile": '<circle cx="12" cy="12" r="9"/><path d="M8.2 14.2a4.6 4.6 0 0 0 7.6 0"/>'
    '<path d="M9 9.4v.2M15 9.4v.2"/>',
    "frown": '<circle cx="12" cy="12" r="9"/><path d="M8.4 16.2a4.4 4.4 0 0 1 7.2 0"/>'
    '<path d="M9 9.4v.2M15 9.4v.2"/>',
    "calendar": '<rect x="4" y="5" width="16" height="15.5" rx="3"/><path d="M4 9.8h16"/>'
    '<path d="M8.3 3v3.6M15.7 3v3.6M9 14.6l2.2 2.2 4-4.2"/>',
    "flag": '<path d="M6 21V4M6 4.5h11.5l-2.6 4.2 2.6 4.3H6"/>',
    "link": '<circle cx="6.5" cy="12" r="3.3"/><circle cx="17.5" cy="12" r="3.3"/>'
    '<path d="M9.8 12h4.4"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="2.2"/>'
    '<path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "page": '<path d="M6 3.5h8l4 4v13H6Z"/><path d="M13.5 3.5v4.5h4.5M9 12.5h6M9 16h6"/>',
    "paw": '<path d="M5.2 11.5v.1M9.4 7v.1M14.6 7v.1M18.8 11.5v.1" stroke-width="3.6"/>'
    '<path d="M12 12.2c2.6 0 4.8 2.8 4.8 5 0 1.8-1.6 2.6-3.2 2.2-1.2-.3-2-.3-3.2 0'
    '-1.6.4-3.2-.4-3.2-2.2 0-2.2 2.2-5 4.8-5Z"/>',
    "phone": '<path d="M6 3.5h3l1.5 4.5-2 1.7a11 11 0 0 0 5.8 5.8l1.7-2 4.5 1.5v3'
    'a2.2 2.2 0 0 1-2.4 2.2C10.5 19.6 4.4 13.5 3.8 5.9A2.2 2.2 0 0 1 6 3.5Z"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2.2"/>'
    '<path d="m4.5 7.5 7.5 5.5 7.5-5.5"/>',
}


def icon(name: str, class_name: str = "pm-icon") -> rx.Component:
    """The icon called `name`. Raises KeyError for a name that we do not draw."""
    svg = (
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" focusable="false">'
        f"{_SHAPES[name]}</svg>"
    )
    return inline_svg(svg, class_name)


def inline_svg(svg: str, class_name: str) -> rx.Component:
    """A decorative `<span>` that holds SVG text of our own making, never text that was typed."""
    return rx.el.span(
        class_name=class_name,
        aria_hidden="true",
        custom_attrs={"dangerouslySetInnerHTML": {"__html": svg}},
    )


ICON_NAMES: tuple[str, ...] = tuple(sorted(_SHAPES))
