"""What a supervised process is: how it is started, on which port, and what tells it apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """One process. `fingerprint` is the hash of all that it was started from.

    A running process with another fingerprint is an older BooCode, or has other settings: it is
    ended and started anew. `port_variable` is the setting to change where the port is taken.
    """

    name: str
    command: tuple[str, ...]
    port: int
    port_variable: str
    fingerprint: str
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    grace_s: float = 6.0
    host: str = "127.0.0.1"

    @property
    def reached_at(self) -> str:
        """The address under which this machine reaches it: a wildcard is no address."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
