"""Tabs: which of several views is open."""

import reflex as rx
from reflex.event import EventType


def tab_list(label: str, *tabs: rx.Component) -> rx.Component:
    """A row of tabs."""
    return rx.el.div(*tabs, role="tablist", aria_label=label, class_name="tabs")


def tab(label: str | rx.Component, selected: rx.Var[bool], on_click: EventType) -> rx.Component:
    """One tab."""
    return rx.el.button(label, type="button", role="tab", aria_selected=selected, on_click=on_click)
