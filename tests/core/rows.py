"""Rows for tests of the database: valid ones, of which a test names what it is about."""

from datetime import datetime

from boocode_app.core.ids import new_id, utc_now
from boocode_app.services.agent.tables import MessageRow, SessionRow, TaskRow
from boocode_app.services.projects.tables import ProjectRow


def project(
    name: str = "one", path: str | None = None, created_at: datetime | None = None
) -> ProjectRow:
    """A project at `path`, else at a path of its name."""
    return ProjectRow(
        name=name, path=path or f"/{name}", user="owner", created_at=created_at or utc_now()
    )


def session_of(project_id: int) -> SessionRow:
    """A session in a project."""
    return SessionRow(
        id=new_id(),
        project_id=project_id,
        title="",
        provider="llama",
        model="demo",
        user="owner",
        started_at=utc_now(),
        updated_at=utc_now(),
    )


def task_of(session: SessionRow) -> TaskRow:
    """A task of a session."""
    return TaskRow(
        id=new_id(),
        session_id=session.id,
        project_id=session.project_id,
        model=session.model,
        provider=session.provider,
        started_at=utc_now(),
    )


def message_of(session: SessionRow, task: TaskRow | None = None, seq: int = 1) -> MessageRow:
    """A person's message in a session."""
    return MessageRow(
        id=new_id(),
        session_id=session.id,
        task_id=task.id if task else None,
        seq=seq,
        role="user",
        state="complete",
        created_at=utc_now(),
    )
