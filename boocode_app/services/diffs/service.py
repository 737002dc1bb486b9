"""The diffs of registered projects."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path

from boocode_app.contracts.diffs import (
    DiffContents,
    DiffFault,
    DiffLine,
    DiffQuery,
    DiffSide,
    OpenedLine,
)
from boocode_app.core.errors import BooError, Unavailable
from boocode_app.services.diffs import limits
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.comparison import Comparison
from boocode_app.services.diffs.contents import contents
from boocode_app.services.diffs.images import image
from boocode_app.services.diffs.opening import opened_lines
from boocode_app.services.diffs.repository import Repository, open_repository
from boocode_app.services.diffs.stream import diff_lines
from boocode_app.services.projects.images import Image
from boocode_app.services.projects.registry import Projects


class Diffs:
    """Diffs of `projects`; at most `MAX_AT_ONCE` are made at one time."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._running = 0

    async def stream(self, project_id: int, query: DiffQuery) -> AsyncGenerator[DiffLine]:
        """The lines of the diff of `query`; closing the generator ends git.

        Before the first line it raises NotFound (project), Conflict (its folder), InvalidInput (a
        ref), Unavailable (no git, or too many diffs at once) and UpstreamFailed (git); after it a
        failure is a last line, a `fault` without an index.
        """
        with self._place():
            repository, comparison = await self._compared(project_id, query)
            began = False
            try:
                async with aclosing(diff_lines(project_id, repository, comparison)) as lines:
                    async for line in lines:
                        began = True
                        yield line
            except BooError as fault:
                if not began:
                    raise
                yield DiffFault(index=None, detail=fault.detail)

    async def open_file(
        self, project_id: int, query: DiffQuery, path: str, old_path: str | None = None
    ) -> AsyncGenerator[OpenedLine]:
        """One file's patch, also where the stream leaves it closed.

        Before the first line it raises what `opened_lines` raises.
        """
        with self._place():
            repository, comparison = await self._compared(project_id, query)
            lines = opened_lines(repository, comparison, path, old_path)
            async with aclosing(lines):
                async for line in lines:
                    yield line

    async def contents(
        self, project_id: int, query: DiffQuery, path: str, side: DiffSide
    ) -> DiffContents:
        """One file on one side. Raises what `contents` raises."""
        with self._place():
            return await contents(*await self._compared(project_id, query), path, side)

    async def image(self, project_id: int, query: DiffQuery, path: str, side: DiffSide) -> Image:
        """One image on one side. Raises what `image` raises."""
        with self._place():
            return await image(*await self._compared(project_id, query), path, side)

    async def _compared(self, project_id: int, query: DiffQuery) -> tuple[Repository, Comparison]:
        repository = await self._open(project_id)
        return repository, await compared(repository, query)

    async def _open(self, project_id: int) -> Repository:
        project = await self._projects.get(project_id)
        return await open_repository(Path(project.path))

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._running >= limits.MAX_AT_ONCE:
            raise Unavailable(f"{self._running} diffs are being made already: try again.")
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
