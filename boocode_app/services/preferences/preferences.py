"""What a person likes, kept for whichever browser comes next: a small JSON object a name.

The pages decide what a name holds; here it is only kept. One write counts whole: the last wins.
"""

import json
from dataclasses import dataclass

from boocode_app.contracts.preferences import Preference
from boocode_app.core.auth.credentials import OWNER
from boocode_app.core.db import Database
from boocode_app.core.errors import InvalidInput
from boocode_app.core.ids import utc_now
from boocode_app.core.upsert import upsert
from boocode_app.services.preferences.tables import PreferenceRow

MAX_BYTES = 16 * 1024


@dataclass(frozen=True)
class Preferences:
    """The preferences in `database`."""

    database: Database

    async def get(self, name: str) -> Preference:
        """What is kept as `name`; an empty object where nothing is."""
        async with self.database.read() as session:
            row = await session.get(PreferenceRow, (OWNER, name))
        return Preference(name=name, value={} if row is None else row.value)

    async def put(self, name: str, value: dict[str, object]) -> Preference:
        """Keep `value` as `name`. Raises InvalidInput beyond MAX_BYTES of JSON."""
        size = len(json.dumps(value))
        if size > MAX_BYTES:
            raise InvalidInput(
                f"The preference {name!r} has {size} bytes: at most {MAX_BYTES} are kept.",
                field="value",
            )
        row = {"user": OWNER, "name": name, "value": value, "updated_at": utc_now()}
        async with self.database.write() as session:
            await upsert(session, PreferenceRow, row, changing=("value", "updated_at"))
        return await self.get(name)
