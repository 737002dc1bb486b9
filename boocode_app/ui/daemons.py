"""What pages ask of the daemons: the same REST that the browser uses, with the house's token.

Invariant: a daemon's problem arrives as the error that it was, in its own words.
"""

from functools import cache
from typing import Literal

import httpx

from boocode_app.api.proxy import upstreams_of
from boocode_app.contracts.base import Contract, Problem
from boocode_app.core import errors
from boocode_app.wiring import house

PATIENCE_S = 5.0


async def ask(
    method: Literal["GET", "POST", "DELETE"], path: str, body: Contract | None = None
) -> bytes:
    """The answer's body. Raises BooError: the daemon's own, or Unavailable where it is silent."""
    upstream = next(u for u in upstreams_of(house().settings) if u.serves(path))
    headers = {"Authorization": f"Bearer {upstream.token}"} if upstream.token else {}
    try:
        answer = await _client().request(
            method,
            upstream.base_url + path,
            headers=headers,
            json=body.model_dump(mode="json", exclude_none=True) if body else None,
        )
    except httpx.HTTPError:
        raise errors.Unavailable(
            f"{upstream.name} does not answer; it is being restarted."
        ) from None
    if answer.is_error:
        raise _error_of(answer)
    return answer.content


def _error_of(answer: httpx.Response) -> errors.BooError:
    try:
        detail = Problem.model_validate_json(answer.content).detail
    except ValueError:
        detail = f"The answer was {answer.status_code} {answer.reason_phrase}."
    kinds: dict[int, type[errors.BooError]] = {
        404: errors.NotFound,
        409: errors.Conflict,
        422: errors.InvalidInput,
        503: errors.Unavailable,
    }
    return kinds.get(answer.status_code, errors.UpstreamFailed)(detail)


@cache
def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False)
