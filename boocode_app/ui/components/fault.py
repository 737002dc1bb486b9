"""What failed, why, and Retry, in the components that are written in JavaScript."""

from boocode_app.ui.assets import beside

_jsx = beside(__name__, "fault.jsx")
