"""What turns cost, added up by the hour.

Invariant: a row of usage_hourly is the sum of the ended turns that began in its UTC hour, since it
is written in the transaction that ends each.
"""

import operator

from sqlmodel.ext.asyncio.session import AsyncSession

from boocode_app.contracts.chat import Timings
from boocode_app.core.upsert import upsert
from boocode_app.services.agent.tables import TaskRow, UsageRow

SUMS = (
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "calls",
    "prompt_ms",
    "predicted_ms",
    "draft_tokens",
    "draft_accepted",
)


async def add_usage(db: AsyncSession, task: TaskRow, timings: Timings | None) -> None:
    """Add an ended turn to its hour, in the caller's transaction."""
    measured = timings or Timings()
    values = {
        "project_id": task.project_id,
        "hour": task.started_at.replace(minute=0, second=0, microsecond=0),
        "provider": task.provider,
        "model": task.model,
        "input_tokens": task.input_tokens,
        "output_tokens": task.output_tokens,
        "cached_tokens": task.cached_tokens,
        "calls": 1,
        "prompt_ms": measured.prompt_ms or 0.0,
        "predicted_ms": measured.predicted_ms or 0.0,
        "draft_tokens": measured.draft_tokens or 0,
        "draft_accepted": measured.draft_accepted or 0,
    }
    await upsert(db, UsageRow, values, changing=SUMS, change=operator.add)
