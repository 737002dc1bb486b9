"""How the components that are written in JavaScript ask a daemon."""

from boocode_app.ui.assets import beside

_js = beside(__name__, "rest.js")
