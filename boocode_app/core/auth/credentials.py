"""Who may come in: the bearer token, the signed cookie, the one-time link.

The token lives in BOOCODE_HOME/token (mode 600) and in no URL, log or argv. The cookie is signed
with a key derived from it, so that a new token ends every cookie. A link is a random code whose
SHA-256 names a file in BOOCODE_HOME/links: taking the file away is redeeming it, so a link opens
once, whoever races for it.
"""

import hashlib
import hmac
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from boocode_app.core.errors import SettingsError
from boocode_app.core.files import create_once, write_atomically

COOKIE_PREFIX = "boocode_session_"
COOKIE_LIFE_S = 30 * 24 * 3600
LINK_LIFE_S = 3600
SHORTEST_TOKEN = 20
OWNER = "owner"


@dataclass(frozen=True)
class Credentials:
    """The credentials kept in one BOOCODE_HOME."""

    home: Path
    token: str

    @classmethod
    def at(cls, home: Path) -> "Credentials":
        """Those of `home`; its token is made where there is none yet.

        Raises SettingsError where the file holds too little to keep anyone out.
        """
        file = home / "token"
        token = create_once(file, secrets.token_urlsafe(32))
        if len(token) < SHORTEST_TOKEN:
            raise SettingsError(
                f"{file} holds {len(token)} characters, and a token has at least {SHORTEST_TOKEN}: "
                "delete the file, and BooCode makes a new one."
            )
        return cls(home, token)

    @cached_property
    def cookie_name(self) -> str:
        """This home's own: a browser has one jar for all ports of a host, and so for all homes."""
        return COOKIE_PREFIX + hmac.new(self._key, b"name", hashlib.sha256).hexdigest()[:8]

    def holds_token(self, offered: str) -> bool:
        """Whether `offered` is the token, told in constant time."""
        return hmac.compare_digest(self.token.encode(), offered.encode())

    def new_link(self) -> str:
        """A fresh one-time code, good for LINK_LIFE_S seconds."""
        code = secrets.token_urlsafe(24)
        self._forget_old_links()
        write_atomically(self._link_file(code), str(int(time.time()) + LINK_LIFE_S))
        return code

    def redeem(self, code: str) -> bool:
        """Whether `code` is a link that nobody used yet; it is used up by asking."""
        file = self._link_file(code)
        try:
            expires = int(file.read_text())
            file.unlink()
        except (OSError, ValueError):
            return False
        return time.time() < expires

    def new_cookie(self) -> str:
        """A signed cookie value: user, expiry, nonce, signature."""
        body = f"{OWNER}.{int(time.time()) + COOKIE_LIFE_S}.{secrets.token_hex(8)}"
        return f"{body}.{self._signature(body)}"

    def user_of(self, cookie: str) -> str | None:
        """The user whom a cookie value names, None where it is forged, malformed or expired."""
        body, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            return None
        user, expires, _ = body.split(".")
        return user if time.time() < int(expires) else None

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()

    @property
    def _key(self) -> bytes:
        return hmac.digest(self.token.encode(), b"boocode session cookie", "sha256")

    def _link_file(self, code: str) -> Path:
        return self.home / "links" / hashlib.sha256(code.encode()).hexdigest()

    def _forget_old_links(self) -> None:
        for file in (self.home / "links").glob("*"):
            with suppress(FileNotFoundError):  # redeemed, or forgotten by another, in this moment
                if file.stat().st_mtime < time.time() - LINK_LIFE_S:
                    file.unlink()
