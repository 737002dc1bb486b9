"""uvicorn's WebSocket, made safe to end.

uvicorn 0.54 raises when it ends while a client's closing handshake is under way, and the
application's lifespan is then not run to its end: shells and models would be left behind.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

FLUSH_S = 0.5
"""How long a client that does not read is given for what is still to be sent."""


class SafeWebSocket(WebSocketsSansIOProtocol):
    """`websockets-sansio` whose end cannot fail, and is over soon."""

    def shutdown(self) -> None:
        """Close with 1012; cut a socket that is closing already, or that nobody reads."""
        self.loop.call_later(FLUSH_S, self.transport.abort)
        try:
            super().shutdown()
        except InvalidState:
            self.transport.abort()
