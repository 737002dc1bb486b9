"""Our verdicts and JSON forms, held against the reference OpenSpec command line from npm.

It needs npm's registry, so it is no part of the ordinary run.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REFERENCE = "@fission-ai/openspec@1.13.2"
REPOSITORY = Path(__file__).parents[2]
COMMAND = "from boocode_app.cli.openspec import app; app()"
Run = Callable[..., tuple[int, object]]

REQUIREMENT = "### Requirement: It works\nThe system SHALL work.\n\n"
SCENARIO = "#### Scenario: Working\n- **WHEN** asked\n- **THEN** it works\n"
SOUND = REQUIREMENT + SCENARIO
PURPOSE = "## Purpose\n\nA purpose that is long enough to be more than fifty characters.\n\n"
ADDED = "## ADDED Requirements\n\n"
DELTAS = {
    "sound": PURPOSE + ADDED + SOUND,
    "lower-case": "## added requirements\n" + SOUND,
    "no-keyword": ADDED + "### Requirement: It works\nThe system works.\n\n" + SCENARIO,
    "keyword-in-name": ADDED + "### Requirement: It SHALL\nThe system works.\n\n" + SCENARIO,
    "no-text": ADDED + "### Requirement: It works\n\n" + SCENARIO,
    "no-scenario": ADDED + REQUIREMENT,
    "empty-scenario": ADDED + REQUIREMENT + "#### Scenario: None\n",
    "fenced-scenario": ADDED + REQUIREMENT + "```\n" + SCENARIO + "```\n",
    "no-section": SOUND,
    "empty-section": ADDED,
    "stray-header": ADDED + "### Documentation\n\n" + SOUND,
    "twice": ADDED + SOUND + "\n" + SOUND,
    "orphan": "## Notes\n\n" + SOUND + "\n" + ADDED + SOUND.replace("It works", "Other"),
    "removed-bullets": "## REMOVED Requirements\n- `### Requirement: Reading`\n",
    "removed-unknown": "## REMOVED Requirements\n- `### Requirement: Never`\n",
    "added-and-removed": ADDED
    + SOUND
    + "\n## REMOVED Requirements\n- `### Requirement: It works`\n",
    "modified-new": "## MODIFIED Requirements\n" + SOUND,
    "renamed": "## RENAMED Requirements\n- FROM: `### Requirement: Reading`\n"
    "- TO: `### Requirement: Looking`\n",
    "renamed-alone": "## RENAMED Requirements\n- FROM: `### Requirement: Reading`\n",
    "metadata-only": ADDED + "### Requirement: It works\n**ID**: It SHALL 1\n\n" + SCENARIO,
    "crlf": (ADDED + SOUND).replace("\n", "\r\n"),
    "tilde": ADDED + "~~~\n### Requirement: No\n~~~\n" + SOUND,
}
CAPABILITY_DELTAS = {
    "modified-sound": "## MODIFIED Requirements\n### Requirement: Reading\nIt MUST read.\n\n"
    "#### Scenario: Reads\n- **WHEN** x\n- **THEN** y\n",
    "modified-loses": "## MODIFIED Requirements\n### Requirement: Reading\nIt MUST read.\n\n"
    "#### Scenario: Other\n- **WHEN** x\n- **THEN** y\n",
    "added-again": ADDED + "### Requirement: Reading\nIt MUST read.\n\n" + SCENARIO,
    "added-alike": ADDED + "### Requirement: reading\nIt MUST read.\n\n" + SCENARIO,
    "removed-known": "## REMOVED Requirements\n### Requirement: Reading\n",
}
TASKS = {
    "tasks-sound": "# T\n\n## 1. A\n- [ ] 1.1 x\n- [x] 1.2 y\n",
    "tasks-twice": "## 1. A\n- [ ] 1.1 x\n- [ ] 1.1 y\n",
    "tasks-group": "## 1. A\n- [ ] 2.1 x\n",
    "tasks-none": "# T\n\n- x\n- y\n",
    "tasks-prose": "# T\n\nNothing yet.\n",
    "tasks-odd": "* [X] a\n1. [ ] b\n- [] c\n- [ ](link)\n-[ ] d\n```\n- [ ] e\n```\n",
}
METADATA = {
    "meta-skip": "schema: spec-driven\nskip_specs: true\n",
    "meta-skip-bad": "schema: spec-driven\nskip_specs: yes please\n",
    "meta-skip-unknown": "schema: other\nskip_specs: true\n",
    "meta-broken": "schema: [\n",
}
SPECS = {
    "spec-sound": PURPOSE + "## Requirements\n\n" + SOUND,
    "spec-no-purpose": "## Requirements\n\n" + SOUND,
    "spec-no-requirements": PURPOSE,
    "spec-empty": PURPOSE + "## Requirements\n",
    "spec-brief": "## Purpose\nBrief.\n\n## Requirements\n\n" + SOUND,
    "spec-tbd": "## Purpose\nTBD: " + "x" * 60 + "\n\n## Requirements\n\n" + SOUND,
    "spec-no-scenario": PURPOSE + "## Requirements\n\n" + REQUIREMENT,
    "spec-no-keyword": PURPOSE + "## Requirements\n\n### Requirement: A\nIt works.\n\n" + SCENARIO,
    "spec-no-text": PURPOSE + "## Requirements\n\n### Requirement: A\n\n" + SCENARIO,
    "spec-delta": PURPOSE + "## Requirements\n\n" + SOUND + "\n" + ADDED + SOUND,
    "spec-outside": PURPOSE + "## Requirements\n\n" + SOUND + "\n## More\n\n### Requirement: B\n",
    "spec-twice": PURPOSE + "## Requirements\n\n" + SOUND + "\n" + SOUND,
    "spec-long": PURPOSE + "## Requirements\n\n### Requirement: A\nIt SHALL " + "x" * 600 + "\n\n"
    + SCENARIO,
}  # fmt: skip
PROPOSAL = "# Change: A title\n\n## Why\n\nBecause it must be so.\n\n## What Changes\n\n- this\n"


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a change or spec for every variant."""
    repository = tmp_path_factory.mktemp("variants")
    root = repository / "openspec"
    for name, text in SPECS.items():
        put(root / "specs" / name / "spec.md", text)
    reading = "### Requirement: Reading\nIt SHALL read.\n\n#### Scenario: Reads\n- **WHEN** x\n"
    put(root / "specs" / "known" / "spec.md", PURPOSE + "## Requirements\n\n" + reading)
    for name, text in DELTAS.items():
        change(root, name, {f"specs/{name}/spec.md": text})
    for name, text in CAPABILITY_DELTAS.items():
        change(root, name, {"specs/known/spec.md": text})
    for name, text in TASKS.items():
        change(root, name, {f"specs/{name}/spec.md": ADDED + SOUND, "tasks.md": text})
    for name, text in METADATA.items():
        change(root, name, {".openspec.yaml": text})
    change(root, "meta-skip-files", {".openspec.yaml": METADATA["meta-skip"], "specs/a.txt": "x"})
    change(root, "root-spec", {"specs/spec.md": ADDED + SOUND})
    change(root, "unread", {"specs/cap.md": ADDED + SOUND, "specs/cap/notes.md": "# Notes\n"})
    change(root, "no-proposal", {"specs/x/spec.md": ADDED + SOUND})
    (root / "changes" / "no-proposal" / "proposal.md").unlink()
    change(root, "nothing", {})
    change(root, "design", {"specs/x/spec.md": ADDED + SOUND, "design.md": "# D\n", "tasks.md": ""})
    put(root / "changes" / "wrapper" / "inner" / "proposal.md", PROPOSAL)
    put(root / "changes" / "archive" / "2026-01-01-done" / "tasks.md", "- [x] 1.1 a\n")
    put(root / "changes" / "archive" / "open" / "tasks.md", "- [ ] 1.1 a\n- [x] 1.2 b\n")
    (root / "changes" / "archived").symlink_to("archive")
    put(root / "config.yaml", "schema: spec-driven\n")
    return repository


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the reference command line."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm is not on PATH"
    assert node, "node is not on PATH"
    folder = tmp_path_factory.mktemp("reference")
    put(folder / "package.json", "{}")
    subprocess.run([npm, "install", "--silent", REFERENCE], cwd=folder, check=True, timeout=300)
    program = folder / "node_modules" / "@fission-ai" / "openspec" / "bin" / "openspec.js"
    quiet = {"OPENSPEC_TELEMETRY": "0", "DO_NOT_TRACK": "1", "NO_COLOR": "1"}

    def run(repository: Path, *arguments: str) -> tuple[int, object]:
        return told([node, str(program), *arguments, "--json"], repository, quiet)

    return run


