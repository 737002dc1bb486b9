"""Every setting as a row: its variable, value, where that came from, and what it is for."""

from dataclasses import dataclass

from sqlalchemy.engine import make_url

from boocode_app.core.settings import PREFIX, Settings

MEANINGS = {
    "host": "The address that the web app listens on.",
    "allowed_hosts": "Names under which people open BooCode, beside this machine's own.",
    "home": "Database, token, logs and models.",
    "cache": "Compiled front ends.",
    "port": "The web app.",
    "pty_port": "The terminals, on loopback.",
    "sidecar_port": "The model servers, on loopback.",
    "coder_port": "The agents, on loopback.",
    "database_url": "Where sessions and events are kept.",
    "events_days": "Days for which events are kept; messages and usage stay.",
    "auth": "Whether a login is asked for. It can be off on loopback only.",
    "model": "The model that new sessions talk to.",
    "llama_server": "The llama-server to start; without one, the built-in.",
    "memory_budget": "What models may take together; without it, most of the GPUs or the memory.",
    "model_folders": "Further folders whose GGUF files are offered.",
    "hf_endpoint": "Where models are downloaded from.",
    "sidecars": "Model servers on other machines.",
    "dev": "Development: a second origin with hot reload is let in.",
}


@dataclass(frozen=True)
class SettingRow:
    """One setting, without any secret in it. An empty `value` was not set and needs no setting."""

    name: str = ""
    value: str = ""
    origin: str = ""
    meaning: str = ""


def rows_of(settings: Settings) -> list[SettingRow]:
    """A row for every setting, in the order in which they are declared."""
    return [
        SettingRow(
            PREFIX + field.upper(),
            _shown(settings, field),
            settings.origin(field),
            MEANINGS[field],
        )
        for field in type(settings).model_fields
        if field != "origins"
    ]


def _shown(settings: Settings, field: str) -> str:
    match field, getattr(settings, field):
        case "database_url", _:
            return make_url(settings.database).render_as_string(hide_password=True)
        case "sidecars", sidecars:
            return ", ".join(sidecar.url for sidecar in sidecars)
        case _, bool() as value:
            return "on" if value else "off"
        case _, tuple() as values:
            return ", ".join(str(value) for value in values)
        case "memory_budget", int() as size:
            return f"{size / 1e9:.1f} GB"
        case _, None:
            return ""
        case _, value:
            return str(value)
