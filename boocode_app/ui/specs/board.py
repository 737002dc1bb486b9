"""The board: a column for each wave, one for what is finished, one for the archive."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx

from boocode_app.ui.components.states import empty
from boocode_app.ui.specs.dialog import open_button
from boocode_app.ui.specs.rows import BatchRow, LaneRow
from boocode_app.ui.specs.state import Specs
from boocode_app.ui.specs.widgets import keys, link


def board() -> rx.Component:
    """The columns, or how to begin."""
    return rx.cond(
        Specs.lanes.length() > 0,
        keys(
            rx.el.div(rx.foreach(Specs.lanes, _lane), class_name="lanes"),
            rx.el.p(
                rx.el.kbd("j"),
                " ",
                rx.el.kbd("k"),
                " move, ",
                rx.el.kbd("Enter"),
                " opens, ",
                rx.el.kbd("Esc"),
                " comes back",
                class_name="muted key-hint",
            ),
            key="board",
        ),
        empty(
            "file-check-2",
            "No changes",
            "Each proposed change will stand here with its progress.",
            open_button(),
        ),
    )


def meter(row: rx.Var[BatchRow]) -> rx.Component:
    """How far the check boxes are, as a bar and in words."""
    return rx.fragment(
        rx.cond(
            row.has_tasks,
            rx.el.span(
                rx.el.i(style={"width": f"{row.percent}%"}),
                class_name="meter",
                data_full=row.percent == 100,
                aria_hidden="true",
            ),
        ),
        rx.el.span(row.tasks, class_name="num"),
    )


def _lane(lane: rx.Var[LaneRow]) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            rx.el.h2(lane.title, title=lane.about),
            rx.el.span(lane.count, class_name="badge num"),
        ),
        rx.el.ul(rx.foreach(lane.batches, _batch)),
        rx.cond(
            lane.hidden > 0,
            rx.el.button(
                f"Show more ({lane.hidden} hidden)",
                type="button",
                on_click=Specs.show_more,
                class_name="btn ghost num",
            ),
        ),
        class_name="lane",
        data_state=lane.state,
        aria_label=lane.title,
        key=lane.title,
    )


def _batch(row: rx.Var[BatchRow]) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.strong(row.name, class_name="cut", title=row.name),
            rx.cond(row.title != "", rx.el.span(row.title, class_name="batch-title")),
            rx.cond(
                row.tag != "",
                rx.el.span(
                    rx.el.span("Shipped in ", class_name="sr"),
                    row.tag,
                    class_name="tag cut",
                    title=f"Shipped in {row.tag}",
                ),
                rx.el.span(meter(row), class_name="batch-foot"),
            ),
            to=row.href,
            class_name="batch",
            data_row=row.place,
        ),
        key=row.place,
    )
