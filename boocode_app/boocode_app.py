"""The web app: pages, API and gate, put together. Nothing else happens here.

Invariant: the gate is outermost, so no page, route or socket is reached around it.
"""

import reflex as rx

from boocode_app.api.web import build_web_api, lifespan, wrap
from boocode_app.core.asgi import ASGIApp
from boocode_app.ui import theme
from boocode_app.ui.components.toasts.toasts import toasts
from boocode_app.ui.pages import PAGES
from boocode_app.ui.shell.faults import tell
from boocode_app.ui.shell.state import Shell
from boocode_app.ui.shell.toasts import Toasts
from boocode_app.wiring import house


def _guarded(app: ASGIApp) -> ASGIApp:
    """`app` behind the proxy and the gate, with the settings of this process."""
    return wrap(app, house().settings)


app = rx.App(
    stylesheets=theme.STYLESHEETS,
    head_components=theme.head(),
    html_lang="en",
    toaster=toasts(rows=Toasts.rows, on_taken=Toasts.taken),
    backend_exception_handler=tell,
    api_transformer=[build_web_api(house().settings), _guarded],
)
app.register_lifespan_task(lifespan)
# The shell's own bar says when the connection is lost: Reflex's banner would say it twice.
del app.app_wraps[5, "Overlay"]
for page in PAGES:
    app.add_page(
        page.view,
        route=page.route,
        title=page.title,
        on_load=[Shell.enter, Toasts.listen, *page.on_load],
    )
