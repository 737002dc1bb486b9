"""The files of a project over REST: a folder, a file, an image, files by name."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from boocode_app.api.images import image_response
from boocode_app.api.projects import ProjectInPath
from boocode_app.contracts.base import Problem
from boocode_app.contracts.files import FilePart, Folder, FoundFiles
from boocode_app.wiring import house

MAX_LINE = 1_000_000_000
PathInQuery = Annotated[str, Query(min_length=1, max_length=4096)]

router = APIRouter(
    prefix="/api/projects/{project_id}/files",
    tags=["files"],
    responses={
        404: {"model": Problem, "description": "No such project, folder or file"},
        409: {"model": Problem, "description": "It cannot be read, or is something else"},
    },
)


@router.get("")
async def list_folder(
    project_id: ProjectInPath, path: Annotated[str, Query(max_length=4096)] = ""
) -> Folder:
    """The entries of a folder; without `path`, of the project's own."""
    return await house().files.folder(project_id, path)


@router.get("/content")
async def read_file(
    project_id: ProjectInPath,
    path: PathInQuery,
    first: Annotated[int, Query(ge=1, le=MAX_LINE)] = 1,
) -> FilePart:
    """What a file is, and its text from line `first` on, as much as one answer holds."""
    return await house().files.part(project_id, path, first)


@router.get("/image", response_class=Response, responses={200: {"content": {"image/*": {}}}})
async def show_image(project_id: ProjectInPath, path: PathInQuery) -> Response:
    """An image, for a browser to draw."""
    return image_response(await house().files.image(project_id, path))


@router.get("/find")
async def find_files(
    project_id: ProjectInPath, query: Annotated[str, Query(max_length=400)] = ""
) -> FoundFiles:
    """Files by parts of their names, the best match first."""
    return await house().files.find(project_id, query)
