"""Settings: read once, each from where it was given; a bad one refuses to start by its name."""

import json
from pathlib import Path

import pytest

from boocode_app.core.errors import SettingsError
from boocode_app.core.settings import Settings, is_loopback, load_settings


def _load(home: Path, **given: str) -> Settings:
    return load_settings({"BOOCODE_HOME": str(home), **given})


def test_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    settings = _load(tmp_path)
    assert (settings.host, settings.port, settings.auth) == ("127.0.0.1", 3000, "token")
    assert (settings.pty_port, settings.sidecar_port, settings.coder_port) == (9501, 9502, 9503)
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/boocode.db"
    assert settings.origin("port") == "default"


def test_without_a_home_it_is_in_the_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert load_settings({}).home == Path("/home/ada/.boocode")
    assert load_settings({"BOOCODE_HOME": "~/boo"}).home == Path("/home/ada/boo")


def test_the_environment_comes_before_the_file_and_each_says_so(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text(
        "BOOCODE_PORT=4000\nexport BOOCODE_MODEL='qwen'  # a comment\nBOOCODE_HOME=/elsewhere\n"
    )
    settings = _load(tmp_path, BOOCODE_PORT="5000")
    assert (settings.port, settings.model, settings.home) == (5000, "qwen", tmp_path)
    assert settings.origin("port") == "environment"
    assert settings.origin("model") == "settings.env"
    assert settings.origin("cache") == "default"


def test_folders_and_the_hub_reach_a_child_as_they_were_given(tmp_path: Path) -> None:
    given = {"BOOCODE_MODEL_FOLDERS": f"{tmp_path}/a:/b", "BOOCODE_HF_ENDPOINT": "http://[::1]:8/"}
    settings = _load(tmp_path, **given)
    assert settings.model_folders == (tmp_path / "a", Path("/b"))
    assert settings.hf_endpoint == "http://[::1]:8"
    child = load_settings(settings.environment())
    assert child.model_folders == settings.model_folders
    assert child.hf_endpoint == settings.hf_endpoint


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert _load(tmp_path, BOOCODE_PORT="", BOOCODE_DATABASE_URL="").port == 3000


BAD = {
    "BOOCODE_PORT": ["abc", "0", "70000", "3000.5"],
    "BOOCODE_AUTH": ["none", "OFF "],
    "BOOCODE_DEV": ["perhaps"],
    "BOOCODE_HOST": ["http://localhost", "a b", "localhost:3000/x"],
    "BOOCODE_ALLOWED_HOSTS": ["https://boo.example", "*", "a b", "boo.example/x"],
    "BOOCODE_DATABASE_URL": [
        "mysql://x/y",
        "postgres://ada@host/boocode",
        "sqlite+aiosqlite:///relative.db",
        "sqlite+aiosqlite:///",
        "postgresql+psycopg://host:abc/boocode",
        "postgresql+psycopg://host",
    ],
    "BOOCODE_SIDECARS": ["nonsense", "{}", '[{"url": "gpu:9502"}]', '[{"url": "http://gpu"}]'],
    "BOOCODE_MODEL_FOLDERS": ["models", "/models:more", "~nobody-of-that-name/x"],
    "BOOCODE_HF_ENDPOINT": [
        "huggingface.co",
        "http://mirror.example",
        "https://me:secret@mirror.example",
        "https://mirror.example?x=1",
        "https://mirror.example:port",
    ],
    "BOOCODE_CACHE": ["~nobody-of-that-name/x"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_bad_value_names_its_variable_itself_and_the_reason(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, **{name: value})
    detail = caught.value.detail
    assert detail.startswith(f"{name}=")
    assert len(detail.partition(": ")[2]) > 10


def test_a_bad_value_in_the_file_is_told_from_one_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("BOOCODE_PORT=abc\n")
    with pytest.raises(SettingsError, match=r"BOOCODE_PORT='abc' \(from settings\.env\)"):
        _load(tmp_path)


def test_every_bad_value_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, BOOCODE_PORT="abc", BOOCODE_AUTH="none")
    assert len(caught.value.detail.splitlines()) == 2


def test_a_password_in_a_bad_url_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, BOOCODE_DATABASE_URL="postgres://ada:secret@host/boocode")
    assert "secret" not in caught.value.detail
    assert "ada:***@host" in caught.value.detail


def test_a_home_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for home in (str(tmp_path / "file"), "~nobody-of-that-name/x", str(tmp_path / "what?")):
        with pytest.raises(SettingsError, match="BOOCODE_HOME="):
            load_settings({"BOOCODE_HOME": home})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"BOOCODE_MODEL=\xff\n")
    with pytest.raises(SettingsError, match=r"settings\.env cannot be read"):
        _load(tmp_path)


def test_the_four_ports_differ(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="the four ports must differ"):
        _load(tmp_path, BOOCODE_PTY_PORT="3000")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "boo.example"])
def test_a_wide_binding_needs_auth_and_names(tmp_path: Path, host: str) -> None:
    names = {"BOOCODE_ALLOWED_HOSTS": "boo.example, 192.168.1.2:3000"}
    with pytest.raises(SettingsError, match="BOOCODE_AUTH=off is accepted on loopback only"):
        _load(tmp_path, BOOCODE_HOST=host, BOOCODE_AUTH="off", **names)
    with pytest.raises(SettingsError, match="BOOCODE_ALLOWED_HOSTS"):
        _load(tmp_path, BOOCODE_HOST=host)
    settings = _load(tmp_path, BOOCODE_HOST=host, **names)
    assert settings.allowed_hosts == ("boo.example", "192.168.1.2:3000")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_auth_may_be_off_on_loopback(tmp_path: Path, host: str) -> None:
    assert is_loopback(host)
    assert _load(tmp_path, BOOCODE_HOST=host, BOOCODE_AUTH="off").auth == "off"


def test_a_child_gets_the_same_settings(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("BOOCODE_MODEL=qwen\n")
    sidecars = [{"url": "http://gpu:9502", "token_file": "/run/token"}]
    settings = _load(
        tmp_path,
        BOOCODE_PORT="4000",
        BOOCODE_DEV="1",
        BOOCODE_ALLOWED_HOSTS="a.example,b.example",
        BOOCODE_SIDECARS=json.dumps(sidecars),
        BOOCODE_DATABASE_URL="postgresql+psycopg://ada:secret@host:5433/boocode",
    )
    environment = settings.environment()
    assert "BOOCODE_AUTH" not in environment
    again = load_settings(environment)
    assert again.model_dump(exclude={"origins"}) == settings.model_dump(exclude={"origins"})
    assert {f: again.origin(f) for f in type(again).model_fields} == {
        f: settings.origin(f) for f in type(settings).model_fields
    }
