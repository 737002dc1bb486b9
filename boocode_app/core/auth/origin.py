"""Host and Origin: checked on every request, with or without a password.

The Host check stops DNS rebinding: only loopback names and BOOCODE_ALLOWED_HOSTS are answered. The
Origin check stops other sites (another port of this machine is another site): a request that names
an Origin must name the one that it is served under.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class OriginRule:
    """Which Hosts are answered and which further Origins count as ours (development only)."""

    hosts: frozenset[str]
    extra_origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, allowed_hosts: Iterable[str], extra_origins: Iterable[str] = ()) -> "OriginRule":
        """The loopback names and `allowed_hosts` (a port in one is ignored)."""
        names = {_host_name(host) for host in allowed_hosts} - {None}
        return cls(LOOPBACK_NAMES | frozenset(n for n in names if n), frozenset(extra_origins))

    def refuses_host(self, host: str) -> str | None:
        """Why a request with this Host header is refused, None where it is not."""
        name = _host_name(host)
        if name in self.hosts:
            return None
        return (
            f"The Host {host!r} is not served here: add it to BOOCODE_ALLOWED_HOSTS if people "
            "open BooCode under that name."
        )

    def refuses_origin(self, origin: str | None, host: str) -> str | None:
        """Why a request with this Origin is refused, None where it is not."""
        if origin is None or origin in self.extra_origins:
            return None
        parts = urlsplit(origin)
        if parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower():
            return None
        return f"The Origin {origin!r} is not the one this page is served under ({host!r})."


def _host_name(host: str) -> str | None:
    if not set(host).isdisjoint("/?#@, "):
        return None
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
