"""How the components that are written in JavaScript copy to the clipboard."""

from boocode_app.ui.assets import beside

_js = beside(__name__, "copying.js")
