"""The frame around every page: sidebar, content, bottom bar."""

import reflex as rx
from reflex_components_core.react_router import link

from boocode_app.ui.shell.nav import FOOT, ROOMS, Entry


def frame(*content: rx.Component, here: str) -> rx.Component:
    """`content` inside the shell; `here` is the address of the page."""
    return rx.el.div(
        rx.el.a("Skip to content", href="#main", class_name="skip"),
        rx.el.nav(
            rx.el.div(class_name="grow"),
            _entries(ROOMS, here),
            _entries(FOOT, here),
            class_name="sidebar",
            aria_label="BooCode",
        ),
        rx.el.main(*content, id="main", tab_index=-1),
        class_name="app",
        data_hydrated=rx.State.is_hydrated,
    )


def _entries(entries: tuple[Entry, ...], here: str) -> rx.Component:
    return rx.el.ul(*(rx.el.li(_link(entry, entry.href == here)) for entry in entries))


def _link(entry: Entry, current: bool) -> rx.Component:
    return link(
        rx.icon(entry.icon, size=16, aria_hidden="true"),
        rx.el.span(entry.label),
        to=entry.href,
        class_name="nav-item",
        title=entry.label,
        aria_current="page" if current else "false",
    )
