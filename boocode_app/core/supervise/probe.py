"""Asks a process whether it is ready, and finds out who holds a port."""

import http.client
import json
import socket
from collections.abc import Mapping
from contextlib import closing

import psutil

ANSWER_LIMIT = 65_536


def answering_pid(host: str, port: int, token: str | None, timeout_s: float = 0.5) -> int | None:
    """The pid that /api/health at `host` and `port` says it has, None where none answers."""
    answer = _health(host, port, token, timeout_s)
    if answer is None:
        return None
    parts = answer.get("parts")
    web = parts.get("web") if isinstance(parts, Mapping) else None
    pid = web.get("pid") if isinstance(web, Mapping) else answer.get("pid")
    return pid if isinstance(pid, int) else None


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could be bound to `port`."""
    with closing(socket.socket(_family(host))) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def holder_of(port: int) -> str:
    """Who listens on `port`, in words: "pid 4711 (nginx)", or "another program"."""
    try:
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                return f"pid {connection.pid} ({psutil.Process(connection.pid).name()})"
    except psutil.Error:
        pass
    return "another program"


def _health(host: str, port: int, token: str | None, timeout_s: float) -> dict[str, object] | None:
    # The name that is always answered, whatever address the connection takes.
    headers = {"Host": f"127.0.0.1:{port}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    with closing(http.client.HTTPConnection(host, port, timeout=timeout_s)) as connection:
        try:
            connection.request("GET", "/api/health", headers=headers)
            response = connection.getresponse()
            answer = json.loads(response.read(ANSWER_LIMIT))
        except (OSError, http.client.HTTPException, ValueError):
            return None
    return answer if response.status == 200 and isinstance(answer, dict) else None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
