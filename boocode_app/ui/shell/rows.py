"""What the shell shows of a project and of a session."""

from dataclasses import dataclass

from boocode_app.contracts.chat import Session
from boocode_app.contracts.projects import Project
from boocode_app.contracts.status import AgentStatus


@dataclass(frozen=True)
class ProjectRow:
    """One project of the switcher. `branch` is empty on a detached HEAD."""

    id: int = 0
    name: str = ""
    path: str = ""
    branch: str = ""
    available: bool = True

    @classmethod
    def of(cls, project: Project) -> "ProjectRow":
        """The row of a project."""
        return cls(project.id, project.name, project.path, project.branch or "", project.available)


@dataclass(frozen=True)
class SessionRow:
    """One session of the sidebar. `updated_at` is ISO 8601."""

    id: str = ""
    title: str = ""
    status: AgentStatus = "idle"
    updated_at: str = ""

    @classmethod
    def of(cls, session: Session) -> "SessionRow":
        """The row of a session."""
        return cls(session.id, session.title, session.status, session.updated_at.isoformat())
