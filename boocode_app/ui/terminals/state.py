"""How a page learns that the list of terminals became another: it is told, and reads it itself."""

from contextlib import aclosing

import reflex as rx

from boocode_app.wiring import house


class TerminalNews(rx.State):
    """Counts the changes of the list since the page was opened."""

    changes: int = 0

    @rx.event(background=True)
    async def follow(self) -> None:
        """Count on. As part of a page's load it ends with the page or its tab."""
        async with aclosing(house().terminal_feed.changes()) as changes:
            async for _ in changes:
                async with self:
                    self.changes += 1
