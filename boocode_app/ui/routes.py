"""Every address of the app, in one place. A page or a link never spells a path itself."""

WORKSPACE = "/"
RESULTS = "/results"
ANALYTICS = "/analytics"
TERMINALS = "/terminals"
MODELS = "/models"
SPECS = "/specs"
SETTINGS = "/settings"

PROJECT = "project"
SESSION = "session"
"""Query parameters of the workspace: the project and the session that are open."""


def workspace(project_id: int | None = None, session_id: str | None = None) -> str:
    """The workspace on a project and, with `session_id`, on one of its sessions."""
    query = [f"{PROJECT}={project_id}"] if project_id is not None else []
    query += [f"{SESSION}={session_id}"] if session_id else []
    return WORKSPACE + ("?" + "&".join(query) if query else "")
