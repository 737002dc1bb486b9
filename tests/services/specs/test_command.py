"""`boocode openspec ...`, as a person and a script use it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from boocode_app.cli.openspec import app
from tests.services.specs.before import build_before, commit, write_batch, write_delta


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The before tree, committed, as the working directory."""
    build_before(tmp_path)
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command; a traceback is a failure of the test."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(*arguments: str) -> object:
    """The JSON that a command prints."""
    return json.loads(run(*arguments, "--json").stdout)


def test_doctor_then_tidy_then_doctor(repository: Path) -> None:
    assert run("doctor").exit_code == 1
    before = told("doctor", str(repository))
    shown = run("tidy")
    assert "rename to openspec/changes/boocontext/proposal.md" in shown.stdout
    assert "Nothing was changed" in shown.stdout
    assert told("doctor") == before

    applied = run("tidy", "--apply")

    assert applied.exit_code == 0
    assert "findings mended" in applied.stdout
    assert run("tidy", "--force").stdout == "Nothing to tidy.\n"
    assert before["totals"]["error"] > told("doctor")["totals"]["error"]  # type: ignore[index]


def test_tidy_as_json_tells_what_was_mended(repository: Path) -> None:
    preview = told("tidy")
    outcome = told("tidy", "--apply")

    assert isinstance(preview, dict)
    assert isinstance(outcome, dict)
    assert (preview["applied"], outcome["applied"]) == (False, True)
    assert preview["operations"] == outcome["operations"]
    assert "deleted file mode" in preview["diff"]
    assert outcome["mended"]
    assert outcome["root"] == {"path": str(repository), "source": "nearest"}


def test_uncommitted_changes_are_told_in_words(repository: Path) -> None:
    (repository / "openspec" / "note.md").write_text("x\n")

    result = run("tidy", "--apply")

    assert result.exit_code == 1
    assert "uncommitted changes (1, such as 'openspec/note.md')" in result.stderr
    refused = told("tidy", "--apply")
    assert refused["status"][0]["code"] == "tidy_error"  # type: ignore[index]
    assert run("tidy", "--apply", "--force").exit_code == 0


def test_a_batch_lives_from_new_to_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "my-batch").exit_code == 0
    folder = tmp_path / "openspec" / "changes" / "my-batch"
    assert run("validate", "my-batch", "--strict").exit_code == 1
    write_batch(folder.with_name("other"), "my-batch", "It is wanted.", done=True)
    for path in folder.with_name("other").iterdir():
        path.rename(folder / path.name)
    folder.with_name("other").rmdir()
    write_delta(folder, "my-capability")
    assert run("validate", "--all", "--strict").exit_code == 0
    assert "1/1 tasks" in run("list").stdout
    assert "[x] design" in run("status", "--change", "my-batch").stdout
    assert "## Why" in run("show", "my-batch").stdout

    assert run("archive", "my-batch", "--tag", "v1.0.0-my-batch").exit_code == 0

    assert "my-capability" in run("list", "--specs").stdout
    assert "### Requirement: It works" in run("show", "my-capability").stdout
    assert run("validate", "--archived").exit_code == 0
    assert told("list")["changes"] == []  # type: ignore[index]


def test_an_unknown_name_gets_the_nearest_ones(repository: Path) -> None:
    result = run("show", "result-page")

    assert result.exit_code == 1
    assert "Unknown item 'result-page'. Did you mean results-page" in result.stderr


def test_a_folder_without_a_tree_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("doctor", "tidy", "list", "validate"):
        result = run(command)
        assert result.exit_code == 1
        assert "There is no openspec/ folder in" in result.stderr
