"""A border between two parts, which drags. Other components draw it; no page does."""

from boocode_app.ui.assets import beside

beside(__name__, "edge.jsx")
