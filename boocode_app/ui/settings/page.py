"""Settings: how it looks, what is configured and where that came from, keys, version."""

# A State read through its class gives Vars, which mypy takes for their values.
# mypy: disable-error-code="attr-defined, operator, arg-type"

import reflex as rx
from reflex.style import color_mode, set_color_mode

from boocode_app.ui import routes
from boocode_app.ui.components.page import page_body, tag
from boocode_app.ui.components.states import loading
from boocode_app.ui.settings.rows import SettingRow
from boocode_app.ui.settings.state import SettingsView
from boocode_app.ui.shell.frame import frame

THEMES = (("system", "System", "monitor"), ("light", "Light", "sun"), ("dark", "Dark", "moon"))


def settings() -> rx.Component:
    """The page."""
    return frame(
        page_body(
            "Settings",
            "What BooCode was told, and by whom. It is read at start.",
            _appearance(),
            _configuration(),
            _about(),
        ),
        here=routes.SETTINGS,
    )


def _appearance() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Appearance", id="appearance"),
        rx.el.div(
            *(_theme(*theme) for theme in THEMES),
            role="radiogroup",
            aria_labelledby="appearance",
            class_name="choice",
        ),
        class_name="section",
    )


def _theme(mode: str, label: str, icon: str) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=16, aria_hidden="true"),
        label,
        type="button",
        role="radio",
        aria_checked=color_mode == mode,
        on_click=set_color_mode(mode),
        class_name="btn",
    )


def _configuration() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Configuration"),
        rx.el.p(
            "A variable of the environment counts before a line in ",
            rx.el.code("settings.env"),
            " in BOOCODE_HOME, and that before the default.",
            class_name="muted",
        ),
        rx.cond(
            SettingsView.rows.length() > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.thead(
                        rx.el.tr(
                            *(rx.el.th(name, scope="col") for name in ("Variable", "Value", "From"))
                        )
                    ),
                    rx.el.tbody(rx.foreach(SettingsView.rows, _row)),
                    class_name="stack",
                ),
                class_name="table-box",
            ),
            loading(6, "Loading the settings"),
        ),
        class_name="section",
    )


def _row(row: rx.Var[SettingRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.code(row.name), rx.el.div(row.meaning, class_name="muted")),
        rx.el.td(rx.el.code(rx.cond(row.value != "", row.value, "–")), class_name="value"),
        rx.el.td(tag(row.origin, rx.cond(row.origin == "default", "", "accent"))),
    )


def _about() -> rx.Component:
    return rx.el.section(
        rx.el.h2("About"),
        rx.el.p(
            "BooCode ",
            rx.el.span(SettingsView.version, class_name="num"),
            ". The state of each part is at ",
            rx.el.a("/api/health", href="/api/health", target="_blank", class_name="text-link"),
            ". ",
            rx.el.kbd("?"),
            " shows all keys, ",
            rx.el.kbd("Ctrl"),
            " ",
            rx.el.kbd("K"),
            " finds everything.",
        ),
        class_name="section",
    )
