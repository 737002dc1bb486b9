"""Diffs over HTTP: the whole diff as an NDJSON stream; on demand a file that is closed, its whole
content on either side, an image.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from boocode_app.api.images import image_response
from boocode_app.api.projects import ProjectInPath
from boocode_app.contracts.base import Problem
from boocode_app.contracts.diffs import (
    DiffContents,
    DiffLine,
    DiffQuery,
    DiffScope,
    DiffSide,
    OpenedLine,
)
from boocode_app.wiring import house

NDJSON = "application/x-ndjson"
Ref = Annotated[str | None, Query(min_length=1, max_length=1024)]
PathInQuery = Annotated[str, Query(min_length=1, max_length=4096)]

router = APIRouter(
    prefix="/api/projects/{project_id}/diff",
    tags=["diffs"],
    responses={
        404: {"model": Problem, "description": "No such project, or the file has no change"},
        409: {"model": Problem, "description": "The folder is gone or is no repository any more"},
        502: {"model": Problem, "description": "git failed"},
        503: {"model": Problem, "description": "git is missing, or too many diffs at once"},
    },
)


def _query(
    scope: DiffScope = "working", base: Ref = None, head: Ref = None, commit: Ref = None
) -> DiffQuery:
    return DiffQuery(scope=scope, base=base, head=head, commit=commit)


Compared = Annotated[DiffQuery, Depends(_query)]


@router.get("", response_class=StreamingResponse, responses={200: {"content": {NDJSON: {}}}})
async def stream_diff(project_id: ProjectInPath, query: Compared) -> StreamingResponse:
    """One JSON object a line: `files`, then `patch`, `closed` or `fault` lines, then `end`.

    Without an `end` the diff is not whole. Going away ends the work.
    """
    return await _streamed(house().diffs.stream(project_id, query))


@router.get("/file", response_class=StreamingResponse, responses={200: {"content": {NDJSON: {}}}})
async def open_file(
    project_id: ProjectInPath,
    query: Compared,
    path: PathInQuery,
    old_path: Annotated[str | None, Query(min_length=1, max_length=4096)] = None,
) -> StreamingResponse:
    """The patch of one file, also where the stream leaves it closed: an `opened` line, a `twin`
    where hiding whitespace changes it, then `end`.
    """
    return await _streamed(house().diffs.open_file(project_id, query, path, old_path))


@router.get("/contents")
async def file_contents(
    project_id: ProjectInPath, query: Compared, path: PathInQuery, side: DiffSide
) -> DiffContents:
    """A file as one side has it, under its name on that side: for the lines around a hunk."""
    return await house().diffs.contents(project_id, query, path, side)


@router.get("/image", response_class=Response, responses={200: {"content": {"image/*": {}}}})
async def image(
    project_id: ProjectInPath, query: Compared, path: PathInQuery, side: DiffSide
) -> Response:
    """The bytes of an image as one side has it; 404 for what is no image by its name."""
    found = await house().diffs.image(project_id, query, path, side)
    return image_response(found)


async def _streamed(
    lines: AsyncGenerator[DiffLine] | AsyncGenerator[OpenedLine],
) -> StreamingResponse:
    """What raises before the first line is an answer of its own."""
    first = await anext(lines)
    return StreamingResponse(
        _ndjson(first, lines), media_type=NDJSON, headers={"cache-control": "no-store"}
    )


async def _ndjson(
    first: DiffLine | OpenedLine,
    rest: AsyncGenerator[DiffLine] | AsyncGenerator[OpenedLine],
) -> AsyncGenerator[str]:
    async with aclosing(rest):
        yield first.model_dump_json() + "\n"
        async for line in rest:
            yield line.model_dump_json() + "\n"
