"""A hub of models that speaks Hugging Face's API: what a repository holds, and its files.

Invariants: the token goes to the hub's own address and nowhere else; a redirect is followed to
https or back to the hub; what the hub says is checked before it is believed.
"""

import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urljoin, urlsplit

import httpx

from boocode_app.core.errors import BooError, NotFound, Unavailable, UpstreamFailed
from boocode_app.core.settings import is_loopback

CONNECT_S = 10.0
SILENCE_S = 30.0
MAX_REDIRECTS = 5
MAX_LISTING = 16 * 2**20
MAX_FILE = 2 * 2**40
COMMIT = re.compile(r"[0-9a-f]{40}")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class RepoFile:
    """One file of a repository: its path there, bytes, and its SHA-256 in hex digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Repo:
    """The large files of a repository at one commit."""

    name: str
    commit: str
    files: tuple[RepoFile, ...]


class Hub:
    """The hub at `endpoint`, asked with `token` where there is one."""

    def __init__(self, endpoint: str, token: str | None = None) -> None:
        self.endpoint = endpoint
        self._token = token
        self._http = httpx.AsyncClient(
            trust_env=not is_loopback(urlsplit(endpoint).hostname or ""),
            timeout=httpx.Timeout(CONNECT_S, read=SILENCE_S),
            headers={"accept-encoding": "identity", "user-agent": "BooCode"},
        )

    async def repo(self, name: str) -> Repo:
        """What repository `name` (org/repo) holds now.

        Raises NotFound, UpstreamFailed (it is not shown to us, or makes no sense), Unavailable.
        """
        url = f"{self.endpoint}/api/models/{quote(name)}/revision/main?blobs=true"
        async with self._answer(url, {}, name) as answer:
            listing = bytearray()
            async for chunk in answer.aiter_raw():
                listing += chunk
                if len(listing) > MAX_LISTING:
                    raise UpstreamFailed(f"The list of the files of {name!r} has no end")
        try:
            said = json.loads(listing)
        except ValueError as fault:
            raise UpstreamFailed(f"{self.endpoint} does not speak Hugging Face's API") from fault
        return repo_of(name, said)

    @asynccontextmanager
    async def open(
        self, repo: str, commit: str, file: str, start: int
    ) -> AsyncGenerator[httpx.Response]:
        """The bytes of a file from `start` on, to be read raw; status 206, or 200 from the first.

        Raises as `repo` does.
        """
        url = f"{self.endpoint}/{quote(repo)}/resolve/{commit}/{quote(file)}"
        headers = {"range": f"bytes={start}-"} if start else {}
        async with self._answer(url, headers, f"{repo}/{file}") as answer:
            yield answer

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    @asynccontextmanager
    async def _answer(
        self, url: str, headers: Mapping[str, str], what: str
    ) -> AsyncGenerator[httpx.Response]:
        try:
            answer = await self._followed(url, headers)
            try:
                if not answer.is_success:
                    raise _refusal(answer.status_code, what)
                yield answer
            finally:
                await answer.aclose()
        except httpx.TimeoutException as fault:
            raise Unavailable(f"{self._host} does not answer in time") from fault
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise Unavailable(f"{self._host} cannot be reached: {fault}") from fault

    async def _followed(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        for _ in range(MAX_REDIRECTS + 1):
            request = self._http.build_request("GET", url, headers=dict(headers))
            if self._token and self._is_ours(url):
                request.headers["authorization"] = f"Bearer {self._token}"
            answer = await self._http.send(request, stream=True, follow_redirects=False)
            if not answer.has_redirect_location:
                return answer
            await answer.aclose()
            url = urljoin(url, answer.headers["location"])
            if urlsplit(url).scheme != "https" and not self._is_ours(url):
                raise UpstreamFailed(f"{self._host} sends us to {_host(url)!r} without encryption")
        raise UpstreamFailed(f"{self._host} sends us round in circles")

    def _is_ours(self, url: str) -> bool:
        """Whether `url` is the hub's own: the same scheme, host and port."""
        return _origin(url) == _origin(self.endpoint)

    @property
    def _host(self) -> str:
        return _host(self.endpoint)


def hub_token(environ: Mapping[str, str]) -> str | None:
    """The token that a person keeps for Hugging Face: HF_TOKEN, or in a file where its tools do."""
    if token := environ.get("HF_TOKEN", "").strip():
        return token
    home = environ.get("HF_HOME") or Path("~/.cache/huggingface").expanduser()
    file = Path(environ.get("HF_TOKEN_PATH") or Path(home, "token"))
    try:
        token = file.read_text().strip()
    except (OSError, ValueError):
        return None
    return token if token.isascii() and token.isprintable() and token else None


def repo_of(name: str, said: object) -> Repo:
    """The files in what the API says of repository `name`. Raises UpstreamFailed."""
    commit = said.get("sha") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(commit, str) or not COMMIT.fullmatch(commit):
        raise UpstreamFailed(f"What the hub says of {name!r} makes no sense")
    siblings = said.get("siblings")
    files = [_file(sibling) for sibling in siblings] if isinstance(siblings, list) else []
    return Repo(name, commit, tuple(file for file in files if file is not None))


def _file(said: object) -> RepoFile | None:
    """A file of which size and checksum are known, and whose name stays in its folder."""
    lfs = said.get("lfs") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(lfs, dict):
        return None
    name, size, sha256 = said.get("rfilename"), lfs.get("size"), lfs.get("sha256")
    if not (isinstance(name, str) and isinstance(size, int) and isinstance(sha256, str)):
        return None
    path = PurePosixPath(name)
    safe = name.isprintable() and not path.is_absolute() and ".." not in path.parts
    known = SHA256.fullmatch(sha256) and 0 < size <= MAX_FILE
    return RepoFile(name, size, sha256) if safe and known else None


def _refusal(status: int, what: str) -> BooError:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return UpstreamFailed(
            f"The hub does not show us {what!r}: it does not exist, or wants a token (HF_TOKEN) of "
            "somebody who accepted its terms"
        )
    if status == httpx.codes.NOT_FOUND:
        return NotFound(f"The hub has no {what!r}")
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Unavailable(f"The hub is busy: it answered {status}")
    return UpstreamFailed(f"The hub answered {status} for {what!r}")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]
