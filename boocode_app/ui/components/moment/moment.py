"""A time, told relative to now; the exact one on hover."""

import reflex as rx

from boocode_app.ui.assets import beside

_jsx = beside(__name__, "moment.jsx")


class Moment(rx.Component):
    """`at` is ISO 8601; an empty one shows a dash."""

    library = _jsx
    tag = "Moment"

    at: rx.Var[str]


moment = Moment.create