def ours(repository: Path, *arguments: str) -> tuple[int, object]:
    """Run our command line."""
    return told(
        [sys.executable, "-c", COMMAND, *arguments, "--json"],
        repository,
        {"PYTHONPATH": str(REPOSITORY)},
    )


def told(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, object]:
    """Exit code and JSON of a command."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return done.returncode, json.loads(done.stdout)


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def change(root: Path, name: str, files: dict[str, str]) -> None:
    """A change with a proposal, metadata and these files."""
    folder = root / "changes" / name
    put(folder / "proposal.md", PROPOSAL)
    put(folder / ".openspec.yaml", "schema: spec-driven\ncreated: 2026-06-07\n")
    for path, text in files.items():
        put(folder / path, text)


def plain(value: object) -> object:
    """A form without what may differ: words, times, the order of issues."""
    if isinstance(value, dict):
        dropped = {"message", "durationMs", "fix", "nextSteps", "constraints"}
        return {key: plain(item) for key, item in value.items() if key not in dropped}
    if isinstance(value, list):
        items = [plain(item) for item in value]
        if items and isinstance(items[0], dict) and "level" in items[0]:
            items.sort(key=lambda item: json.dumps(item, sort_keys=True))
        return items
    return value


@pytest.mark.parametrize("strict", [[], ["--strict"]])
@pytest.mark.parametrize("scope", ["--all", "--changes", "--specs", "--archived"])
def test_verdicts_are_the_same(
    variants: Path, reference: Run, scope: str, strict: list[str]
) -> None:
    expected, found = (run(variants, "validate", scope, *strict) for run in (reference, ours))

    assert found[0] == expected[0]
    theirs, mine = (
        {item["id"]: item for item in plain(answer[1])["items"]}  # type: ignore[index, call-overload]
        for answer in (expected, found)
    )
    for name, item in theirs.items():
        assert mine[name] == item, name
    assert plain(found[1]) == plain(expected[1])


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["list", "--sort", "name"],
        ["list", "--specs"],
        ["status", "--all"],
        ["status", "--change", "design"],
        ["status", "--change", "meta-skip"],
        ["validate", "sound"],
        ["validate", "spec-brief", "--strict"],
    ],
)
def test_forms_are_the_same(variants: Path, reference: Run, arguments: list[str]) -> None:
    expected, found = (run(variants, *arguments) for run in (reference, ours))
    listed = [answer[1] for answer in (expected, found)]
    for answer in listed:
        if arguments == ["list"]:
            answer["changes"].sort(key=lambda row: row["name"])  # type: ignore[index, call-overload]

    assert found[0] == expected[0]
    assert plain(listed[1]) == plain(listed[0])


@pytest.mark.parametrize("name", [*DELTAS, *CAPABILITY_DELTAS, "design", "nothing", "no-proposal"])
def test_shown_changes_are_the_same(variants: Path, reference: Run, name: str) -> None:
    expected, found = (run(variants, "show", name, "--type", "change") for run in (reference, ours))

    assert found[0] == expected[0]
    assert plain(found[1]) == plain(expected[1])


@pytest.mark.parametrize("name", ["spec-sound", "spec-no-scenario", "spec-twice", "known"])
def test_shown_specs_are_the_same(variants: Path, reference: Run, name: str) -> None:
    for more in ([], ["--no-scenarios"], ["-r", "1"]):
        expected, found = (run(variants, "show", name, *more) for run in (reference, ours))
        assert found[0] == expected[0]
        assert plain(found[1]) == plain(expected[1])


@pytest.mark.parametrize(
    "arguments",
    [["show", "never"], ["validate", "never"], ["new", "change", "Not_Good"], ["status"]],
)
def test_refusals_are_the_same(variants: Path, reference: Run, arguments: list[str]) -> None:
    expected, found = (run(variants, *arguments) for run in (reference, ours))

    assert found[0] == expected[0] == 1
    assert plain(found[1]) == plain(expected[1])


@pytest.mark.parametrize(
    "name", ["sound", "modified-sound", "renamed", "added-again", "tasks-twice"]
)
def test_archiving_writes_the_same_specs(variants: Path, reference: Run, name: str) -> None:
    texts, answers = [], []
    for number, run in enumerate((reference, ours)):
        copy = variants.parent / f"{name}-{number}"
        shutil.copytree(variants, copy, symlinks=True)
        if name == "renamed":
            moved = copy / "openspec" / "changes" / name / "specs"
            (moved / name).rename(moved / "known")
        answers.append(run(copy, "archive", name, "--yes")[0])
        specs = copy / "openspec" / "specs"
        texts.append({str(p.relative_to(specs)): p.read_text() for p in specs.rglob("*.md")})
        active = copy / "openspec" / "changes" / name
        assert active.exists() is (answers[-1] != 0)

    assert answers[0] == answers[1]
    assert texts[0] == texts[1]


def test_both_find_this_repository_strictly_valid(reference: Run) -> None:
    expected = reference(REPOSITORY, "validate", "--all", "--strict")
    found = ours(REPOSITORY, "validate", "--all", "--strict")

    assert expected[0] == found[0] == 0
    assert plain(found[1]) == plain(expected[1])
