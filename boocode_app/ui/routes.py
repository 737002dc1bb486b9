"""Every address of the app, in one place. A page or a link never spells a path itself."""

from urllib.parse import urlencode

WORKSPACE = "/"
RESULTS = "/results"
ANALYTICS = "/analytics"
TERMINALS = "/terminals"
WATCH = "/terminals/watch"
MODELS = "/models"
SPECS = "/specs"
SETTINGS = "/settings"
NOT_FOUND = "404"

PROJECT = "project"
SESSION = "session"
PTY = "pty"
TAB = "tab"
BATCH = "batch"
DOC = "doc"
LINE = "line"
MEND = "mend"
"""Query parameters: what is open."""


def workspace(project_id: int | None = None, session_id: str | None = None) -> str:
    """The workspace on a project and, with `session_id`, on one of its sessions."""
    query = [f"{PROJECT}={project_id}"] if project_id is not None else []
    query += [f"{SESSION}={session_id}"] if session_id else []
    return WORKSPACE + ("?" + "&".join(query) if query else "")


def terminal(pty_id: str) -> str:
    """The terminals page with one of them open."""
    return f"{TERMINALS}?{PTY}={pty_id}"


def specs(project_id: int, **opened: str | int) -> str:
    """The specs page; `opened` are TAB, BATCH, DOC, LINE and MEND. What is empty is left out."""
    query = {PROJECT: project_id} | {name: value for name, value in opened.items() if value}
    return f"{SPECS}?{urlencode(query, safe='/')}"
