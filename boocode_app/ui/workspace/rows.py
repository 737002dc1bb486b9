"""What the workspace shows of a shell."""

from dataclasses import dataclass

from boocode_app.contracts.terminals import PtySession


@dataclass(frozen=True)
class ShellRow:
    """The shell in the dock."""

    id: str = ""
    title: str = ""


def title_of(project_name: str) -> str:
    """The title under which the shell of a project is started and found again."""
    return f"Shell: {project_name}"[:200]


def is_shell_of(session: PtySession, folder: str, project_name: str) -> bool:
    """Whether `session` is the dock's own living shell in a project."""
    return (
        session.status == "running"
        and session.agentId is None
        and session.workdir == folder
        and session.title == title_of(project_name)
    )
