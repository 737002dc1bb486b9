"""/api/specs, over HTTP, on a repository of the test's own."""

from pathlib import Path

import httpx
import pytest

from boocode_app.wiring import House
from tests.services.specs.before import build_before, commit, git

GETS = (
    "/api/specs",
    "/api/specs/doctor",
    "/api/specs/documents",
    "/api/specs/document?path=README.md",
)
POSTS = ("/api/specs/tidy/preview", "/api/specs/tidy/apply")


@pytest.fixture
async def project(house: House, tmp_path: Path) -> tuple[int, Path]:
    """A registered repository with the before tree, and its openspec/ folder."""
    repository = tmp_path / "repository"
    repository.mkdir()
    root = build_before(repository)
    commit(repository)
    return (await house.projects.register(repository)).id, root


async def test_the_board_shows_each_batch_with_state_and_progress(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    answer = await client.get("/api/specs", params={"project_id": project[0]})

    assert answer.status_code == 200
    page = answer.json()
    assert page["totals"] == {
        "active": 14, "complete": 0, "archived": 15, "tasks_done": 0, "tasks_total": 14,
    }  # fmt: skip
    first = page["items"][0]
    assert first["name"] == "add-3tier-memory"
    assert (first["state"], first["wave"], first["tasks_done"], first["tasks_total"]) == (
        "active", 1, 0, 1,
    )  # fmt: skip
    assert "changes/add-3tier-memory/proposal.md" in first["documents"]


async def test_what_was_previewed_is_applied_once(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    number, root = project
    query = {"project_id": number}
    findings = (await client.get("/api/specs/doctor", params=query)).json()
    preview = (await client.post("/api/specs/tidy/preview", params=query)).json()

    applied = await client.post(
        "/api/specs/tidy/apply", params=query, json={"fingerprint": preview["fingerprint"]}
    )

    assert findings["totals"]["mendable"] > 30
    assert "deleted file mode" in preview["diff"]
    assert applied.status_code == 200
    outcome = applied.json()
    assert outcome["applied"]
    assert outcome["operations"] == preview["operations"]
    mended = {(finding["path"], finding["rule"]) for finding in outcome["mended"]}
    after = (await client.get("/api/specs/doctor", params=query)).json()
    assert mended
    assert not mended & {(finding["path"], finding["rule"]) for finding in after["items"]}
    assert (root / "changes" / "archived").is_symlink()
    again = (await client.post("/api/specs/tidy/apply", params=query, json={"force": True})).json()
    assert again["operations"] == []
    assert not again["applied"]


async def test_a_stale_preview_and_uncommitted_changes_are_409(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    number, root = project
    query = {"project_id": number}
    preview = (await client.post("/api/specs/tidy/preview", params=query)).json()
    (root / "note.md").write_text("new\n")

    stale = await client.post(
        "/api/specs/tidy/apply", params=query, json={"fingerprint": preview["fingerprint"]}
    )
    unsaved = await client.post("/api/specs/tidy/apply", params=query)

    assert stale.status_code == unsaved.status_code == 409
    assert "changed since the preview" in stale.json()["detail"]
    assert "note.md" in unsaved.json()["detail"]
    assert git(root.parent, "status", "--porcelain").splitlines() == ["?? openspec/note.md"]


async def test_a_document_is_read_as_it_stands(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    path = "changes/archived/boocode_batch10.md"
    query = {"project_id": project[0], "path": path}

    document = (await client.get("/api/specs/document", params=query)).json()

    assert document["path"] == path
    assert document["text"] == (project[1] / path).read_text()


async def test_documents_of_no_batch_are_listed(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    number, root = project
    spec = root / "specs" / "lamp" / "spec.md"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        "## Purpose\n\nShips see\nthe rocks.\n\n## Requirements\n\n"
        "### Requirement: Light\nThe lamp SHALL shine.\n"
    )

    answer = await client.get("/api/specs/documents", params={"project_id": number})

    page = answer.json()
    assert page["totals"] == {"capability": 1, "archive": 14, "other": 2}
    assert page["items"][0] == {
        "path": "specs/lamp/spec.md", "title": "lamp", "kind": "capability",
        "purpose": "Ships see the rocks.", "requirements": 1,
    }  # fmt: skip
    assert [paper["path"] for paper in page["items"][-2:]] == ["config.yaml", "tidy.yaml"]


async def test_a_change_is_opened_and_makes_openspec_where_there_is_none(
    client: httpx.AsyncClient, house: House, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "README.md").write_text("# Bare\n")
    commit(tmp_path / "bare")
    query = {"project_id": (await house.projects.register(tmp_path / "bare")).id}

    refused = await client.post("/api/specs", params=query, json={"name": "../Lamp"})
    assert refused.status_code == 422
    assert not (tmp_path / "bare" / "openspec").exists()

    opened = await client.post("/api/specs", params=query, json={"name": "lamp", "goal": "Light"})
    assert opened.status_code == 201
    assert (opened.json()["path"], opened.json()["state"]) == ("changes/lamp", "active")
    written = (tmp_path / "bare/openspec/changes/lamp/.openspec.yaml").read_text()
    assert 'goal: "Light"' in written
    again = await client.post("/api/specs", params=query, json={"name": "lamp"})
    assert again.status_code == 409
    unknown = await client.post("/api/specs", params={"project_id": 999}, json={"name": "lamp"})
    assert unknown.status_code == 404


@pytest.mark.parametrize("path", ["../secret.md", "/etc/hostname", "changes/../../secret.md"])
async def test_a_path_that_leads_out_is_refused(
    client: httpx.AsyncClient, project: tuple[int, Path], path: str
) -> None:
    (project[1].parent / "secret.md").write_text("secret\n")
    query = {"project_id": project[0], "path": path}

    answer = await client.get("/api/specs/document", params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "path"


async def test_a_link_that_leads_out_is_refused(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    (project[1].parent / "secret.md").write_text("secret\n")
    (project[1] / "link.md").symlink_to("../secret.md")
    query = {"project_id": project[0], "path": "link.md"}

    assert (await client.get("/api/specs/document", params=query)).status_code == 422


@pytest.mark.parametrize("path", ["nothing.md", "changes", "a\0b", "x" * 4000])
async def test_an_unknown_document_is_404(
    client: httpx.AsyncClient, project: tuple[int, Path], path: str
) -> None:
    query = {"project_id": project[0], "path": path}

    assert (await client.get("/api/specs/document", params=query)).status_code == 404


async def test_an_openspec_folder_that_is_a_link_is_as_good_as_none(
    client: httpx.AsyncClient, project: tuple[int, Path]
) -> None:
    number, root = project
    root.rename(root.parent.parent / "elsewhere")
    root.symlink_to(root.parent.parent / "elsewhere")

    answer = await client.get("/api/specs", params={"project_id": number})

    assert answer.json()["items"] == []


async def test_a_missing_project_is_422_and_an_unknown_one_is_empty(
    client: httpx.AsyncClient,
) -> None:
    for path in GETS:
        assert (await client.get(path)).status_code == 422
    for path in POSTS:
        assert (await client.post(path)).status_code == 422
    query = {"project_id": 999}
    for path in GETS[:3]:
        answer = await client.get(path, params=query)
        assert (answer.status_code, answer.json()["items"]) == (200, [])
    preview = await client.post(POSTS[0], params=query)
    assert preview.json() == {"operations": [], "diff": "", "fingerprint": None}
    applied = await client.post(POSTS[1], params=query)
    assert applied.json() == {"applied": False, "operations": [], "mended": [], "left": []}
