"""Credentials: the token, the cookie, the link that opens once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from boocode_app.core.auth.credentials import COOKIE_LIFE_S, LINK_LIFE_S, Credentials
from boocode_app.core.errors import SettingsError


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    return Credentials.at(tmp_path)


def _at(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(time, "time", lambda: moment)


def test_the_token_is_made_once_whoever_races_for_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: Credentials.at(home).token, range(32)))
    assert len(set(tokens)) == 1
    assert (home / "token").read_text() == tokens[0]
    assert [file.name for file in home.iterdir()] == ["token"]


def test_the_token_is_for_its_owner_only(tmp_path: Path) -> None:
    Credentials.at(tmp_path / "home")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / "token").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "\n", "short"])
def test_a_token_that_keeps_nobody_out_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "token").write_text(content)
    with pytest.raises(SettingsError, match="token"):
        Credentials.at(tmp_path)


def test_only_the_token_is_the_token(credentials: Credentials) -> None:
    assert credentials.holds_token(credentials.token)
    for offered in ("", credentials.token[:-1], credentials.token + "x", "\xff", "ü" * 43):
        assert not credentials.holds_token(offered)


def test_a_link_opens_once_under_a_race(credentials: Credentials) -> None:
    for _ in range(20):
        code = credentials.new_link()
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _, code=code: credentials.redeem(code), range(8)))
        assert opened.count(True) == 1
    assert list((credentials.home / "links").iterdir()) == []


def test_a_link_is_stored_as_its_hash_only(credentials: Credentials) -> None:
    code = credentials.new_link()
    (file,) = (credentials.home / "links").iterdir()
    assert code not in file.name + file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_an_old_link_does_not_open_and_is_forgotten(
    credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    expired, forgotten = credentials.new_link(), credentials.new_link()
    _at(monkeypatch, now + LINK_LIFE_S + 5)
    assert not credentials.redeem(expired)
    credentials.new_link()
    assert len(list((credentials.home / "links").iterdir())) == 1
    assert not credentials.redeem(forgotten)


@pytest.mark.parametrize(
    "code", ["", "../token", "nobody", "\0", "\ud800".encode(errors="replace").decode()]
)
def test_an_unknown_link_does_not_open(credentials: Credentials, code: str) -> None:
    assert not credentials.redeem(code)
    assert (credentials.home / "token").exists()


def test_a_cookie_names_its_user_until_it_expires(
    credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    cookie = credentials.new_cookie()
    assert credentials.user_of(cookie) == "owner"
    _at(monkeypatch, now + COOKIE_LIFE_S - 5)
    assert credentials.user_of(cookie) == "owner"
    _at(monkeypatch, now + COOKIE_LIFE_S + 5)
    assert credentials.user_of(cookie) is None


def test_a_forged_cookie_names_nobody(credentials: Credentials) -> None:
    user, expires, nonce, signature = credentials.new_cookie().split(".")
    forged = [
        "",
        "....",
        "owner",
        credentials.token,
        f"root.{expires}.{nonce}.{signature}",
        f"{user}.{int(expires) + 1}.{nonce}.{signature}",
        f"{user}.{expires}.{nonce}.{signature[:-1]}",
        f"{user}.{expires}.{nonce}.é",
        f"{user}.{expires}.{nonce}",
    ]
    assert [credentials.user_of(cookie) for cookie in forged] == [None] * len(forged)


def test_a_new_token_ends_every_cookie_and_keeps_no_other_home_in(
    credentials: Credentials, tmp_path: Path
) -> None:
    cookie = credentials.new_cookie()
    assert Credentials.at(tmp_path / "other").user_of(cookie) is None
    (credentials.home / "token").unlink()
    assert Credentials.at(credentials.home).user_of(cookie) is None
