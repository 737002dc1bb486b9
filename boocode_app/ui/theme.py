"""Names of the theme for Python. The values live in assets/theme.css and nowhere else.

Invariant: a page uses Tailwind utilities made from the tokens (`bg-panel`, `text-muted`) or the
classes of assets/parts.css; no page spells a colour.
"""

import reflex as rx

STYLESHEETS = ["theme.css", "parts.css"]

# Under this width the workspace shows one pane at a time and the sidebar is a drawer.
PHONE_WIDTH = 768

COLOR_MODE = rx.color_mode
toggle_color_mode = rx.toggle_color_mode


def head() -> list[rx.Component]:
    """What stands in every page's head. The keyboard of a phone shrinks the page, not hides it."""
    viewport = "width=device-width, initial-scale=1, interactive-widget=resizes-content"
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="viewport", content=viewport),
        rx.el.script(src="/early.js"),
    ]
