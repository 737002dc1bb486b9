"""How long the doctor takes on a tree of 500 batches: `python -m bench.openspec [BATCHES]`.

Prints reading, judging and the whole command (a fresh process) in milliseconds, the best of five.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from boocode_app.services.specs.doctor import examine
from boocode_app.services.specs.plan import Surroundings, make_plan
from boocode_app.services.specs.snapshot import read
from boocode_app.services.specs.tree import read_tree

ROUNDS = 5
COMMAND = "from boocode_app.cli.openspec import app; app()"


def build(root: Path, batches: int) -> Path:
    """A tree of `batches` batches, four fifths of them active, each with four documents."""
    folder = root / "openspec"
    for number in range(batches):
        shipped = number % 5 == 0
        where = "changes/archive" if shipped else "changes"
        batch = folder / where / f"batch-{number:04}"
        (batch / "specs" / f"capability-{number}").mkdir(parents=True)
        line = f"**Shipped in:** `v1.{number}.0`\n\n" if shipped else ""
        (batch / ".openspec.yaml").write_text("schema: spec-driven\ncreated: 2026-06-07\n")
        (batch / "proposal.md").write_text(
            f"# Batch {number}\n\n## Why\n\n{line}" + "A reason of some length. " * 40 + "\n\n"
            "## What Changes\n\n" + "- something that changes\n" * 20
        )
        (batch / "design.md").write_text("# Design\n\n" + "A paragraph about it. " * 100 + "\n")
        (batch / "tasks.md").write_text(
            "# Tasks\n"
            + "".join(
                f"\n## {group}. Group (wave {group})\n\n"
                + "".join(f"- [ ] {group}.{task} do it\n" for task in range(1, 9))
                for group in range(1, 5)
            )
        )
        (batch / "specs" / f"capability-{number}" / "spec.md").write_text(
            "## ADDED Requirements\n\n### Requirement: It works\nIt SHALL work.\n\n"
            "#### Scenario: Working\n- **WHEN** asked\n- **THEN** it works\n"
        )
    tags = "".join(f"  - v1.{number}.0\n" for number in range(0, batches, 5))
    (folder / "config.yaml").write_text(
        f"schema: spec-driven\ncontext: x\nrules: {{proposal: [x]}}\nshipped_tags:\n{tags}"
    )
    return folder


def best(action: Callable[[], object]) -> float:
    """Milliseconds of the fastest of ROUNDS runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main(batches: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        root = build(Path(name), batches)
        snapshot = read(root)
        command = [sys.executable, "-P", "-c", COMMAND, "doctor", name]
        here = Path(__file__).parents[1]

        def whole() -> None:
            subprocess.run(command, cwd=here, check=True, env={"PYTHONPATH": str(here)},
                           stdout=subprocess.DEVNULL)  # fmt: skip

        print(f"{batches} batches, {len(snapshot)} paths")
        print(f"read      {best(lambda: read(root)):7.0f} ms")
        print(f"judge     {best(lambda: examine(read_tree(snapshot))):7.0f} ms")
        print(f"plan      {best(lambda: make_plan(snapshot, Surroundings('2026-07-01'))):7.0f} ms")
        print(f"command   {best(whole):7.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
