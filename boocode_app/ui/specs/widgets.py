"""The page's own components in JavaScript: they live in the browser and know no State."""

import reflex as rx

_css = rx.asset("specs.css", shared=True)
_keys = rx.asset("keys.jsx", shared=True)
_prose = rx.asset("prose.jsx", shared=True)


class Keys(rx.Component):
    """A list whose rows (`data_row`) are walked with j and k. `back`: where Esc leads."""

    library = _keys.importable_path
    tag = "Keys"

    back: rx.Var[str]


class Prose(rx.Component):
    """A document as prose.py rendered it."""

    library = _prose.importable_path
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
