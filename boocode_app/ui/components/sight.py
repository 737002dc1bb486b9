"""How the lists that are written in JavaScript draw only what is in sight."""

from boocode_app.ui.assets import beside

_js = beside(__name__, "sight.js")
