"""Where a person says what is to be found, for the components that are written in JavaScript."""

from boocode_app.ui.assets import beside
from boocode_app.ui.components import icons  # noqa: F401  find_field.jsx imports its file

_jsx = beside(__name__, "find_field.jsx", "find_field.css")
