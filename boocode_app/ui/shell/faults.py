"""The outer edge of every event handler: a bug is logged and told, never shown as a traceback."""

import logging

import reflex as rx
from reflex.event import EventSpec

log = logging.getLogger(__name__)


def tell(exception: Exception) -> EventSpec:
    """Log `exception` and say that there was one."""
    log.error("an event handler met a bug", exc_info=exception)
    return rx.toast.error(
        "BooCode met an error that it did not expect. The log of the web app has the details."
    )
