"""A menu: a button and what it offers."""

import reflex as rx

from boocode_app.ui.assets import beside

_jsx = beside(__name__, "menu.jsx")


class Menu(rx.Component):
    """The first child is the button's content, the others are items."""

    library = _jsx
    tag = "Menu"

    label: rx.Var[str]
    button_class: rx.Var[str]


menu = Menu.create


def item(
    *content: rx.Component | rx.Var | str, danger: bool = False, **props: object
) -> rx.Component:
    """One thing to do."""
    return rx.el.button(
        *content, type="button", role="menuitem", class_name="danger" if danger else "", **props
    )


def item_link(*content: rx.Component | rx.Var | str, href: str | rx.Var) -> rx.Component:
    """One place to go."""
    return rx.el.a(*content, href=href, role="menuitem")
