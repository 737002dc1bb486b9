"""A time, told relative to now; the exact one on hover."""

import reflex as rx

_jsx = rx.asset("moment.jsx", shared=True)


class Moment(rx.Component):
    """`at` is ISO 8601; an empty one shows a dash."""

    library = _jsx.importable_path
    tag = "Moment"

    at: rx.Var[str]


moment = Moment.create
