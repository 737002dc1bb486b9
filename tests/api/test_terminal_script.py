"""One line of a shell script lists the sessions: at BooTerm's port and through web, where the
token is needed and where it is not.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from boocode_app.api.app import guard
from boocode_app.api.proxy import Proxy, upstreams_of
from boocode_app.api.web import build_web_api
from boocode_app.contracts.terminals import PtySpawn
from boocode_app.core.settings import Settings
from boocode_app.wiring import House, move_in
from tests.api.test_proxy import served
from tests.booterm import booterm_at

FILTER = "jq ." if shutil.which("jq") else "cat"
TOKEN = "Authorization: Bearer $(cat $BOOCODE_HOME/token)"


async def listed(home: Path, port: int, *, token: bool) -> Any:
    """What the line prints; None where curl refuses to (status 22: HTTP 400 or more)."""
    url = f"http://localhost:{port}/api/pty/list"
    if not shutil.which("curl"):
        headers = {"Authorization": f"Bearer {(home / 'token').read_text()}"} if token else {}
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.get(url, headers=headers)
        return answer.json() if answer.is_success else None
    header = f'-H "{TOKEN}" ' if token else ""
    line = f"set -o pipefail; curl -sf --noproxy '*' {header}{url} | {FILTER}"
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        line,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "BOOCODE_HOME": str(home)},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await shell.communicate()
    assert shell.returncode in (0, 22)
    return json.loads(printed) if shell.returncode == 0 else None


@asynccontextmanager
async def web_of(settings: Settings) -> AsyncIterator[None]:
    """The web app of a house without its pages: the gate, the proxy and the API."""
    move_in(House(settings))
    proxy = Proxy(build_web_api(settings), upstreams_of(settings))
    web = guard(proxy, settings, cookies=True)
    try:
        async with aclosing(proxy), served(web, settings.port):
            yield
    finally:
        move_in(None)


@pytest.mark.parametrize("auth", ["token", "off"])
async def test_the_line_of_the_documentation_lists_the_sessions(tmp_path: Path, auth: str) -> None:
    async with booterm_at(tmp_path, BOOCODE_AUTH=auth) as booterm:
        settings = booterm.settings = booterm.settings.model_copy(update={"auth": auth})
        session = await booterm.client().spawn(PtySpawn(command="cat", title="mine"))
        async with web_of(settings):
            for port in (settings.pty_port, settings.port):
                answer = await listed(tmp_path, port, token=auth == "token")
                assert [one["id"] for one in answer["sessions"]] == [session.id]
                assert answer["sessions"][0]["title"] == "mine"
                without = await listed(tmp_path, port, token=False)
                assert (without is None) == (auth == "token")
