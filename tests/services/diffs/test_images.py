"""An image comes as its bytes, with the type that its name tells; nothing else does."""

from pathlib import Path

import pytest

from boocode_app.contracts.diffs import DiffQuery, DiffSide
from boocode_app.core.errors import Conflict, NotFound
from boocode_app.services.diffs.comparing import compared
from boocode_app.services.diffs.images import image
from boocode_app.services.diffs.limits import MAX_IMAGE_BYTES
from boocode_app.services.diffs.repository import open_repository
from boocode_app.services.projects.images import Image
from tests.services.diffs.nasty import committed, write

PIXEL = b"\x89PNG\r\n\x1a\n\x00"


async def image_of(folder: Path, path: str, side: DiffSide = "new") -> Image:
    repository = await open_repository(folder)
    return await image(repository, await compared(repository, DiffQuery()), path, side)


async def test_both_sides_have_their_own_bytes(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a b.PNG": PIXEL})
    write(folder, "a b.PNG", PIXEL + b"\x01")
    assert await image_of(folder, "a b.PNG", "old") == Image(PIXEL, "image/png")
    assert await image_of(folder, "a b.PNG", "new") == Image(PIXEL + b"\x01", "image/png")


async def test_only_the_name_of_an_image_is_an_image(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"page.html": PIXEL, b"png": PIXEL, b"a.png.txt": PIXEL})
    for path in ("page.html", "png", "a.png.txt"):
        with pytest.raises(NotFound, match=path):
            await image_of(folder, path)


async def test_a_link_to_an_image_is_not_followed(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a.png": PIXEL})
    (folder / "b.png").symlink_to("a.png")
    with pytest.raises(NotFound, match=r"'b\.png' is a link"):
        await image_of(folder, "b.png")


async def test_a_huge_image_is_not_shown(tmp_path: Path) -> None:
    folder = committed(tmp_path / "one", {b"a.gif": b""})
    write(folder, "a.gif", b"x" * (MAX_IMAGE_BYTES + 1))
    with pytest.raises(Conflict, match="more than 16 MB"):
        await image_of(folder, "a.gif")
