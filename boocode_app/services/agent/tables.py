"""The tables of agents' work: sessions, messages, tasks, tool calls, and what they cost.

The agent loop writes them as it works; analytics only reads them. `tools` and `usage_hourly` are
kept in the same transaction as the rows that they sum up.
"""

from datetime import datetime
from typing import Any, Literal

from sqlmodel import BigInteger, Field, Index, String, UniqueConstraint, desc

from boocode_app.contracts.chat import MessageState, Role
from boocode_app.contracts.status import AgentStatus
from boocode_app.core.columns import FreeText, Json, Table, UtcDateTime

TaskStatus = Literal["running", "done", "stopped", "interrupted", "failed"]
ToolCallStatus = Literal["running", "done", "denied", "failed"]


class SessionRow(Table, table=True):
    """One conversation. `worker` holds it; `epoch` rises with each holder and fences the last."""

    __tablename__ = "agent_sessions"
    __table_args__ = (
        Index("ix_agent_sessions_recent", "project_id", desc("started_at"), desc("id")),
        Index(None, "status"),
    )

    id: str = Field(primary_key=True)
    project_id: int = Field(foreign_key="projects.id")
    title: str = Field(sa_type=FreeText)
    provider: str
    model: str
    status: AgentStatus = Field(default="idle", sa_type=String)
    user: str
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cached_tokens: int = Field(default=0, sa_type=BigInteger)
    cost: float | None = None
    worker: str | None = None
    epoch: int = 0
    started_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TaskRow(Table, table=True):
    """One user turn of a session. `token_breakdown`: {system, history, tools, files, user, output}
    add up to the turn; `of_which`: {cached, reasoning} are parts of them.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_of_session", "session_id", "started_at", "id"),
        Index("ix_tasks_recent", "project_id", desc("started_at"), desc("id")),
        Index(None, "status"),
    )

    id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="agent_sessions.id", ondelete="CASCADE")
    project_id: int = Field(foreign_key="projects.id")
    status: TaskStatus = Field(default="running", sa_type=String)
    model: str
    provider: str
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cached_tokens: int = Field(default=0, sa_type=BigInteger)
    cost: float | None = None
    token_breakdown: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    error: str | None = Field(default=None, sa_type=FreeText)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MessageRow(Table, table=True):
    """One message; `seq` is its place in the session. `timings` has the form of chat.Timings."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("session_id", "seq"),
        UniqueConstraint("session_id", "client_id"),
        Index(None, "task_id"),
    )

    id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="agent_sessions.id", ondelete="CASCADE")
    task_id: str | None = Field(default=None, foreign_key="tasks.id", ondelete="CASCADE")
    seq: int
    role: Role = Field(sa_type=String)
    text: str = Field(default="", sa_type=FreeText)
    state: MessageState = Field(sa_type=String)
    error: str | None = Field(default=None, sa_type=FreeText)
    model: str | None = None
    timings: dict[str, Any] | None = Field(default=None, sa_type=Json)
    client_id: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ToolCallRow(Table, table=True):
    """One call of a tool. `tokens` are what its result takes in the context."""

    __tablename__ = "tool_calls"
    __table_args__ = (
        Index("ix_tool_calls_of_session", "session_id", "at", "id"),
        Index(
            "ix_tool_calls_recent",  # covers all that tool_cost_stats reads
            "project_id",
            "tool",
            desc("at"),
            desc("id"),
            "tokens",
            "cost",
            "duration_ms",
            "status",
        ),
        Index(None, "task_id"),
    )

    id: str = Field(primary_key=True)
    session_id: str = Field(foreign_key="agent_sessions.id", ondelete="CASCADE")
    task_id: str = Field(foreign_key="tasks.id", ondelete="CASCADE")
    project_id: int = Field(foreign_key="projects.id")
    tool: str
    status: ToolCallStatus = Field(default="running", sa_type=String)
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    result: str | None = Field(default=None, sa_type=FreeText)
    error: str | None = Field(default=None, sa_type=FreeText)
    tokens: int = 0
    cost: float | None = None
    duration_ms: float | None = None
    at: datetime = Field(sa_type=UtcDateTime)


class ToolRow(Table, table=True):
    """A tool that was called in a project at least once."""

    __tablename__ = "tools"

    project_id: int = Field(primary_key=True, foreign_key="projects.id")
    tool: str = Field(primary_key=True)


class UsageRow(Table, table=True):
    """What one provider's model used in one project in one UTC hour (`hour` is its beginning).

    Prompt speed is (input - cached tokens) / prompt_ms, generation speed output / predicted_ms.
    """

    __tablename__ = "usage_hourly"

    project_id: int = Field(primary_key=True, foreign_key="projects.id")
    hour: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    provider: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    input_tokens: int = Field(default=0, sa_type=BigInteger)
    output_tokens: int = Field(default=0, sa_type=BigInteger)
    cached_tokens: int = Field(default=0, sa_type=BigInteger)
    cost: float | None = None
    calls: int = 0
    prompt_ms: float = 0.0
    predicted_ms: float = 0.0
    draft_tokens: int = Field(default=0, sa_type=BigInteger)
    draft_accepted: int = Field(default=0, sa_type=BigInteger)
