"""Whether the asker of a long request is still there. To be used once its body was read."""

from fastapi import Request


async def caller_left(request: Request) -> None:
    """Returns when the asker is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
