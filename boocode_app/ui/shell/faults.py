"""The outer edge of every event handler: a bug is logged and told, never shown as a traceback."""

import logging

from reflex.event import EventSpec

from boocode_app.ui.shell.toasts import failure

log = logging.getLogger(__name__)


def tell(exception: Exception) -> EventSpec:
    """Log `exception` and say that there was one."""
    log.error("an event handler met a bug", exc_info=exception)
    return failure(
        "BooCode met an error that it did not expect. The log of the web app has the details."
    )
