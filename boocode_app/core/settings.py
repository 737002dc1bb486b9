"""What BooCode was told to do, parsed once at start.

Invariant: a bad value refuses to start and names the variable, the value and what would do.
A value comes from the environment (`BOOCODE_*`), else from `settings.env` in BOOCODE_HOME, else
from the default; `Settings.origin` says which.
"""

import json
import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from boocode_app.core.errors import SettingsError

PREFIX = "BOOCODE_"
ORIGINS = "BOOCODE_ORIGINS"
"""A variable between our own processes: which setting came from where, as `field=origin,...`."""
DEMO_MODEL = "demo"
Port = Annotated[int, Field(ge=1, le=65535)]
Origin = Literal["environment", "settings.env", "default"]
HOST_NAME = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?")


class SidecarAddress(BaseModel):
    """One sidecar: its base URL and the file that holds its token (never the token itself)."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(pattern=r"^https?://[^/\s]+$")
    token_file: Path


class Settings(BaseModel):
    """Every setting. Field `x` is the variable `BOOCODE_X`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    home: Path = Field(default_factory=lambda: Path.home() / ".boocode")
    cache: Path = Field(default_factory=lambda: Path.home() / ".cache" / "boocode")
    port: Port = 3000
    pty_port: Port = 9501
    sidecar_port: Port = 9502
    coder_port: Port = 9503
    database_url: str = ""
    events_days: Annotated[int, Field(ge=1, le=3650)] = 30
    auth: Literal["token", "off"] = "token"
    model: str = DEMO_MODEL
    llama_server: str = ""
    memory_budget: ByteSize | None = None
    model_folders: tuple[Path, ...] = ()
    hf_endpoint: str = "https://huggingface.co"
    sidecars: tuple[SidecarAddress, ...] = ()
    dev: bool = False
    origins: dict[str, Origin] = Field(default_factory=dict, repr=False)

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return (
            tuple(h.strip() for h in value.split(",") if h.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("host")
    @classmethod
    def _names_a_host(cls, value: str) -> str:
        if not HOST_NAME.fullmatch(value):
            raise ValueError("is neither an address nor the name of a host")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _name_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not HOST_NAME.fullmatch(re.sub(r":\d+$", "", host)):
                raise ValueError(
                    f"{host!r} is not the name of a host: give names as in boocode.example or "
                    "boocode.example:8443, with commas between"
                )
        return value

    @field_validator("sidecars", mode="before")
    @classmethod
    def _parse_sidecars(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value.strip() else ()
        except json.JSONDecodeError as fault:
            raise ValueError(f"is not JSON ({fault.msg} at character {fault.pos})") from fault

    @field_validator("model_folders", mode="before")
    @classmethod
    def _split_folders(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(folder for folder in value.split(os.pathsep) if folder)

    @field_validator("model_folders")
    @classmethod
    def _absolute_folders(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        folders = tuple(_expanded(folder) for folder in value)
        for folder in folders:
            if not folder.is_absolute():
                raise ValueError(f"{str(folder)!r} is no absolute path")
        return folders

    @field_validator("hf_endpoint")
    @classmethod
    def _guarded_hub(cls, value: str) -> str:
        address = urlsplit(value)
        _ = address.port  # raises ValueError where it is none
        near = address.scheme == "http" and is_loopback(address.hostname or "")
        if not address.hostname or not (address.scheme == "https" or near):
            raise ValueError("must begin with https:// (http:// only on this machine)")
        if address.query or address.fragment or address.username is not None:
            raise ValueError("must be a plain URL, without a query and without credentials")
        return value.rstrip("/")

    @field_validator("home", "cache")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        folder = _expanded(value).absolute()
        if folder.exists() and not folder.is_dir():
            raise ValueError("is a file, and a folder is needed")
        if "?" in str(folder):
            raise ValueError("has a '?', which no database URL can hold")
        return folder

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value:
            return value
        if value.startswith("sqlite+aiosqlite:///"):
            if not value.startswith("sqlite+aiosqlite:////"):
                raise ValueError(
                    "must name its file by an absolute path: sqlite+aiosqlite:////FILE"
                )
            return value
        if not value.startswith("postgresql+psycopg://"):
            raise ValueError(
                "is none of sqlite+aiosqlite:////FILE and postgresql+psycopg://USER@HOST/NAME"
            )
        address = urlsplit(value)
        _ = address.port  # raises ValueError where it is none
        if not address.path.strip("/"):
            raise ValueError("names no database: postgresql+psycopg://USER@HOST/NAME")
        return value

    @model_validator(mode="after")
    def _wide_binding_is_guarded(self) -> "Settings":
        ports = [self.port, self.pty_port, self.sidecar_port, self.coder_port]
        if len(set(ports)) < len(ports):
            raise ValueError(f"BOOCODE_*PORT: the four ports must differ, got {ports}")
        if is_loopback(self.host):
            return self
        if self.auth == "off":
            raise ValueError(
                "BOOCODE_AUTH=off is accepted on loopback only, and BOOCODE_HOST is "
                f"{self.host!r}: set BOOCODE_AUTH=token"
            )
        if not self.allowed_hosts:
            raise ValueError(
                f"BOOCODE_HOST={self.host!r} is reachable from other machines: set "
                "BOOCODE_ALLOWED_HOSTS to the names under which people open it"
            )
        return self

    def origin(self, field: str) -> Origin:
        """Where the value of `field` came from."""
        return self.origins.get(field, "default")

    @property
    def database(self) -> str:
        """The URL that is used: the one given, else SQLite in BOOCODE_HOME."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'boocode.db'}"

    @property
    def run_folder(self) -> Path:
        """Pids, locks and states of the running processes."""
        return self.home / "run"

    @property
    def logs_folder(self) -> Path:
        """One log file a process."""
        return self.home / "logs"

    @property
    def models_folder(self) -> Path:
        """GGUF files that BooCode made or fetched."""
        return self.home / "models"

    def environment(self) -> dict[str, str]:
        """The variables that give a child process these same settings and their origins."""
        told = [
            field
            for field in Settings.model_fields
            if field != "origins"
            and (self.origin(field) != "default" or field in ("home", "cache"))
        ]
        given = {PREFIX + field.upper(): _as_text(getattr(self, field)) for field in told}
        return given | {ORIGINS: ",".join(f"{field}={self.origin(field)}" for field in told)}


def is_loopback(host: str) -> bool:
    """Whether `host` can be reached from this machine only."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process's) and BOOCODE_HOME/settings.env.

    Raises SettingsError that names each bad variable.
    """
    environ = os.environ if environ is None else environ
    given = _own(environ)
    from_file = _own(_file_of(Path(given.get("home") or Path.home() / ".boocode")))
    from_file.pop("home", None)
    origins: dict[str, Origin] = dict.fromkeys(from_file, "settings.env")
    origins |= dict.fromkeys(given, "environment")
    origins |= _told_origins(environ.get(ORIGINS, ""))
    try:
        return Settings.model_validate({**from_file, **given, "origins": origins})
    except ValidationError as fault:
        raise SettingsError(_in_words(fault, origins)) from None


def _told_origins(text: str) -> dict[str, Origin]:
    """The origins that a parent process passed on, which says more than "environment" would."""
    pairs = (pair.partition("=") for pair in text.split(","))
    known: dict[str, Origin] = {origin: origin for origin in get_args(Origin)}
    return {field: known[origin] for field, _, origin in pairs if origin in known}


def _file_of(home: Path) -> dict[str, str]:
    """What `home`/settings.env says."""
    try:
        file = _expanded(home) / "settings.env"
    except ValueError as fault:
        raise SettingsError(f"{PREFIX}HOME={str(home)!r} (from environment): {fault}") from None
    try:
        return {k: v or "" for k, v in dotenv_values(file).items()}
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"{file} cannot be read: {fault}") from None


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as fault:
        raise ValueError(f"has no such home folder ({fault})") from None


def _own(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that are fields, by field name; an empty one counts as unset."""
    fields = set(Settings.model_fields) - {"origins"}
    return {
        name: environ[PREFIX + name.upper()]
        for name in fields
        if environ.get(PREFIX + name.upper())
    }


def _in_words(fault: ValidationError, origins: Mapping[str, Origin]) -> str:
    lines = []
    for error in fault.errors():
        reason = error["msg"].removeprefix("Value error, ")
        if not error["loc"]:
            lines.append(reason)
            continue
        field = str(error["loc"][0])
        where = f" (from {origins[field]})" if field in origins else ""
        value = _PASSWORD.sub("://\\1:***@", repr(_as_given(error["input"])))
        lines.append(f"{PREFIX}{field.upper()}={value}{where}: {reason}")
    return "\n".join(lines)


_PASSWORD = re.compile(r"://([^:/@\s]*):[^/\s]*@")


def _as_given(value: object) -> object:
    """An input as the person wrote it: a path is text, a list is joined by commas."""
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return str(value) if isinstance(value, Path) else value


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case tuple() if value and isinstance(value[0], SidecarAddress):
            return json.dumps([item.model_dump(mode="json") for item in value])
        case tuple() if value and isinstance(value[0], Path):
            return os.pathsep.join(map(str, value))
        case tuple():
            return ",".join(value)
        case _:
            return str(value)
