"""The baseline: projects, agents' work and its cost, the event log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _create_events()
    _create_projects()
    _create_sessions()
    _create_tasks()
    _create_messages()
    _create_tools()
    _create_usage()
    dialect = op.get_context().dialect.name
    op.execute(TOOL_COST_STATS_SQLITE if dialect == "sqlite" else TOOL_COST_STATS_POSTGRES)


def downgrade() -> None:
    op.execute("DROP VIEW tool_cost_stats")
    for table in (
        "usage_hourly",
        "tools",
        "tool_calls",
        "messages",
        "tasks",
        "agent_sessions",
        "projects",
        "events",
        "topics",
    ):
        op.drop_table(table)


def _create_events() -> None:
    op.create_table(
        "topics",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_topics"),
    )
    op.create_table(
        "events",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("topic", "seq", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])


def _create_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("forgotten_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("path", name="uq_projects_path"),
    )


def _create_sessions() -> None:
    op.create_table(
        "agent_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        *_token_columns(),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agent_sessions"),
        _project_key("agent_sessions"),
    )
    op.create_index(
        "ix_agent_sessions_recent",
        "agent_sessions",
        ["project_id", sa.text("started_at DESC"), sa.text("id DESC")],
    )
    op.create_index("ix_agent_sessions_status", "agent_sessions", ["status"])


def _create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        *_token_columns(),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("token_breakdown", JSON, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        _session_key("tasks"),
        _project_key("tasks"),
    )
    op.create_index("ix_tasks_of_session", "tasks", ["session_id", "started_at", "id"])
    op.create_index(
        "ix_tasks_recent", "tasks", ["project_id", sa.text("started_at DESC"), sa.text("id DESC")]
    )
    op.create_index("ix_tasks_status", "tasks", ["status"])


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("timings", JSON, nullable=True),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("session_id", "seq", name="uq_messages_session_id_seq"),
        sa.UniqueConstraint("session_id", "client_id", name="uq_messages_session_id_client_id"),
        _session_key("messages"),
        _task_key("messages"),
    )
    op.create_index("ix_messages_task_id", "messages", ["task_id"])


def _create_tools() -> None:
    op.create_table(
        "tool_calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("duration_ms", sa.Float(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tool_calls"),
        _session_key("tool_calls"),
        _task_key("tool_calls"),
        _project_key("tool_calls"),
    )
    op.create_index("ix_tool_calls_of_session", "tool_calls", ["session_id", "at", "id"])
    op.create_index(
        "ix_tool_calls_recent",
        "tool_calls",
        [
            "project_id",
            "tool",
            sa.text("at DESC"),
            sa.text("id DESC"),
            "tokens",
            "cost",
            "duration_ms",
            "status",
        ],
    )
    op.create_index("ix_tool_calls_task_id", "tool_calls", ["task_id"])
    op.create_table(
        "tools",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "tool", name="pk_tools"),
        _project_key("tools"),
    )


def _create_usage() -> None:
    op.create_table(
        "usage_hourly",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        *_token_columns(),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("prompt_ms", sa.Float(), nullable=False),
        sa.Column("predicted_ms", sa.Float(), nullable=False),
        sa.Column("draft_tokens", sa.BigInteger(), nullable=False),
        sa.Column("draft_accepted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "hour", "provider", "model", name="pk_usage_hourly"),
        _project_key("usage_hourly"),
    )


def _token_columns() -> tuple[sa.Column[int], ...]:
    names = ("input_tokens", "output_tokens", "cached_tokens")
    return tuple(sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _project_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["project_id"], ["projects.id"], name=f"fk_{table}_project_id_projects"
    )


def _session_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"],
        ["agent_sessions.id"],
        name=f"fk_{table}_session_id_agent_sessions",
        ondelete="CASCADE",
    )


def _task_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["task_id"], ["tasks.id"], name=f"fk_{table}_task_id_tasks", ondelete="CASCADE"
    )


# Of each tool of a project its last 100 calls, found by index: the cost does not grow with the
# table. A percentile is the smallest duration that so many of the finished calls do not exceed.
TOOL_COST_STATS_POSTGRES = """
CREATE VIEW tool_cost_stats AS
SELECT tools.project_id, tools.tool, stats.*
FROM tools
CROSS JOIN LATERAL (
    SELECT count(*) AS calls,
           sum(recent.tokens) AS total_tokens,
           CAST(avg(recent.tokens) AS double precision) AS mean_tokens,
           sum(recent.cost) AS cost,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY recent.duration_ms) AS p50_ms,
           percentile_disc(0.95) WITHIN GROUP (ORDER BY recent.duration_ms) AS p95_ms,
           CAST(avg(CASE recent.status WHEN 'failed' THEN 1 ELSE 0 END) AS double precision)
               AS error_rate
    FROM (
        SELECT call.tokens, call.cost, call.duration_ms, call.status
        FROM tool_calls AS call
        WHERE call.project_id = tools.project_id AND call.tool = tools.tool
        ORDER BY call.at DESC, call.id DESC
        LIMIT 100
    ) AS recent
) AS stats
WHERE stats.calls > 0
"""
TOOL_COST_STATS_SQLITE = """
CREATE VIEW tool_cost_stats AS
SELECT project_id, tool,
       count(*) AS calls,
       sum(tokens) AS total_tokens,
       avg(tokens) AS mean_tokens,
       sum(cost) AS cost,
       min(duration_ms) FILTER (WHERE rank >= (finished + 1) / 2) AS p50_ms,
       min(duration_ms) FILTER (WHERE rank >= (finished * 95 + 99) / 100) AS p95_ms,
       avg(CASE status WHEN 'failed' THEN 1.0 ELSE 0.0 END) AS error_rate
FROM (
    SELECT tools.project_id, tools.tool, call.tokens, call.cost, call.duration_ms, call.status,
           count(call.duration_ms) OVER (PARTITION BY tools.project_id, tools.tool) AS finished,
           row_number() OVER (
               PARTITION BY tools.project_id, tools.tool ORDER BY call.duration_ms NULLS LAST
           ) AS rank
    FROM tools
    CROSS JOIN tool_calls AS call
    WHERE call.id IN (
        SELECT recent.id
        FROM tool_calls AS recent
        WHERE recent.project_id = tools.project_id AND recent.tool = tools.tool
        ORDER BY recent.at DESC, recent.id DESC
        LIMIT 100
    )
)
GROUP BY project_id, tool
"""
