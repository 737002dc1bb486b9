"""How the components that are written in JavaScript keep what a person chose."""

from boocode_app.ui.assets import beside
from boocode_app.ui.components import rest  # noqa: F401  preference.js imports its file

_js = beside(__name__, "preference.js")
