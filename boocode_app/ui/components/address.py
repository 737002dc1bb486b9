"""How the components that are written in JavaScript read and change the page's address."""

from boocode_app.ui.assets import beside

_js = beside(__name__, "address.js")
