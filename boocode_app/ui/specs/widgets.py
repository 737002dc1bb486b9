"""The page's own components in JavaScript: they live in the browser and know no State."""

import reflex as rx

from boocode_app.ui.assets import beside

_keys = beside(__name__, "keys.jsx", "specs.css")
_prose = beside(__name__, "prose.jsx")


class Keys(rx.Component):
    """A list whose rows (`data_row`) are walked with j and k. `back`: where Esc leads."""

    library = _keys
    tag = "Keys"

    back: rx.Var[str]


class Prose(rx.Component):
    """A document as prose.py rendered it."""

    library = _prose
    tag = "Prose"

    html: rx.Var[str]


class Link(rx.el.A):
    """A link within the app: the page is not loaded anew."""

    library = "react-router"
    tag = "Link"

    to: rx.Var[str]


keys = Keys.create
prose = Prose.create
link = Link.create
