"""The "before" tree: an openspec/ folder as it looks when nobody has tidied it yet."""

import subprocess
from pathlib import Path

STUBS = {
    "v1.13.12-skills-audit.md": 57,
    "v1.13.15-codecontext-synth.md": 62,
    "v1.13.17-cross-repo-reads.md": 61,
    "v1.13.18-codecontext-file-path.md": 66,
    "v1.13.20-drop-legacy-cols.md": 61,
    "v1.14-outer-loop.md": 52,
    "v1.14.1-mcp-poc.md": 51,
    "v1.14.x-html-artifact-panes.md": 63,
    "v1.15-mcp-multi.md": 51,
    "v2.0-boocoder.md": 49,
    "v2.2-paseo-providers.md": 222,
}
KEPT = (
    "boocode_batch10.md",
    "handoff_v1.13.10_per_tool_cost.md",
    "handoff_v1.13.8_prefix_verify.md",
)
MERGED = {
    "eval-sandbox-agent-runtime": ("import-llm-evaluator", "import-pregel-engine"),
    "hybrid-workflow-engine": ("orchestrator-flow-advanced",),
    "memory-context-engineering": ("memory-context",),
    "port-audit-parlant-patterns": ("add-behavioral-engine", "audit-harness-integration"),
}
WORDS = {
    "boocontext": "One context for every agent.",
    "eval-sandbox-agent-runtime": "An eval-sandbox for agents, over a graph engine.",
    "hybrid-workflow-engine": "A hybrid workflow of code and model.",
    "memory-context-engineering": "Context engineering decides what a model sees.",
    "port-audit-parlant-patterns": "Port patterns that others proved.",
}
WITHOUT_YAML = (
    "enhanced-file-panel",
    "llama-cache-and-spec",
    "memory-v2-hybrid-search",
    "omo-paseo-bridge",
    "orchestrator-flow-advanced",
    "results-page",
)
WITH_YAML = (
    "pty-enhancements",
    "token-analyzer-ui",
    "add-3tier-memory",
    "memory-context",
    "import-llm-evaluator",
    "import-pregel-engine",
    "add-behavioral-engine",
    "audit-harness-integration",
)
ACTIVE = (*WITHOUT_YAML, *WITH_YAML, "boocontext")
SHIPPED = {
    "agent-status-normalize": "v2.7.6-agent-status-normalize",
    "claude-sdk-sessionstore": "v2.7.5-claude-sdk-sessionstore",
    "contracts-ssot": "v2.7.13-contracts-ssot",
    "license-debt-mit": "v2.7.0-mit",
    "mistake-tracker-file-ledger": "v2.7.4-mistake-tracker-file-ledger",
    "orchestrator": "v2.7.17-orchestrator",
    "sampling-streamjson-tokens": "v2.7.3-sampling-streamjson-tokens",
    "v2-3-provider-lifecycle": "v2.5.4–v2.5.13",
    "v2-6-persistent-agent-sessions": "v2.6.4–v2.6.8",
    "write-edit-robustness": "v2.7.1-write-edit-robustness",
}
METADATA = "schema: spec-driven\ncreated: 2026-06-07\n"


def build_before(repository: Path) -> Path:
    """Lay the tree out under `repository` and give its openspec/ folder."""
    root = repository / "openspec"
    archived = root / "changes" / "archived"
    archived.mkdir(parents=True)
    (root / "config.yaml").write_text("schema: spec-driven\n")
    for name, size in STUBS.items():
        (archived / name).write_text(stub(name, size))
    for name in KEPT:
        (archived / name).write_text(f"# {name}\n\nStatus: shipped\n\nWhat was done, and why.\n")
    for slug, words in WORDS.items():
        folder = archived / f"2026-06-07-{slug}"
        write_batch(folder, slug, words)
        (folder / ".openspec.yaml").write_text(METADATA)
    write_delta(archived / "2026-06-07-boocontext", "boocontext")
    for name in (*WITHOUT_YAML, *WITH_YAML):
        write_batch(root / "changes" / name, name, f"What {name} is for.")
    for name in WITH_YAML:
        (root / "changes" / name / ".openspec.yaml").write_text(METADATA)
    for name in SHIPPED:
        write_batch(archived / name, name, f"What {name} was for.", done=True)
    (root / "tidy.yaml").write_text(tidy_yaml())
    return root


def stub(name: str, size: int) -> str:
    """A title and a status line, `size` bytes in all."""
    text = f"# {name[:20]}\n\nStatus: "
    return text + "s" * (size - len(text) - 1) + "\n"


def write_batch(folder: Path, name: str, words: str, *, done: bool = False) -> None:
    """A proposal, a list of tasks and a design."""
    mark = "x" if done else " "
    folder.mkdir(parents=True)
    (folder / "proposal.md").write_text(
        f"# {name}\n\n## Why\n\n{words}\n\n## What Changes\n\n- {name} changes.\n"
    )
    (folder / "tasks.md").write_text(
        f"# Tasks of {name}\n\n## 1. First (wave 1)\n\n- [{mark}] 1.1 Begin {name}\n"
    )
    (folder / "design.md").write_text(f"# Design of {name}\n\nAs simple as it can be.\n")


def write_delta(folder: Path, capability: str) -> None:
    """A delta that adds one requirement to `capability`."""
    path = folder / "specs" / capability / "spec.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "## Purpose\n\nA capability that stands here so that a delta has something to add to.\n\n"
        "## ADDED Requirements\n\n### Requirement: It works\nThe system SHALL work.\n\n"
        "#### Scenario: Working\n- **WHEN** it is asked\n- **THEN** it works\n"
    )


def tidy_yaml() -> str:
    """Where the misplaced proposals go and what the archived ones shipped in."""
    lines = ["merge:"]
    lines += [f"  {slug}: [{', '.join(targets)}]" for slug, targets in MERGED.items()]
    lines += ["shipped:", *(f"  {slug}: {tag}" for slug, tag in SHIPPED.items())]
    return "\n".join(lines) + "\n"


def commit(repository: Path) -> None:
    """Make `repository` a git repository with all of it committed."""
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "feat: all of it")


def git(repository: Path, *arguments: str) -> str:
    """Run git as a person of the tests'."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=repository, check=True, capture_output=True, text=True
    )
    return done.stdout
