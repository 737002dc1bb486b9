"""The files of a project over HTTP: listed, read, drawn, found, and refusals in words."""

from pathlib import Path

import httpx
import pytest

from boocode_app.contracts.files import FileEntry, FilePart, Folder, FoundFiles
from boocode_app.wiring import House
from tests.services.diffs.nasty import committed, write

PIXEL = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return committed(
        tmp_path / "project",
        {b"src/a.py": b"one\ntwo\n", b"src/-b.py": b"1\n", b"pixel.svg": PIXEL, b"z.bin": b"\0"},
    )


@pytest.fixture
async def address(house: House, folder: Path) -> str:
    project = await house.projects.register(folder)
    return f"/api/projects/{project.id}/files"


async def test_a_folder_lists_its_entries_with_their_marks(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, "src/a.py", "changed\n")
    write(folder, "new.py", "1\n")
    top = Folder.model_validate((await client.get(address)).raise_for_status().json())
    assert [(entry.path, entry.kind, entry.status) for entry in top.items] == [
        ("src", "folder", "modified"),
        ("new.py", "file", "untracked"),
        ("pixel.svg", "file", None),
        ("z.bin", "file", None),
    ]
    assert top.totals == {"entries": 4}
    answer = await client.get(address, params={"path": "src"})
    assert Folder.model_validate(answer.json()).items == [
        FileEntry(name="-b.py", path="src/-b.py", kind="file", size=2),
        FileEntry(name="a.py", path="src/a.py", kind="file", size=8, status="modified"),
    ]


async def test_a_file_is_read_from_a_line_on(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(f"{address}/content", params={"path": "src/a.py", "first": 2})
    part = FilePart.model_validate(answer.raise_for_status().json())
    assert (part.text, part.first, part.last, part.more) == ("two\n", 2, 2, False)
    assert (part.size, part.encoding, part.line_ends) == (8, "UTF-8", "lf")
    binary = await client.get(f"{address}/content", params={"path": "z.bin"})
    assert FilePart.model_validate(binary.json()).text is None


async def test_an_image_is_drawn_and_nothing_in_it_runs(
    client: httpx.AsyncClient, address: str
) -> None:
    answer = await client.get(f"{address}/image", params={"path": "pixel.svg"})
    assert answer.content == PIXEL
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    none = await client.get(f"{address}/image", params={"path": "src/a.py"})
    assert none.status_code == 404


async def test_files_are_found_by_parts_of_their_names(
    client: httpx.AsyncClient, address: str, folder: Path
) -> None:
    write(folder, ".gitignore", "*.log\n")
    write(folder, "src/a.log", "1\n")
    write(folder, "src/fresh.py", "1\n")
    (folder / "z.bin").unlink()
    answer = await client.get(f"{address}/find", params={"query": "srcfr"})
    found = FoundFiles.model_validate(answer.raise_for_status().json())
    assert [file.path for file in found.items] == ["src/fresh.py"]
    assert found.totals == {"matches": 1, "files": 5}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("../secret", 422, "no path within the project"),
        (".git/config", 422, "belongs to git"),
        ("none.py", 404, "no file 'none.py'"),
        ("src", 409, "it is a folder"),
        ("out", 409, "leaves the project"),
        ("src/a.py/x", 404, "no file"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(
    client: httpx.AsyncClient, address: str, folder: Path, path: str, status: int, words: str
) -> None:
    (folder / "out").symlink_to("/etc/passwd")
    answer = await client.get(f"{address}/content", params={"path": path})
    assert answer.status_code == status
    assert words in answer.json()["detail"]


async def test_an_unknown_project_or_folder_is_not_found(
    client: httpx.AsyncClient, address: str
) -> None:
    assert (await client.get("/api/projects/99/files")).status_code == 404
    assert (await client.get(address, params={"path": "none"})).status_code == 404
    refused = await client.get(address, params={"path": "z.bin"})
    assert (refused.status_code, "no folder" in refused.json()["detail"]) == (409, True)
