"""How late the event loop is: the measure of whether something blocks it.

A task asks to be woken every INTERVAL_S and notes by how much it was woken late. The samples of the
last minute are kept, no more.
"""

import asyncio
from collections import deque
from typing import Literal

INTERVAL_S = 0.02
WINDOW_S = 60.0

LagMs = dict[Literal["p50", "p99", "max"], float]


class LoopLag:
    """The lag of the loop in which `sample()` runs."""

    def __init__(self) -> None:
        self._late_s: deque[float] = deque(maxlen=round(WINDOW_S / INTERVAL_S))

    async def sample(self) -> None:
        """Take samples until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + INTERVAL_S
            await asyncio.sleep(INTERVAL_S)
            self._late_s.append(max(0.0, loop.time() - due))

    def percentiles(self) -> LagMs:
        """Milliseconds over the last minute; empty before the first sample."""
        ordered = sorted(self._late_s)
        if not ordered:
            return {}
        last = len(ordered) - 1
        return {
            "p50": round(ordered[round(last * 0.5)] * 1000, 2),
            "p99": round(ordered[round(last * 0.99)] * 1000, 2),
            "max": round(ordered[last] * 1000, 2),
        }
