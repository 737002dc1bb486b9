"""Every address of the app, in one place. A page or a link never spells a path itself."""

WORKSPACE = "/"
RESULTS = "/results"
ANALYTICS = "/analytics"
TERMINALS = "/terminals"
MODELS = "/models"
SPECS = "/specs"
SETTINGS = "/settings"
NOT_FOUND = "404"

PROJECT = "project"
SESSION = "session"
PTY = "pty"
"""Query parameters: the project, session and terminal that are open."""


def workspace(project_id: int | None = None, session_id: str | None = None) -> str:
    """The workspace on a project and, with `session_id`, on one of its sessions."""
    query = [f"{PROJECT}={project_id}"] if project_id is not None else []
    query += [f"{SESSION}={session_id}"] if session_id else []
    return WORKSPACE + ("?" + "&".join(query) if query else "")


def terminal(pty_id: str) -> str:
    """The terminals page with one of them open."""
    return f"{TERMINALS}?{PTY}={pty_id}"
